/* SPDX-License-Identifier: BSD-3-Clause */
/* Four output words a vector. Functions between BEGIN and END may use the dot
 * product of ARMv8.2, whatever the build's flags. */
#ifndef CCONV_ARM_NEON_H
#define CCONV_ARM_NEON_H

#include <arm_neon.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "../conv.h"

#if defined(__clang__)
#define CCONV_DOTPROD_BEGIN                                          \
	CCONV_PRAGMA(clang attribute push(                           \
		__attribute__((target("dotprod"))), apply_to = function))
#define CCONV_DOTPROD_END CCONV_PRAGMA(clang attribute pop)
#else
#define CCONV_DOTPROD_BEGIN             \
	CCONV_PRAGMA(GCC push_options)  \
	CCONV_PRAGMA(GCC target("arch=armv8.2-a+dotprod"))
#define CCONV_DOTPROD_END CCONV_PRAGMA(GCC pop_options)
#endif

#define CCONV_WORD_LANES 4

/* By lanes, because a call of memcpy() would cost more than the sums of some
 * layers. */
#define CCONV_STORE_FEW(store_lane, out, vector, count)   \
	do {                                              \
		store_lane(out, vector, 0);               \
		if ((count) > 1)                          \
			store_lane((out) + 1, vector, 1); \
		if ((count) > 2)                          \
			store_lane((out) + 2, vector, 2); \
	} while (0)

/** Load the first @count words, or all when there are more than 4; zeros
 *  for the others. */
CCONV_INLINE int32x4_t cconv_load_words(const int32_t *words, size_t count)
{
	int32_t few[CCONV_WORD_LANES] = { 0 };

	if (count >= CCONV_WORD_LANES)
		return vld1q_s32(words);
	memcpy(few, words, count * sizeof(*words));
	return vld1q_s32(few);
}

/** Store the first @count words (at least 1), or all when there are more than
 *  4. */
CCONV_INLINE void cconv_store_words(int32_t *out, int32x4_t words,
				    size_t count)
{
	if (count >= CCONV_WORD_LANES)
		vst1q_s32(out, words);
	else
		CCONV_STORE_FEW(vst1q_lane_s32, out, words, count);
}

/** Their low halves; @count as above. */
CCONV_INLINE void cconv_store_halves(int16_t *out, int32x4_t words,
				     size_t count)
{
	int16x4_t halves = vmovn_s32(words);

	if (count >= CCONV_WORD_LANES)
		vst1_s16(out, halves);
	else
		CCONV_STORE_FEW(vst1_lane_s16, out, halves, count);
}

/** Their low bytes; @count as above. */
CCONV_INLINE void cconv_store_bytes(int8_t *out, int32x4_t words, size_t count)
{
	int16x4_t halves = vmovn_s32(words);
	int8x8_t bytes = vmovn_s16(vcombine_s16(halves, halves));

	CCONV_STORE_FEW(vst1_lane_s8, out, bytes, count);
	if (count >= CCONV_WORD_LANES)
		vst1_lane_s8(out + 3, bytes, 3);
}

/** Store output words as elements @at and on; @count as above. */
CCONV_INLINE void cconv_store_elements(const struct cconv_geometry *g,
				       void *out, size_t at, int32x4_t words,
				       size_t count)
{
	if (g->out == CCONV_WORD)
		cconv_store_words((int32_t *)out + at, words, count);
	else if (g->out == CCONV_INT16)
		cconv_store_halves((int16_t *)out + at, words, count);
	else
		cconv_store_bytes((int8_t *)out + at, words, count);
}

/** @words / 2^@shift, towards zero. */
CCONV_INLINE int32x4_t cconv_divide(int32x4_t words, int shift)
{
	int32x4_t below = vdupq_n_s32((1 << shift) - 1);

	/* An arithmetic shift rounds down; negatives must round up. */
	below = vandq_s32(vshrq_n_s32(words, 31), below);
	return vshlq_s32(vaddq_s32(words, below), vdupq_n_s32(-shift));
}

CCONV_INLINE int32x4_t cconv_rectify(int32x4_t words, bool relu)
{
	return relu ? vmaxq_s32(words, vdupq_n_s32(0)) : words;
}

/** Sums to output words. */
CCONV_INLINE int32x4_t cconv_rescale(const struct cconv_geometry *g,
				     int32x4_t sum)
{
	return cconv_rectify(cconv_divide(sum, g->shift), g->relu);
}

/** The sums of four windows to pooled output words. */
CCONV_INLINE int32x4_t cconv_pool_sums(const struct cconv_geometry *g,
				       int32x4_t a, int32x4_t b, int32x4_t c,
				       int32x4_t d)
{
	int32x4_t words;

	if (g->pool == CCONV_MAX_POOL) {
		/* Division and rectifier are monotonic: once will do. */
		words = vmaxq_s32(vmaxq_s32(a, b), vmaxq_s32(c, d));
		words = cconv_rescale(g, words);
	} else {
		words = vaddq_s32(vaddq_s32(cconv_rescale(g, a),
					    cconv_rescale(g, b)),
				  vaddq_s32(cconv_rescale(g, c),
					    cconv_rescale(g, d)));
		words = cconv_divide(words, 2);
	}
	return cconv_rectify(words, g->pool_relu);
}

#endif
