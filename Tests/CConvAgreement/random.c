/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Compares a level with scalar on random layers: random_agreement LEVEL
 * [LAYERS [SEED]]. Plain C, so that it also runs where Swift does not: linked
 * with emulated intrinsics, or as the only process of an emulated machine.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cconv.h"

#define CANARY 0xa5
#define MARGIN 64

struct guarded {
	uint8_t *bytes; /* MARGIN canaries on both sides */
	size_t size;
};

static uint64_t state = 1;

static uint32_t next(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (uint32_t)(state >> 32);
}

static int32_t between(int32_t least, int32_t most)
{
	return least + (int32_t)(next() % (uint32_t)(most - least + 1));
}

static int32_t one_of(const int32_t *values, size_t count)
{
	return values[next() % count];
}

static struct guarded guarded_of(size_t size)
{
	struct guarded area = { .size = size };
	size_t whole = (size + 2 * MARGIN + 63) / 64 * 64;
	uint8_t *start = aligned_alloc(64, whole);

	if (!start) {
		fprintf(stderr, "no memory for %zu bytes\n", size);
		exit(1);
	}
	memset(start, CANARY, whole);
	area.bytes = start + MARGIN;
	return area;
}

static void check_guards(const struct guarded *area, const char *what)
{
	for (size_t i = 0; i < MARGIN; i++)
		if (area->bytes[-1 - (ptrdiff_t)i] != CANARY ||
		    area->bytes[area->size + i] != CANARY) {
			fprintf(stderr, "wrote outside %s\n", what);
			exit(1);
		}
}

static void release(struct guarded *area)
{
	free(area->bytes - MARGIN);
}

static size_t element_size(cconv_element element)
{
	return element == CCONV_WORD ? 4 : (size_t)element;
}

static int32_t extreme(int bits, int kind)
{
	int32_t most = (1 << (bits - 1)) - 1;

	switch (kind) {
	case 0:
		return -most - 1;
	case 1:
		return most;
	case 2:
		return next() % 2 ? most : -most - 1;
	case 3:
		return between(-3, 3);
	default:
		return (int32_t)next();
	}
}

static void fill(void *out, size_t count, cconv_element element, int bits)
{
	int kind = between(0, 6);

	for (size_t i = 0; i < count; i++) {
		int32_t value = extreme(bits, kind);

		memcpy((uint8_t *)out + i * element_size(element), &value,
		       element_size(element));
	}
}

static cconv_convolution random_layer(void)
{
	static const int32_t channels[] = { 1, 1, 2, 3, 4, 5, 7, 8, 16, 20 };
	static const int32_t outputs[] = { 1,  3,  4,  7,  8,  9,  10, 15, 16,
					   17, 20, 24, 25, 31, 32, 33, 40, 48,
					   50, 56, 57, 64, 70, 80, 100 };
	cconv_convolution conv = {
		.in_height = between(1, 13),
		.in_width = between(1, 13),
		.in_channels = one_of(channels, 10),
		.out_channels = one_of(outputs, 25),
		.kernel_height = between(1, 7),
		.kernel_width = between(1, 7),
		.stride = between(1, 3),
		.pad = between(0, 2),
		.pad_value = between(-300, 300),
		.format = next() % 2 ? CCONV_FIXED8 : CCONV_FIXED16,
		.relu = next() % 2,
		.in = (cconv_element)between(0, 2),
		.out = (cconv_element)between(0, 2),
		.pool = (cconv_fused_pool)between(0, 2),
		.pool_relu = next() % 2,
	};

	if (next() % 4 == 0) {
		conv.kernel_height = conv.in_height;
		conv.kernel_width = conv.in_width;
		conv.pad = 0;
	}
	return conv;
}

static void convolve(const cconv_convolution *conv, cconv_level level,
		     size_t images, const int32_t *weights, const void *in,
		     struct guarded *out, int32_t shares)
{
	struct guarded packed, scratch;
	size_t size;

	cconv_packed_size(conv, level, &size);
	packed = guarded_of(size);
	cconv_scratch_size(conv, level, &size);
	scratch = guarded_of(size);
	cconv_pack(conv, level, weights, packed.bytes);
	for (int32_t i = 0; i < shares; i++) {
		cconv_share share = { i, shares };

		cconv_convolve(conv, level, images, in, packed.bytes,
			       out->bytes, scratch.bytes,
			       shares == 1 ? NULL : &share);
	}
	check_guards(&packed, "packed weights");
	check_guards(&scratch, "scratch memory");
	check_guards(out, "output");
	release(&packed);
	release(&scratch);
}

