/* SPDX-License-Identifier: BSD-3-Clause */
/* Functions between BEGIN and END may use AVX2, whatever the build's flags. */
#ifndef CCONV_X86_AVX2_H
#define CCONV_X86_AVX2_H

#include <immintrin.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "../conv.h"

#if defined(__clang__)
#define CCONV_AVX2_BEGIN                                                  \
	CCONV_PRAGMA(clang attribute push(__attribute__((target("avx2"))), \
					  apply_to = function))
#define CCONV_AVX2_END CCONV_PRAGMA(clang attribute pop)
#else
#define CCONV_AVX2_BEGIN                \
	CCONV_PRAGMA(GCC push_options)  \
	CCONV_PRAGMA(GCC target("avx2"))
#define CCONV_AVX2_END CCONV_PRAGMA(GCC pop_options)
#endif

CCONV_AVX2_BEGIN

/** All ones in the first @count of 8 lanes. */
CCONV_INLINE __m256i cconv_lane_mask(size_t count)
{
	__m256i lane = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);

	return _mm256_cmpgt_epi32(_mm256_set1_epi32((int)count), lane);
}

/** Load the first @count words, or all when there are more than 8; zeros
 *  for the others. */
CCONV_INLINE __m256i cconv_load_words(const int32_t *words, size_t count)
{
	if (count >= 8)
		return _mm256_loadu_si256((const __m256i *)words);
	return _mm256_maskload_epi32(words, cconv_lane_mask(count));
}

/** Store the first @count words, or all when there are more than 8. */
CCONV_INLINE void cconv_store_words(int32_t *out, __m256i words, size_t count)
{
	if (count >= 8)
		_mm256_storeu_si256((__m256i *)out, words);
	else
		_mm256_maskstore_epi32(out, cconv_lane_mask(count), words);
}

/** The low halves of 8 words. */
CCONV_INLINE __m128i cconv_low_halves(__m256i words)
{
	__m256i order = _mm256_setr_epi8(0, 1, 4, 5, 8, 9, 12, 13, -1, -1, -1,
					 -1, -1, -1, -1, -1, 0, 1, 4, 5, 8, 9,
					 12, 13, -1, -1, -1, -1, -1, -1, -1,
					 -1);

	words = _mm256_shuffle_epi8(words, order);
	return _mm_unpacklo_epi64(_mm256_castsi256_si128(words),
				  _mm256_extracti128_si256(words, 1));
}

/** The low bytes of 8 words, in the low half of the result. */
CCONV_INLINE __m128i cconv_low_bytes(__m256i words)
{
	__m256i order = _mm256_setr_epi8(0, 4, 8, 12, -1, -1, -1, -1, -1, -1,
					 -1, -1, -1, -1, -1, -1, 0, 4, 8, 12,
					 -1, -1, -1, -1, -1, -1, -1, -1, -1,
					 -1, -1, -1);

	words = _mm256_shuffle_epi8(words, order);
	return _mm_unpacklo_epi32(_mm256_castsi256_si128(words),
				  _mm256_extracti128_si256(words, 1));
}

/** Store the first @count bytes, 0 to 15. */
CCONV_INLINE void cconv_store_bytes(uint8_t *out, __m128i bytes, size_t count)
{
	uint64_t low = (uint64_t)_mm_cvtsi128_si64(bytes);

	/* By powers of two: a copy of unknown size would be a call. */
	if (count & 8) {
		memcpy(out, &low, 8);
		low = (uint64_t)_mm_extract_epi64(bytes, 1);
		out += 8;
	}
	if (count & 4) {
		memcpy(out, &low, 4);
		low >>= 32;
		out += 4;
	}
	if (count & 2) {
		memcpy(out, &low, 2);
		low >>= 16;
		out += 2;
	}
	if (count & 1)
		*out = (uint8_t)low;
}

/** Store output words as elements @at and on; @count as above. */
CCONV_INLINE void cconv_store_elements(const struct cconv_geometry *g,
				       void *out, size_t at, __m256i words,
				       size_t count)
{
	__m128i narrow;

	if (g->out == CCONV_WORD) {
		cconv_store_words((int32_t *)out + at, words, count);
	} else if (g->out == CCONV_INT16) {
		narrow = cconv_low_halves(words);
		if (count >= 8)
			_mm_storeu_si128((__m128i *)((int16_t *)out + at),
					 narrow);
		else
			cconv_store_bytes((uint8_t *)out + 2 * at, narrow,
					  2 * count);
	} else {
		narrow = cconv_low_bytes(words);
		if (count >= 8)
			_mm_storel_epi64((__m128i *)((int8_t *)out + at),
					 narrow);
		else
			cconv_store_bytes((uint8_t *)out + at, narrow, count);
	}
}

/** @words / 2^@shift, towards zero. */
CCONV_INLINE __m256i cconv_divide(__m256i words, int shift)
{
	__m256i below = _mm256_set1_epi32((1 << shift) - 1);

	/* An arithmetic shift rounds down; negatives must round up. */
	below = _mm256_and_si256(_mm256_srai_epi32(words, 31), below);
	return _mm256_sra_epi32(_mm256_add_epi32(words, below),
				_mm_cvtsi32_si128(shift));
}

CCONV_INLINE __m256i cconv_rectify(__m256i words, bool relu)
{
	return relu ? _mm256_max_epi32(words, _mm256_setzero_si256()) : words;
}

/** Sums to output words. */
CCONV_INLINE __m256i cconv_rescale(const struct cconv_geometry *g, __m256i sum)
{
	/* What is left of a rectifier needs no rounding up. */
	if (g->relu)
		return _mm256_sra_epi32(cconv_rectify(sum, true),
					_mm_cvtsi32_si128(g->shift));
	return cconv_divide(sum, g->shift);
}

/** The sums of four windows to pooled output words. */
CCONV_INLINE __m256i cconv_pool_sums(const struct cconv_geometry *g, __m256i a,
				     __m256i b, __m256i c, __m256i d)
{
	__m256i words;

	if (g->pool == CCONV_MAX_POOL) {
		/* Division and rectifier are monotonic: once will do. */
		words = _mm256_max_epi32(_mm256_max_epi32(a, b),
					 _mm256_max_epi32(c, d));
		words = cconv_rescale(g, words);
	} else {
		words = _mm256_add_epi32(
			_mm256_add_epi32(cconv_rescale(g, a),
					 cconv_rescale(g, b)),
			_mm256_add_epi32(cconv_rescale(g, c),
					 cconv_rescale(g, d)));
		words = cconv_divide(words, 2);
	}
	return cconv_rectify(words, g->pool_relu);
}

CCONV_AVX2_END

#endif
