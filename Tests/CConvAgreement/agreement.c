/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Each level of this machine against scalar, bit for bit; for machines and
 * emulators that have no Swift. Names of levels, as arguments, are those that
 * must be available. Exits with 1 when they are not, or do not agree.
 *
 * --slack, as the first argument, leaves 64 bytes before the guard pages.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cases.h"
#include "memory.h"
#include "native_layers.h"
#include "outcome.h"

#define RANDOM_SHAPES 400
#define MOST_IMAGES 37

static size_t in_bytes(const struct convolution_case *c)
{
	const cconv_convolution *conv = &c->conv;

	return c->images * (size_t)conv->in_height * (size_t)conv->in_width *
	       (size_t)conv->in_channels * element_size(conv->in);
}

static size_t out_bytes(const struct convolution_case *c)
{
	int32_t height, width;

	if (cconv_convolution_output(&c->conv, &height, &width))
		abort();
	return c->images * (size_t)height * (size_t)width *
	       (size_t)c->conv.out_channels * element_size(c->conv.out);
}

/* By one level, into @out; whether nothing beyond was written. */
static bool convolve(const struct convolution_case *c, cconv_level level,
		     const void *in, const int32_t *weights, void *out,
		     int32_t shares)
{
	struct guarded packed, scratch;
	size_t size;
	bool clean;

	check(cconv_packed_size(&c->conv, level, &size), "packed size");
	packed = guarded_new(size, 64);
	check(cconv_scratch_size(&c->conv, level, &size), "scratch size");
	scratch = guarded_new(size, 64);
	check(cconv_pack(&c->conv, level, weights, packed.bytes), "pack");
	for (int32_t i = 0; i < shares; i++) {
		cconv_share share = { .index = i, .count = shares };

		check(cconv_convolve(&c->conv, level, c->images, in,
				     packed.bytes, out, scratch.bytes,
				     shares == 1 ? NULL : &share),
		      "convolve");
	}
	clean = guarded_clean(&packed) && guarded_clean(&scratch);
	guarded_free(&packed);
	guarded_free(&scratch);
	return clean;
}

static void compare_convolution(const struct convolution_case *c,
				cconv_level level, struct outcome *outcome)
{
	struct guarded in = guarded_new(in_bytes(c), 1);
	struct guarded weights = guarded_new(weight_count(&c->conv) * 4, 4);
	struct guarded want = guarded_new(out_bytes(c), 1);
	struct guarded got = guarded_new(out_bytes(c), 1);
	bool same;

	fill_elements(&in, c->conv.in, c->conv.format, c->fill);
	fill_elements(&weights, CCONV_WORD, c->conv.format, c->weights);
	same = convolve(c, CCONV_SCALAR, in.bytes, (int32_t *)weights.bytes,
			want.bytes, 1) &&
	       convolve(c, level, in.bytes, (int32_t *)weights.bytes,
			got.bytes, c->shares) &&
	       !memcmp(want.bytes, got.bytes, want.size) &&
	       guarded_clean(&want) && guarded_clean(&got);
	outcome->cases++;
	if (!same) {
		outcome->wrong++;
		printf("%s differs: ", cconv_level_name(level));
		print_case(c);
	}
	guarded_free(&in);
	guarded_free(&weights);
	guarded_free(&want);
	guarded_free(&got);
}

static void listed_convolutions(cconv_level level, struct outcome *outcome)
{
	struct convolution_case c;

	for (size_t i = 0; i < listed_count; i++)
		for (unsigned turn = 0; listed_case(i, turn, &c); turn++)
			compare_convolution(&c, level, outcome);
}

static void random_convolutions(cconv_level level, struct outcome *outcome)
{
	for (int i = 0; i < RANDOM_SHAPES; i++) {
		struct convolution_case c = random_case(MOST_IMAGES);

		compare_convolution(&c, level, outcome);
	}
}

