/* SPDX-License-Identifier: BSD-3-Clause */
#include "native_layers.h"

#include <string.h>

#include "cases.h"
#include "cconv_native.h"
#include "memory.h"

#define REQUANTISATIONS 400
#define WINDOWS 200
#define ADDITIONS 100

/* One of the largest, one of the smallest, or anything between. */
static int32_t extreme(int32_t least, int32_t most)
{
	int32_t kind = between(0, 3);

	return kind == 0 ? least : kind == 1 ? most : between(least, most);
}

static cconv_element narrow(void)
{
	return between(0, 1) ? CCONV_INT8 : CCONV_INT16;
}

static cconv_requantisation requantisation(int32_t pre_shift)
{
	cconv_requantisation by = {
		.pre_shift = pre_shift,
		.shift = extreme(11, 31),
		.out = narrow(),
	};
	int32_t most = by.out == CCONV_INT8 ? INT8_MAX : INT16_MAX;

	by.zero_point = extreme(-most - 1, most);
	by.minimum = between(0, 1) ? by.zero_point : -most - 1;
	by.maximum = between(0, 1) ? most : between(by.minimum, most);
	return by;
}

static void compare(const struct guarded *want, const struct guarded *got,
		    const char *what, cconv_level level,
		    struct outcome *outcome)
{
	outcome->cases++;
	if (!memcmp(want->bytes, got->bytes, want->size) &&
	    guarded_clean(want) && guarded_clean(got))
		return;
	outcome->wrong++;
	printf("%s differs: %s, case %lu\n", cconv_level_name(level), what,
	       outcome->cases);
}

static void requantised(cconv_level level, struct outcome *outcome)
{
	cconv_requantisation by = requantisation(extreme(0, 7));
	size_t pixels = (size_t)between(1, 5);
	size_t channels = (size_t)between(1, 37);
	size_t count = pixels * channels;
	struct guarded sums = guarded_new(count * 4, 4);
	struct guarded biases = guarded_new(channels * 4, 4);
	struct guarded multipliers = guarded_new(channels * 4, 4);
	struct guarded want = guarded_new(count * element_size(by.out), 2);
	struct guarded got = guarded_new(count * element_size(by.out), 2);
	/* With its bias a sum is at most what 25 bits and the shift hold. */
	int32_t most = (INT32_C(1) << (24 + by.pre_shift - 1)) - 1;

	for (size_t i = 0; i < count; i++)
		((int32_t *)sums.bytes)[i] = extreme(-most - 1, most);
	for (size_t c = 0; c < channels; c++) {
		((int32_t *)biases.bytes)[c] = extreme(-most - 1, most);
		((int32_t *)multipliers.bytes)[c] = extreme(0, 131071);
	}
	for (int turn = 0; turn < 2; turn++)
		check(cconv_requantise(&by, turn ? level : CCONV_SCALAR,
				       pixels, channels, (int32_t *)sums.bytes,
				       (int32_t *)biases.bytes,
				       (int32_t *)multipliers.bytes,
				       turn ? got.bytes : want.bytes),
		      "requantise");
	compare(&want, &got, "requantisation", level, outcome);
	guarded_free(&sums);
	guarded_free(&biases);
	guarded_free(&multipliers);
	guarded_free(&want);
	guarded_free(&got);
}

static cconv_windows random_windows(void)
{
	cconv_windows w = {
		.in_height = between(1, 9),
		.in_width = between(1, 9),
		.channels = between(1, 37),
		.stride = between(1, 3),
		.zero_point = extreme(-128, 127),
		.element = narrow(),
	};

	w.window_height = between(1, w.in_height);
	w.window_width = between(1, w.in_width);
	w.pad = between(0, (w.window_height < w.window_width
				    ? w.window_height
				    : w.window_width) - 1);
	/* With the last window, which may not fit whole. */
	w.out_height = (w.in_height + w.pad - 1) / w.stride + 1;
	w.out_width = (w.in_width + w.pad - 1) / w.stride + 1;
	return w;
}

