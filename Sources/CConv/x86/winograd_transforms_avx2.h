/* SPDX-License-Identifier: BSD-3-Clause */
/* One line of a tile to points and back; see winograd.h. */
#ifndef CCONV_X86_WINOGRAD_TRANSFORMS_AVX2_H
#define CCONV_X86_WINOGRAD_TRANSFORMS_AVX2_H

#include "../winograd.h"
#include "avx2.h"

CCONV_AVX2_BEGIN

/** Six 16-bit inputs, @in_step apart, to points. */
CCONV_INLINE void cconv_line_to_points(const __m256i *in, size_t in_step,
				       __m256i *out, size_t out_step)
{
	__m256i d1 = in[in_step], d2 = in[2 * in_step], d3 = in[3 * in_step];
	__m256i d4 = in[4 * in_step];
	__m256i even1 = _mm256_sub_epi16(d4, _mm256_slli_epi16(d2, 2));
	__m256i odd1 = _mm256_sub_epi16(d3, _mm256_slli_epi16(d1, 2));
	__m256i even2 = _mm256_sub_epi16(d4, d2);
	__m256i odd2 = _mm256_slli_epi16(_mm256_sub_epi16(d3, d1), 1);

	out[0] = _mm256_add_epi16(
		_mm256_slli_epi16(_mm256_sub_epi16(in[0], d2), 2), even2);
	out[out_step] = _mm256_add_epi16(even1, odd1);
	out[2 * out_step] = _mm256_sub_epi16(even1, odd1);
	out[3 * out_step] = _mm256_add_epi16(even2, odd2);
	out[4 * out_step] = _mm256_sub_epi16(even2, odd2);
	out[5 * out_step] = _mm256_sub_epi16(
		_mm256_sub_epi16(in[5 * in_step], d3),
		_mm256_slli_epi16(odd2, 1));
}

/** Six sums, @in_step apart, to four outputs, 24 times too large. */
CCONV_INLINE void cconv_line_from_points(const __m256i *in, size_t in_step,
					 __m256i *out, size_t out_step)
{
	__m256i i1 = in[in_step], i2 = in[2 * in_step];
	__m256i i3 = in[3 * in_step], i4 = in[4 * in_step];
	__m256i sum1 = _mm256_slli_epi32(_mm256_add_epi32(i1, i2), 2);
	__m256i sum2 = _mm256_add_epi32(i3, i4);
	__m256i difference1 = _mm256_slli_epi32(_mm256_sub_epi32(i1, i2), 2);
	__m256i difference2 = _mm256_slli_epi32(_mm256_sub_epi32(i3, i4), 1);
	__m256i first = _mm256_add_epi32(in[0], _mm256_slli_epi32(in[0], 1));
	__m256i last = in[5 * in_step];

	last = _mm256_add_epi32(last, _mm256_slli_epi32(last, 1));
	out[0] = _mm256_add_epi32(_mm256_add_epi32(sum1, sum2),
				  _mm256_slli_epi32(first, 1));
	out[out_step] = _mm256_add_epi32(difference1, difference2);
	out[2 * out_step] =
		_mm256_add_epi32(sum1, _mm256_slli_epi32(sum2, 2));
	out[3 * out_step] = _mm256_add_epi32(
		_mm256_add_epi32(difference1,
				 _mm256_slli_epi32(difference2, 2)),
		_mm256_slli_epi32(last, 3));
}

/** A sum that came out 576 times too large. */
CCONV_INLINE __m256i cconv_unscaled(__m256i sum)
{
	sum = _mm256_mullo_epi32(sum, _mm256_set1_epi32(CCONV_INVERSE_OF_9));
	return _mm256_srai_epi32(sum, 6);
}

CCONV_AVX2_END

#endif
