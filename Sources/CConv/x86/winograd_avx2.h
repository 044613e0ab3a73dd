/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Transforms of the minimal filtering algorithms F(4x4, 3x3) and F(2x2, 5x5)
 * (Winograd 1980; Lavin and Gray, CVPR 2016), both with the points 0, 1, -1,
 * 2, -2 and infinity. All fractions are left to the end: a result comes out
 * 24 times too large for each dimension.
 */
#ifndef CCONV_X86_WINOGRAD_AVX2_H
#define CCONV_X86_WINOGRAD_AVX2_H

#include "avx2.h"

#define CCONV_POINTS 6

/** Weights of a kernel line of @taps to points; those of 1 and -1 change
 *  their sign, for the sake of cconv_from_points(). */
static inline void cconv_weights_to_points(const int32_t *line, size_t taps,
					   size_t step, int32_t *points)
{
	static const int32_t at[CCONV_POINTS - 1] = { 0, 1, -1, 2, -2 };

	for (size_t p = 0; p < CCONV_POINTS - 1; p++) {
		int32_t sum = 0;

		for (size_t i = taps; i-- > 0;)
			sum = sum * at[p] + line[i * step];
		points[p] = p == 1 || p == 2 ? -sum : sum;
	}
	points[CCONV_POINTS - 1] = line[(taps - 1) * step];
}

CCONV_AVX2_BEGIN

/** Inputs of a line to points. For bytes, both dimensions give 12800 at most. */
CCONV_INLINE void cconv_inputs_to_points(const __m256i *in, size_t in_step,
					 __m256i *out, size_t out_step)
{
	__m256i d1 = in[in_step], d2 = in[2 * in_step], d3 = in[3 * in_step];
	__m256i d4 = in[4 * in_step];
	__m256i four1 = _mm256_slli_epi16(d1, 2);
	__m256i four2 = _mm256_slli_epi16(d2, 2);
	__m256i even = _mm256_sub_epi16(d4, four2);
	__m256i odd = _mm256_sub_epi16(d3, four1);
	__m256i even2 = _mm256_sub_epi16(d4, d2);
	__m256i odd2 = _mm256_slli_epi16(_mm256_sub_epi16(d3, d1), 1);

	out[0] = _mm256_add_epi16(
		_mm256_slli_epi16(_mm256_sub_epi16(in[0], d2), 2), even2);
	out[out_step] = _mm256_add_epi16(even, odd);
	out[2 * out_step] = _mm256_sub_epi16(even, odd);
	out[3 * out_step] = _mm256_add_epi16(even2, odd2);
	out[4 * out_step] = _mm256_sub_epi16(even2, odd2);
	out[5 * out_step] = _mm256_sub_epi16(
		_mm256_sub_epi16(in[5 * in_step], d3),
		_mm256_slli_epi16(_mm256_sub_epi16(d3, d1), 2));
}

/** Points to @count = 2 or 4 sums of a line, 24 times too large. */
CCONV_INLINE void cconv_from_points(const __m256i *in, size_t in_step,
				    __m256i *out, size_t out_step,
				    size_t count)
{
	__m256i sum1 = _mm256_add_epi32(in[in_step], in[2 * in_step]);
	__m256i difference1 = _mm256_sub_epi32(in[in_step], in[2 * in_step]);
	__m256i sum2 = _mm256_add_epi32(in[3 * in_step], in[4 * in_step]);
	__m256i difference2 =
		_mm256_sub_epi32(in[3 * in_step], in[4 * in_step]);
	__m256i last = in[5 * in_step];
	__m256i six = _mm256_add_epi32(_mm256_slli_epi32(in[0], 2),
				       _mm256_slli_epi32(in[0], 1));
	__m256i four_sum1 = _mm256_slli_epi32(sum1, 2);
	__m256i four_difference1 = _mm256_slli_epi32(difference1, 2);
	__m256i twenty_four = _mm256_add_epi32(_mm256_slli_epi32(last, 4),
					       _mm256_slli_epi32(last, 3));

	out[0] = _mm256_add_epi32(_mm256_add_epi32(six, four_sum1), sum2);
	out[out_step] = _mm256_add_epi32(four_difference1,
					 _mm256_slli_epi32(difference2, 1));
	if (count == 2) {
		out[out_step] = _mm256_add_epi32(out[out_step], twenty_four);
		return;
	}
	out[2 * out_step] =
		_mm256_add_epi32(four_sum1, _mm256_slli_epi32(sum2, 2));
	out[3 * out_step] = _mm256_add_epi32(
		_mm256_add_epi32(four_difference1, twenty_four),
		_mm256_slli_epi32(difference2, 3));
}

/** A sum that came out 576 times too large, modulo 2^32; right if it is
 *  within 2^25: 9 has an inverse, and 64 is shifted out. */
CCONV_INLINE __m256i cconv_unscaled(__m256i sum)
{
	sum = _mm256_mullo_epi32(sum, _mm256_set1_epi32(0x38e38e39));
	return _mm256_srai_epi32(sum, 6);
}

CCONV_AVX2_END

#endif
