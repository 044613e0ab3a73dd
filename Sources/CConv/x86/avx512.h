/* SPDX-License-Identifier: BSD-3-Clause */
/* Functions between BEGIN and END may use AVX-512 with VNNI, whatever the
 * build's flags. */
#ifndef CCONV_X86_AVX512_H
#define CCONV_X86_AVX512_H

#include <immintrin.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../conv.h"

#if defined(CCONV_AVX512_BEGIN)
/* The command line's: a check that emulates the instructions. */
#define CCONV_BROADCAST(group, elements) \
	((group) = _mm512_set1_epi32(*(const int32_t *)(elements)))
#define CCONV_PIN(vector)
#else
/** A group of elements in every lane. Clang makes two broadcasts of one
 *  intrinsic whose lower half is used as well. */
#define CCONV_BROADCAST(group, elements)   \
	__asm__("vpbroadcastd %1, %0"      \
		: "=v"(group)              \
		: "m"(*(const char(*)[4])(elements)))
/** Loads stay on their side of it: clang makes them all first, and spills. */
#define CCONV_PIN(vector) __asm__ volatile("" : "+v"(vector) : : "memory")
#endif

#if defined(CCONV_AVX512_BEGIN)
#elif defined(__clang__)
#define CCONV_AVX512_BEGIN                                             \
	CCONV_PRAGMA(clang attribute push(                             \
		__attribute__((target("avx512f,avx512bw,avx512dq,"     \
				      "avx512vl,avx512vnni"))),        \
		apply_to = function))
#define CCONV_AVX512_END CCONV_PRAGMA(clang attribute pop)
#else
#define CCONV_AVX512_BEGIN                                             \
	CCONV_PRAGMA(GCC push_options)                                 \
	CCONV_PRAGMA(GCC target("avx512f,avx512bw,avx512dq,avx512vl,"  \
				"avx512vnni"))
#define CCONV_AVX512_END CCONV_PRAGMA(GCC pop_options)
#endif

CCONV_AVX512_BEGIN

/** The low bytes or halves of the first @count of 16 words, as elements @at
 *  and on; of all when there are more than 16. */
CCONV_INLINE void cconv_store16(const struct cconv_geometry *g, void *out,
				size_t at, __m512i words, size_t count)
{
	__mmask16 lanes = (__mmask16)(count >= 16 ? 0xffff
						  : (1u << count) - 1);

	/* Narrowed in a register: doing so in a masked store is slow. */
	if (g->out == CCONV_WORD)
		_mm512_mask_storeu_epi32((int32_t *)out + at, lanes, words);
	else if (g->out == CCONV_INT16)
		_mm256_mask_storeu_epi16((int16_t *)out + at, lanes,
					 _mm512_cvtepi32_epi16(words));
	else
		_mm_mask_storeu_epi8((int8_t *)out + at, lanes,
				     _mm512_cvtepi32_epi8(words));
}

/** @words / 2^@shift, towards zero. */
CCONV_INLINE __m512i cconv_divide16(__m512i words, int shift)
{
	__m512i below = _mm512_set1_epi32((1 << shift) - 1);

	/* An arithmetic shift rounds down; negatives must round up. */
	below = _mm512_and_si512(_mm512_srai_epi32(words, 31), below);
	return _mm512_sra_epi32(_mm512_add_epi32(words, below),
				_mm_cvtsi32_si128(shift));
}

CCONV_INLINE __m512i cconv_rectify16(__m512i words, bool relu)
{
	return relu ? _mm512_max_epi32(words, _mm512_setzero_si512()) : words;
}

/** Sums to output words. */
CCONV_INLINE __m512i cconv_rescale16(const struct cconv_geometry *g,
				     __m512i sum)
{
	return cconv_rectify16(cconv_divide16(sum, g->shift), g->relu);
}

CCONV_INLINE __m512i cconv_largest16(__m512i a, __m512i b, __m512i c,
				     __m512i d)
{
	return _mm512_max_epi32(_mm512_max_epi32(a, b),
				_mm512_max_epi32(c, d));
}

/** The sums of four windows to the average of their output words. */
CCONV_INLINE __m512i cconv_average16(const struct cconv_geometry *g, __m512i a,
				     __m512i b, __m512i c, __m512i d)
{
	a = _mm512_add_epi32(cconv_rescale16(g, a), cconv_rescale16(g, b));
	c = _mm512_add_epi32(cconv_rescale16(g, c), cconv_rescale16(g, d));
	return cconv_divide16(_mm512_add_epi32(a, c), 2);
}

CCONV_AVX512_END

#endif
