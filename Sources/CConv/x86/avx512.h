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
#define CCONV_ADD_HALVES(sum, group, weights, bits) \
	((sum) = _mm##bits##_dpwssd_epi32(sum, group, weights))
#define CCONV_PIN(vector)
#else
/** A group of elements in every lane. Clang makes two broadcasts of one
 *  intrinsic whose lower half is used as well. */
#define CCONV_BROADCAST(group, elements)   \
	__asm__("vpbroadcastd %1, %0"      \
		: "=v"(group)              \
		: "m"(*(const char(*)[4])(elements)))
/** Adds products of 16-bit elements. Clang makes two instructions of an
 *  intrinsic, to save latency that no kernel waits for. */
#define CCONV_ADD_HALVES(sum, group, weights, bits) \
	__asm__("vpdpwssd %2, %1, %0"               \
		: "+v"(sum)                         \
		: "v"(group), "v"(weights))
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

/** The first @count of 16 lanes, or all. */
CCONV_INLINE __mmask16 cconv_lanes16(size_t count)
{
	return (__mmask16)(count >= 16 ? 0xffff : (1u << count) - 1);
}

/** The low bytes or halves of @lanes, as elements @at and on. */
CCONV_INLINE void cconv_store16(void *out, cconv_element element, size_t at,
				__mmask16 lanes, __m512i words)
{
	__m256i halves;
	__m128i bytes;

	/* Pinned, because stores that narrow and mask are slow. */
	if (element == CCONV_WORD) {
		_mm512_mask_storeu_epi32((int32_t *)out + at, lanes, words);
	} else if (element == CCONV_INT16) {
		halves = _mm512_cvtepi32_epi16(words);
		CCONV_PIN(halves);
		_mm256_mask_storeu_epi16((int16_t *)out + at, lanes, halves);
	} else {
		bytes = _mm512_cvtepi32_epi8(words);
		CCONV_PIN(bytes);
		_mm_mask_storeu_epi8((int8_t *)out + at, lanes, bytes);
	}
}

/** The least words that a rectifier lets through, or that there are. */
CCONV_INLINE __m512i cconv_least16(bool relu)
{
	return _mm512_set1_epi32(relu ? 0 : INT32_MIN);
}

/** A power of two to divide by. */
struct cconv_divisor16 {
	__m128i shift;
	__m512i below; /**< one less than the power */
};

CCONV_INLINE struct cconv_divisor16 cconv_divisor16_of(int shift)
{
	return (struct cconv_divisor16){
		.shift = _mm_cvtsi32_si128(shift),
		.below = _mm512_set1_epi32((1 << shift) - 1),
	};
}

/** Quotients, towards zero. */
CCONV_INLINE __m512i cconv_divide16(__m512i words, struct cconv_divisor16 by)
{
	__m512i below =
		_mm512_and_si512(_mm512_srai_epi32(words, 31), by.below);

	/* An arithmetic shift rounds down; negatives must round up. */
	return _mm512_sra_epi32(_mm512_add_epi32(words, below), by.shift);
}

CCONV_INLINE __m512i cconv_largest16(__m512i a, __m512i b, __m512i c,
				     __m512i d)
{
	return _mm512_max_epi32(_mm512_max_epi32(a, b),
				_mm512_max_epi32(c, d));
}

/** The sums of four windows to the average of their output words. */
CCONV_INLINE __m512i cconv_average16(const __m512i sums[4],
				     struct cconv_divisor16 scale,
				     __m512i least)
{
	__m512i total = _mm512_setzero_si512();

	CCONV_EACH(i, 4)
		total = _mm512_add_epi32(
			total, _mm512_max_epi32(
				       cconv_divide16(sums[i], scale), least));
	return cconv_divide16(total, cconv_divisor16_of(2));
}

CCONV_AVX512_END

#endif