static void compare_pooling(const cconv_pooling *pool, enum fill fill,
			    cconv_level level, struct outcome *outcome)
{
	int32_t height, width;
	size_t in_size = (size_t)pool->in_height * (size_t)pool->in_width *
			 (size_t)pool->channels * 4;
	size_t out_size;
	struct guarded in, want, got;

	check(cconv_pooling_output(pool, &height, &width), "pooling");
	out_size = (size_t)height * (size_t)width * (size_t)pool->channels * 4;
	in = guarded_new(in_size, 4);
	want = guarded_new(out_size, 4);
	got = guarded_new(out_size, 4);
	fill_elements(&in, CCONV_WORD, CCONV_FIXED16, fill);
	for (int average = 0; average < 2; average++) {
		int (*run)(const cconv_pooling *, cconv_level, const int32_t *,
			   int32_t *) =
			average ? cconv_average_pool : cconv_max_pool;

		check(run(pool, CCONV_SCALAR, (int32_t *)in.bytes,
			  (int32_t *)want.bytes),
		      "pool");
		check(run(pool, level, (int32_t *)in.bytes,
			  (int32_t *)got.bytes),
		      "pool");
		outcome->cases++;
		if (memcmp(want.bytes, got.bytes, want.size) ||
		    !guarded_clean(&got)) {
			outcome->wrong++;
			printf("%s differs: pooling of %d channels by %d\n",
			       cconv_level_name(level), (int)pool->channels,
			       (int)pool->window);
		}
	}
	guarded_free(&in);
	guarded_free(&want);
	guarded_free(&got);
}

static void poolings(cconv_level level, struct outcome *outcome)
{
	static const int32_t windows[][2] = {
		{ 1, 1 }, { 2, 2 }, { 3, 2 }, { 3, 1 }, { 5, 3 },
	};

	for (int32_t channels = 1; channels <= 20; channels++) {
		for (size_t i = 0; i < sizeof(windows) / sizeof(*windows);
		     i++) {
			cconv_pooling pool = {
				.in_height = 9, .in_width = 11,
				.channels = channels,
				.window = windows[i][0],
				.stride = windows[i][1],
				.relu = channels % 2,
			};

			for (enum fill fill = 0; fill < FILL_COUNT; fill++)
				compare_pooling(&pool, fill, level, outcome);
		}
	}
}

static void rectifiers(cconv_level level, struct outcome *outcome)
{
	for (size_t count = 1; count < 40; count++) {
		struct guarded got = guarded_new(count * 4, 4);
		struct guarded want = guarded_new(count * 4, 4);

		fill_elements(&got, CCONV_WORD, CCONV_FIXED16, FILL_RANDOM);
		memcpy(want.bytes, got.bytes, want.size);
		cconv_relu(level, (int32_t *)got.bytes, count);
		cconv_relu(CCONV_SCALAR, (int32_t *)want.bytes, count);
		outcome->cases++;
		if (memcmp(want.bytes, got.bytes, want.size) ||
		    !guarded_clean(&got)) {
			outcome->wrong++;
			printf("%s differs: relu of %zu words\n",
			       cconv_level_name(level), count);
		}
		guarded_free(&got);
		guarded_free(&want);
	}
}

static bool required_levels(int count, char **names)
{
	bool there = true;

	for (int i = 1; i < count; i++) {
		int level = 0;

		while (level < CCONV_LEVEL_COUNT &&
		       strcmp(cconv_level_name((cconv_level)level), names[i]))
			level++;
		if (level == CCONV_LEVEL_COUNT ||
		    !cconv_level_available((cconv_level)level)) {
			printf("%s: not available\n", names[i]);
			there = false;
		}
	}
	return there;
}

int main(int argc, char **argv)
{
	bool good;

	if (argc > 1 && !strcmp(argv[1], "--slack")) {
		guarded_slack = 64;
		argc--;
		argv++;
	}
	good = required_levels(argc, argv);
	for (int i = 0; i < CCONV_LEVEL_COUNT; i++) {
		struct outcome outcome = { 0, 0 };
		cconv_level level = (cconv_level)i;

		if (!cconv_level_available(level))
			continue;
		if (level == CCONV_SCALAR)
			continue;
		listed_convolutions(level, &outcome);
		random_convolutions(level, &outcome);
		poolings(level, &outcome);
		rectifiers(level, &outcome);
		native_layers(level, &outcome);
		if (outcome.wrong)
			printf("%s: %lu of %lu cases differ\n",
			       cconv_level_name(level), outcome.wrong,
			       outcome.cases);
		else
			printf("%s: %lu cases agree\n",
			       cconv_level_name(level), outcome.cases);
		good = good && !outcome.wrong;
	}
	printf("best level: %s\n", cconv_level_name(cconv_level_best()));
	return good ? 0 : 1;
}