static void windowed(cconv_level level, struct outcome *outcome)
{
	cconv_windows w = random_windows();
	size_t channels = (size_t)w.channels;
	size_t count = (size_t)(w.out_height * w.out_width) * channels;
	struct guarded in = guarded_new((size_t)(w.in_height * w.in_width) *
						channels *
						element_size(w.element), 2);
	struct guarded weights = guarded_new(
		(size_t)(w.window_height * w.window_width) * channels * 2, 2);
	struct guarded want = guarded_new(count * 4, 4);
	struct guarded got = guarded_new(count * 4, 4);
	struct guarded want_codes =
		guarded_new(count * element_size(w.element), 2);
	struct guarded got_codes =
		guarded_new(count * element_size(w.element), 2);
	enum fill fill = (enum fill)between(0, FILL_COUNT - 1);

	fill_elements(&in, w.element, CCONV_FIXED16, fill);
	fill_elements(&weights, CCONV_INT16, CCONV_FIXED16, fill);
	for (int turn = 0; turn < 2; turn++)
		check(cconv_window_maxima(&w, turn ? level : CCONV_SCALAR,
					  in.bytes,
					  turn ? got_codes.bytes
					       : want_codes.bytes),
		      "maxima");
	compare(&want_codes, &got_codes, "maxima", level, outcome);
	for (int turn = 0; turn < 2; turn++)
		check(cconv_window_sums(&w, turn ? level : CCONV_SCALAR,
					in.bytes,
					(int32_t *)(turn ? got : want).bytes),
		      "sums");
	compare(&want, &got, "sums of windows", level, outcome);
	for (int turn = 0; turn < 2; turn++)
		check(cconv_depthwise_sums(&w, turn ? level : CCONV_SCALAR,
					   in.bytes, (int16_t *)weights.bytes,
					   (int32_t *)(turn ? got : want)
						   .bytes),
		      "depthwise");
	compare(&want, &got, "depthwise sums", level, outcome);
	guarded_free(&in);
	guarded_free(&weights);
	guarded_free(&want);
	guarded_free(&got);
	guarded_free(&want_codes);
	guarded_free(&got_codes);
}

static void added(cconv_level level, struct outcome *outcome)
{
	cconv_addition a = { .element = narrow(), .by = requantisation(0) };
	int32_t most = a.element == CCONV_INT8 ? INT8_MAX : INT16_MAX;
	size_t count = (size_t)between(1, 80);
	struct guarded first = guarded_new(count * element_size(a.element), 2);
	struct guarded second = guarded_new(count * element_size(a.element), 2);
	struct guarded want = guarded_new(count * element_size(a.by.out), 2);
	struct guarded got = guarded_new(count * element_size(a.by.out), 2);

	for (int i = 0; i < 2; i++) {
		a.zero_points[i] = extreme(-most - 1, most);
		a.multipliers[i] = extreme(0, 131071);
	}
	fill_elements(&first, a.element, CCONV_FIXED16,
		      (enum fill)between(0, FILL_COUNT - 1));
	fill_elements(&second, a.element, CCONV_FIXED16,
		      (enum fill)between(0, FILL_COUNT - 1));
	for (int turn = 0; turn < 2; turn++)
		check(cconv_add(&a, turn ? level : CCONV_SCALAR, count,
				first.bytes, second.bytes,
				turn ? got.bytes : want.bytes),
		      "add");
	compare(&want, &got, "addition", level, outcome);
	guarded_free(&first);
	guarded_free(&second);
	guarded_free(&want);
	guarded_free(&got);
}

void native_layers(cconv_level level, struct outcome *outcome)
{
	for (int i = 0; i < REQUANTISATIONS; i++)
		requantised(level, outcome);
	for (int i = 0; i < WINDOWS; i++)
		windowed(level, outcome);
	for (int i = 0; i < ADDITIONS; i++)
		added(level, outcome);
}
