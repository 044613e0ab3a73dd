/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * layer WEIGHTS.npy LEVEL LAYER IMAGES REPEATS: one layer of LeNet-5 and
 * nothing else, for counting what it takes.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cconv.h"

/* In, filters, kernel and what follows as in the published network. */
static const cconv_convolution layers[] = {
	{ .in_height = 28, .in_width = 28, .in_channels = 1,
	  .out_channels = 20, .kernel_height = 5, .kernel_width = 5,
	  .pool = CCONV_MAX_POOL },
	{ .in_height = 12, .in_width = 12, .in_channels = 20,
	  .out_channels = 50, .kernel_height = 5, .kernel_width = 5,
	  .pool = CCONV_MAX_POOL },
	{ .in_height = 4, .in_width = 4, .in_channels = 50,
	  .out_channels = 500, .kernel_height = 4, .kernel_width = 4,
	  .relu = true },
	{ .in_height = 1, .in_width = 1, .in_channels = 500,
	  .out_channels = 10, .kernel_height = 1, .kernel_width = 1 },
};

#define LAYERS (sizeof(layers) / sizeof(*layers))

static size_t weight_count(const cconv_convolution *conv)
{
	return (size_t)conv->out_channels * (size_t)conv->kernel_height *
	       (size_t)conv->kernel_width * (size_t)conv->in_channels;
}

static _Noreturn void fail(const char *what)
{
	fprintf(stderr, "layer: %s\n", what);
	exit(1);
}

static void *allocate(size_t size)
{
	void *memory = aligned_alloc(64, (size + 63) / 64 * 64);

	if (!memory)
		fail("no memory");
	memset(memory, 1, size);
	return memory;
}

/* Those of @layer, as words. */
static int32_t *read_weights(const char *path, size_t layer)
{
	size_t count = weight_count(&layers[layer]), at = 0;
	int32_t *weights = allocate(count * sizeof(*weights));
	FILE *file = fopen(path, "rb");
	uint8_t head[10];

	for (size_t i = 0; i < layer; i++)
		at += weight_count(&layers[i]);
	/* Magic and version, then the length of the rest of the header. */
	if (!file || fread(head, sizeof(head), 1, file) != 1 ||
	    fseek(file, (long)(sizeof(head) + head[8] + 256u * head[9] + at),
		  SEEK_SET))
		fail("cannot read the weights");
	for (size_t i = 0; i < count; i++) {
		int byte = fgetc(file);

		if (byte == EOF)
			fail("too few weights");
		weights[i] = (int8_t)byte;
	}
	fclose(file);
	return weights;
}

static cconv_level level_named(const char *name)
{
	for (int level = 0; level < CCONV_LEVEL_COUNT; level++)
		if (!strcmp(name, cconv_level_name((cconv_level)level)))
			return (cconv_level)level;
	fail("no such level");
}

static size_t out_size(const cconv_convolution *conv)
{
	int32_t height, width;

	if (cconv_convolution_output(conv, &height, &width))
		fail("no such shape");
	return (size_t)height * (size_t)width * (size_t)conv->out_channels *
	       sizeof(int32_t);
}

int main(int argc, char **argv)
{
	cconv_convolution conv;
	cconv_level level;
	size_t layer, images, repeats, in_size, packed_size, scratch_size;
	void *in, *out, *packed, *scratch;

	if (argc != 6 || strtoul(argv[3], NULL, 10) >= LAYERS)
		fail("WEIGHTS.npy LEVEL LAYER IMAGES REPEATS");
	level = level_named(argv[2]);
	layer = strtoul(argv[3], NULL, 10);
	images = strtoul(argv[4], NULL, 10);
	repeats = strtoul(argv[5], NULL, 10);
	conv = layers[layer];
	conv.stride = 1;
	conv.format = CCONV_FIXED8;
	conv.in = CCONV_INT8;
	conv.out = layer + 1 == LAYERS ? CCONV_WORD : CCONV_INT8;

	in_size = (size_t)conv.in_height * (size_t)conv.in_width *
		  (size_t)conv.in_channels;
	if (cconv_packed_size(&conv, level, &packed_size) ||
	    cconv_scratch_size(&conv, level, &scratch_size))
		fail("no such level here");
	in = allocate(images * in_size);
	out = allocate(images * out_size(&conv));
	packed = allocate(packed_size);
	scratch = allocate(scratch_size);
	if (cconv_pack(&conv, level, read_weights(argv[1], layer), packed))
		fail("cannot pack");
	for (size_t i = 0; i < repeats; i++)
		if (cconv_convolve(&conv, level, images, in, packed, out,
				   scratch, NULL))
			fail("cannot convolve");
	return 0;
}