static void describe(const cconv_convolution *c, size_t images, int32_t shares)
{
	fprintf(stderr,
		"in %dx%dx%d element %d, out %d element %d, kernel %dx%d, "
		"stride %d, pad %d of %d, format %d, relu %d, pool %d relu %d, "
		"%zu images, %d shares\n",
		c->in_height, c->in_width, c->in_channels, c->in,
		c->out_channels, c->out, c->kernel_height, c->kernel_width,
		c->stride, c->pad, c->pad_value, c->format, c->relu, c->pool,
		c->pool_relu, images, shares);
}

static void compare(const cconv_convolution *conv, cconv_level level,
		    size_t images, int32_t height, int32_t width)
{
	size_t words = (size_t)conv->out_channels *
		       (size_t)conv->in_channels *
		       (size_t)conv->kernel_height *
		       (size_t)conv->kernel_width;
	size_t in_count = images * (size_t)conv->in_height *
			  (size_t)conv->in_width * (size_t)conv->in_channels;
	size_t out_size = images * (size_t)height * (size_t)width *
			  (size_t)conv->out_channels *
			  element_size(conv->out);
	struct guarded weights = guarded_of(words * 4);
	struct guarded in = guarded_of(in_count * element_size(conv->in));
	struct guarded expected = guarded_of(out_size);
	struct guarded found = guarded_of(out_size);
	int32_t shares = next() % 2 ? 1 : between(2, 5);

	fill(weights.bytes, words, CCONV_WORD, (int)conv->format);
	fill(in.bytes, in_count, conv->in, (int)conv->format);
	convolve(conv, CCONV_SCALAR, images, (int32_t *)weights.bytes,
		 in.bytes, &expected, 1);
	convolve(conv, level, images, (int32_t *)weights.bytes, in.bytes,
		 &found, shares);
	if (memcmp(expected.bytes, found.bytes, out_size)) {
		fprintf(stderr, "differs from scalar: ");
		describe(conv, images, shares);
		exit(1);
	}
	release(&weights);
	release(&in);
	release(&expected);
	release(&found);
}

static const cconv_convolution lenet[] = {
	{ .in_height = 28, .in_width = 28, .in_channels = 1,
	  .out_channels = 20, .kernel_height = 5, .kernel_width = 5,
	  .stride = 1, .format = CCONV_FIXED8, .out = CCONV_INT8,
	  .pool = CCONV_MAX_POOL },
	{ .in_height = 12, .in_width = 12, .in_channels = 20,
	  .out_channels = 50, .kernel_height = 5, .kernel_width = 5,
	  .stride = 1, .format = CCONV_FIXED8, .in = CCONV_INT8,
	  .out = CCONV_INT8, .pool = CCONV_MAX_POOL },
	{ .in_height = 4, .in_width = 4, .in_channels = 50,
	  .out_channels = 500, .kernel_height = 4, .kernel_width = 4,
	  .stride = 1, .format = CCONV_FIXED8, .relu = true,
	  .in = CCONV_INT8, .out = CCONV_INT8 },
	{ .in_height = 1, .in_width = 1, .in_channels = 500,
	  .out_channels = 10, .kernel_height = 1, .kernel_width = 1,
	  .stride = 1, .format = CCONV_FIXED8, .in = CCONV_INT8 },
};

static int compare_if_valid(cconv_convolution conv, cconv_level level,
			    size_t images)
{
	int32_t height, width;

	if (cconv_convolution_output(&conv, &height, &width))
		return 0;
	compare(&conv, level, images, height, width);
	return 1;
}

static int run(cconv_level level, int layers)
{
	int done = 0;

	for (size_t i = 0; i < 4; i++) {
		cconv_convolution conv = lenet[i];

		done += compare_if_valid(conv, level, 1);
		done += compare_if_valid(conv, level, 3);
		conv.format = CCONV_FIXED16;
		done += compare_if_valid(conv, level, 1);
	}
	while (done < layers) {
		cconv_convolution conv = random_layer();
		bool full = conv.kernel_height == conv.in_height &&
			    conv.kernel_width == conv.in_width;

		done += compare_if_valid(
			conv, level, (size_t)between(1, full ? 70 : 3));
	}
	return done;
}

static cconv_level level_named(const char *name)
{
	int level = 0;

	while (level < CCONV_LEVEL_COUNT &&
	       strcmp(cconv_level_name((cconv_level)level), name))
		level++;
	return (cconv_level)level;
}

int main(int argc, char **argv)
{
	cconv_level level = level_named(argc > 1 ? argv[1] : "");
	int layers = argc > 2 ? atoi(argv[2]) : 1000;

	if (argc > 3)
		state = strtoull(argv[3], NULL, 0) | 1;
	if (!cconv_level_available(level)) {
		fprintf(stderr, "level %s is not available\n",
			argc > 1 ? argv[1] : "(none)");
		return 2;
	}
	printf("%s agrees with scalar on %d layers\n", argv[1],
	       run(level, layers));
	return 0;
}
