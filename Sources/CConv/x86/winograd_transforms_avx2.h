/* SPDX-License-Identifier: BSD-3-Clause */
/* One line of a tile to points and back; see winograd.h. */
#ifndef CCONV_X86_WINOGRAD_TRANSFORMS_AVX2_H
#define CCONV_X86_WINOGRAD_TRANSFORMS_AVX2_H

#include "../winograd.h"
#include "avx2.h"

CCONV_AVX2_BEGIN

CCONV_INLINE __m256i cconv_times2(__m256i x)
{
	return _mm256_slli_epi16(x, 1);
}

CCONV_INLINE __m256i cconv_times4(__m256i x)
{
	return _mm256_slli_epi16(x, 2);
}

/** Three taps: six inputs to six points. */
CCONV_INLINE void cconv_three_taps(const __m256i d[CCONV_LINE],
				   __m256i to[CCONV_LINE])
{
	__m256i even1 = _mm256_sub_epi16(d[4], cconv_times4(d[2]));
	__m256i odd1 = _mm256_sub_epi16(d[3], cconv_times4(d[1]));
	__m256i even2 = _mm256_sub_epi16(d[4], d[2]);
	__m256i odd2 = cconv_times2(_mm256_sub_epi16(d[3], d[1]));

	to[0] = _mm256_add_epi16(cconv_times4(_mm256_sub_epi16(d[0], d[2])),
				 even2);
	to[1] = _mm256_add_epi16(even1, odd1);
	to[2] = _mm256_sub_epi16(even1, odd1);
	to[3] = _mm256_add_epi16(even2, odd2);
	to[4] = _mm256_sub_epi16(even2, odd2);
	to[5] = _mm256_sub_epi16(_mm256_sub_epi16(d[5], d[3]),
				 cconv_times2(odd2));
}

/** Two taps: five inputs, all points but -2. */
CCONV_INLINE void cconv_two_taps(const __m256i d[CCONV_LINE],
				 __m256i to[CCONV_LINE])
{
	__m256i odd = _mm256_sub_epi16(d[3], d[1]);
	__m256i even = _mm256_sub_epi16(d[2], d[0]);
	__m256i twice = _mm256_sub_epi16(d[2], cconv_times2(d[1]));

	to[0] = _mm256_sub_epi16(odd, cconv_times2(even));
	to[1] = _mm256_sub_epi16(_mm256_sub_epi16(d[3], d[2]),
				 cconv_times2(d[1]));
	to[2] = _mm256_sub_epi16(_mm256_sub_epi16(d[3], cconv_times2(d[2])),
				 twice);
	to[3] = odd;
	to[5] = _mm256_sub_epi16(_mm256_sub_epi16(d[4], d[2]),
				 cconv_times2(odd));
}

/** One tap: four inputs, all points but 2 and -2. */
CCONV_INLINE void cconv_one_tap(const __m256i d[CCONV_LINE],
				__m256i to[CCONV_LINE])
{
	to[0] = _mm256_sub_epi16(d[2], d[0]);
	to[1] = _mm256_add_epi16(d[2], d[1]);
	to[2] = _mm256_sub_epi16(d[2], d[1]);
	to[5] = _mm256_sub_epi16(d[3], d[1]);
}

/** The inputs of a part's line to the points that it has. */
CCONV_INLINE void cconv_line_to_points(const __m256i d[CCONV_LINE],
				       __m256i to[CCONV_LINE], size_t taps)
{
	if (taps == 3)
		cconv_three_taps(d, to);
	else if (taps == 2)
		cconv_two_taps(d, to);
	else
		cconv_one_tap(d, to);
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
