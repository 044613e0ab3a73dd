/* SPDX-License-Identifier: BSD-3-Clause */
#include "../native.h"

#if defined(CCONV_HAS_NEON)

#include "neon.h"

#include "../native_loops.h"

#define LANES CCONV_WORD_LANES

/* A rounding shift by a negative number is one to the right that adds half. */
CCONV_INLINE int32x4_t requantised(const cconv_requantisation *by,
				   int32x4_t sums, int32x4_t multipliers)
{
	int64x2_t shift = vdupq_n_s64(-by->shift);
	int64x2_t low, high;
	int32x4_t codes;

	sums = vshlq_s32(sums, vdupq_n_s32(-by->pre_shift));
	low = vmull_s32(vget_low_s32(sums), vget_low_s32(multipliers));
	high = vmull_s32(vget_high_s32(sums), vget_high_s32(multipliers));
	codes = vcombine_s32(vmovn_s64(vrshlq_s64(low, shift)),
			     vmovn_s64(vrshlq_s64(high, shift)));
	codes = vaddq_s32(codes, vdupq_n_s32(by->zero_point));
	codes = vmaxq_s32(codes, vdupq_n_s32(by->minimum));
	return vminq_s32(codes, vdupq_n_s32(by->maximum));
}

CCONV_INLINE int32x4_t biased(int32x4_t sums, int32x4_t biases)
{
	return vreinterpretq_s32_u32(
		vaddq_u32(vreinterpretq_u32_s32(sums),
			  vreinterpretq_u32_s32(biases)));
}

static void requantise(const cconv_requantisation *by, size_t pixels,
		       size_t channels, const int32_t *sums,
		       const int32_t *biases, const int32_t *multipliers,
		       void *codes)
{
	const struct cconv_geometry g = { .out = by->out };
	size_t at = 0;

	for (size_t pixel = 0; pixel < pixels; pixel++) {
		for (size_t c = 0; c < channels; c += LANES) {
			size_t count = channels - c;
			int32x4_t words =
				cconv_load_words(sums + at + c, count);
			int32x4_t bias = cconv_load_words(biases + c, count);
			int32x4_t by_channel =
				cconv_load_words(multipliers + c, count);

			words = requantised(by, biased(words, bias),
					    by_channel);
			cconv_store_elements(&g, codes, at + c, words, count);
		}
		at += channels;
	}
}

const struct cconv_native_ops cconv_native_neon = {
	.requantise = requantise,
	.window_maxima = window_maxima,
	.window_sums = window_sums,
	.add = add,
};

#endif
