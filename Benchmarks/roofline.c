/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Layers of LeNet-5 on one thread, each beside the roof of the instructions
 * that its kernel is made of, measured in the same run. x86-64; see
 * Docs/Performance.md.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cconv.h"

#define BLOCKS 7
#define BLOCK_SECONDS 0.05

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* Median seconds of a call, of blocks of many. */
static double median(void (*call)(void *), void *what)
{
	double times[BLOCKS], start = now();
	long count = 0;

	do {
		call(what);
		count++;
	} while (now() - start < BLOCK_SECONDS);
	for (int b = 0; b < BLOCKS; b++) {
		start = now();
		for (long i = 0; i < count; i++)
			call(what);
		times[b] = (now() - start) / (double)count;
	}
	qsort(times, BLOCKS, sizeof(*times), by_size);
	return times[BLOCKS / 2];
}

#define REPEAT4(text) text text text text
#define LOOP(body)                                                      \
	{                                                               \
		long count = 10000;                                     \
		__asm__ volatile("1:\n" REPEAT4(body) "dec %0\njnz 1b\n" \
				 : "+r"(count)                          \
				 :                                      \
				 : "xmm0", "xmm1", "xmm2", "xmm3",      \
				   "xmm4", "xmm5", "xmm6", "xmm7",      \
				   "xmm8", "xmm9", "xmm10", "xmm11");   \
	}

#define PAIR(sum, product)                                     \
	"vpmaddwd %%ymm14, %%ymm15, %%ymm" product "\n"        \
	"vpaddd %%ymm" product ", %%ymm" sum ", %%ymm" sum "\n"

/* Eight channels, two products each. */
static void pairs(void *unused)
{
	(void)unused;
	LOOP(PAIR("0", "8") PAIR("1", "9") PAIR("2", "10") PAIR("3", "11")
	     PAIR("4", "8") PAIR("5", "9") PAIR("6", "10") PAIR("7", "11"))
}

#define QUADS(sum)                              \
	"vpmaddubsw %%ymm14, %%ymm15, %%ymm8\n" \
	"vpmaddubsw %%ymm14, %%ymm15, %%ymm9\n" \
	"vpmaddubsw %%ymm14, %%ymm15, %%ymm10\n"\
	"vpmaddubsw %%ymm14, %%ymm15, %%ymm11\n"\
	"vpaddw %%ymm8, %%ymm9, %%ymm8\n"       \
	"vpaddw %%ymm10, %%ymm11, %%ymm10\n"    \
	"vpaddw %%ymm8, %%ymm10, %%ymm8\n"      \
	"vpmaddwd %%ymm13, %%ymm8, %%ymm8\n"    \
	"vpaddd %%ymm8, %%ymm" sum ", %%ymm" sum "\n"

/* Eight channels, sixteen products each. */
static void quads(void *unused)
{
	(void)unused;
	LOOP(QUADS("0") QUADS("1") QUADS("2") QUADS("3"))
}

#define DOT(sum) "vpdpbusd %%zmm14, %%zmm15, %%zmm" sum "\n"

/* Sixteen channels, four products each. */
static void dots(void *unused)
{
	(void)unused;
	LOOP(DOT("0") DOT("1") DOT("2") DOT("3") DOT("4") DOT("5") DOT("6")
	     DOT("7") DOT("8") DOT("9") DOT("10") DOT("11"))
}

struct layer {
	const char *name;
	cconv_convolution shape;
	cconv_level level;
	size_t images;
	void *in, *packed, *out, *scratch;
};

static void convolve(void *what)
{
	struct layer *l = what;

	if (cconv_convolve(&l->shape, l->level, l->images, l->in, l->packed,
			   l->out, l->scratch, NULL))
		abort();
}

static void *memory(size_t size)
{
	void *bytes = aligned_alloc(64, (size + 127) / 64 * 64);

	if (!bytes)
		abort();
	return memset(bytes, 1, (size + 127) / 64 * 64);
}

/* With weights as small as those of trained networks. */
static void measure(struct layer *l, cconv_level level, size_t images)
{
	const cconv_convolution *s = &l->shape;
	size_t kernel = (size_t)(s->kernel_height * s->kernel_width *
				 s->in_channels);
	size_t count = kernel * (size_t)s->out_channels, size;
	int32_t *weights = memory(count * sizeof(*weights));
	int32_t height, width;
	double products, seconds;

	for (size_t i = 0; i < count; i++)
		weights[i] = (int32_t)(i * 2654435761u >> 13) % 16 - 7;
	l->level = level;
	l->images = images;
	cconv_packed_size(s, level, &size);
	l->packed = memory(size);
	cconv_scratch_size(s, level, &size);
	l->scratch = memory(size);
	cconv_pack(s, level, weights, l->packed);
	cconv_convolution_output(s, &height, &width);
	l->in = memory(images * 4 * (size_t)(s->in_height * s->in_width *
					     s->in_channels));
	l->out = memory(images * 4 * (size_t)(height * width *
					      s->out_channels));
	seconds = median(convolve, l) / (double)images;
	products = (double)(height * width * s->out_channels) *
		   (s->pool ? 4 : 1) * (double)kernel;
	printf("%-12s %-6s %5zu %9.2f us %8.1f MAC/ns\n",
	       cconv_level_name(level), l->name, images, seconds * 1e6,
	       products / seconds * 1e-9);
	free(weights);
	free(l->packed);
	free(l->scratch);
	free(l->in);
	free(l->out);
}

static void print_roof(const char *name, void (*loop)(void *), double products)
{
	printf("%-44s %8.1f MAC/ns\n", name,
	       4 * 10000 * products / median(loop, NULL) * 1e-9);
}

int main(void)
{
	static struct layer layers[] = {
		{ "conv1", { 28, 28, 1, 20, 5, 5, 1, 0, 0, CCONV_FIXED8, false,
			     CCONV_WORD, CCONV_INT8, CCONV_MAX_POOL, false },
		  0, 0, 0, 0, 0, 0 },
		{ "conv2", { 12, 12, 20, 50, 5, 5, 1, 0, 0, CCONV_FIXED8,
			     false, CCONV_INT8, CCONV_INT8, CCONV_MAX_POOL,
			     false }, 0, 0, 0, 0, 0, 0 },
		{ "ip1", { 4, 4, 50, 500, 4, 4, 1, 0, 0, CCONV_FIXED8, true,
			   CCONV_INT8, CCONV_INT8, CCONV_NO_POOL, false },
		  0, 0, 0, 0, 0, 0 },
		{ "ip2", { 1, 1, 500, 10, 1, 1, 1, 0, 0, CCONV_FIXED8, false,
			   CCONV_INT8, CCONV_WORD, CCONV_NO_POOL, false },
		  0, 0, 0, 0, 0, 0 },
	};

	if (cconv_level_available(CCONV_AVX2)) {
		print_roof("roof, vpmaddwd and vpaddd", pairs, 8 * 16);
		print_roof("roof, four vpmaddubsw before they are widened",
			   quads, 4 * 128);
	}
	if (cconv_level_available(CCONV_AVX512_VNNI))
		print_roof("roof, vpdpbusd", dots, 12 * 64);
	for (int level = 0; level < CCONV_LEVEL_COUNT; level++) {
		if (!cconv_level_available((cconv_level)level))
			continue;
		for (size_t images = 1; images <= 32; images += 31)
			for (size_t i = 0; i < 4; i++)
				measure(&layers[i], (cconv_level)level,
					images);
	}
	return 0;
}
