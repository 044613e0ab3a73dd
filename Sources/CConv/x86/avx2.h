/* SPDX-License-Identifier: BSD-3-Clause */
/* Functions between BEGIN and END may use AVX2, whatever the build's flags. */
#ifndef CCONV_X86_AVX2_H
#define CCONV_X86_AVX2_H

#include <immintrin.h>
#include <stddef.h>
#include <stdint.h>

#define CCONV_PRAGMA(...) _Pragma(#__VA_ARGS__)

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

/* A constant argument decides the shape of a kernel only when inlined. */
#define CCONV_INLINE static inline __attribute__((always_inline))

CCONV_AVX2_BEGIN

/** All ones in the first @count of 8 lanes. */
CCONV_INLINE __m256i cconv_lane_mask(size_t count)
{
	__m256i lane = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);

	return _mm256_cmpgt_epi32(_mm256_set1_epi32((int)count), lane);
}

/** Store the first @count words, or all when there are more than 8. */
CCONV_INLINE void cconv_store_words(int32_t *out, __m256i words, size_t count)
{
	if (count >= 8)
		_mm256_storeu_si256((__m256i *)out, words);
	else
		_mm256_maskstore_epi32(out, cconv_lane_mask(count), words);
}

CCONV_AVX2_END

#endif
