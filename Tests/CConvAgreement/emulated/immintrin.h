/* SPDX-License-Identifier: BSD-3-Clause */
/* Intrinsics in plain C, by SIMDe, and the few that its release 0.7.4 lacks.
 * For a build with -DSIMDE_NO_NATIVE, which includes no other header. */
#ifndef EMULATED_IMMINTRIN_H
#define EMULATED_IMMINTRIN_H

#define SIMDE_ENABLE_NATIVE_ALIASES
#include <simde/x86/avx512.h>
#include <stdint.h>
#include <string.h>

typedef uint16_t __mmask16;

static inline __m512i _mm512_zextsi256_si512(__m256i low)
{
	__m512i wide = _mm512_setzero_si512();

	memcpy(&wide, &low, sizeof(low));
	return wide;
}

static inline __m512i _mm512_srai_epi32(__m512i words, unsigned shift)
{
	int32_t values[16];

	memcpy(values, &words, sizeof(words));
	for (int i = 0; i < 16; i++)
		values[i] >>= shift;
	memcpy(&words, values, sizeof(words));
	return words;
}

static inline __m512i _mm512_sra_epi32(__m512i words, __m128i count)
{
	unsigned shift;

	memcpy(&shift, &count, sizeof(shift));
	return _mm512_srai_epi32(words, shift);
}

static inline __m256i _mm512_cvtepi32_epi16(__m512i words)
{
	int32_t values[16];
	int16_t halves[16];
	__m256i result;

	memcpy(values, &words, sizeof(words));
	for (int i = 0; i < 16; i++)
		halves[i] = (int16_t)values[i];
	memcpy(&result, halves, sizeof(result));
	return result;
}

static inline __m128i _mm512_cvtepi32_epi8(__m512i words)
{
	int32_t values[16];
	int8_t bytes[16];
	__m128i result;

	memcpy(values, &words, sizeof(words));
	for (int i = 0; i < 16; i++)
		bytes[i] = (int8_t)values[i];
	memcpy(&result, bytes, sizeof(result));
	return result;
}

static inline void emulated_mask_store(void *out, unsigned lanes,
				       const void *values, size_t size)
{
	for (unsigned i = 0; i < 16; i++)
		if (lanes & 1u << i)
			memcpy((char *)out + i * size,
			       (const char *)values + i * size, size);
}

static inline void _mm512_mask_storeu_epi32(void *out, __mmask16 lanes,
					    __m512i values)
{
	emulated_mask_store(out, lanes, &values, 4);
}

static inline void _mm256_mask_storeu_epi16(void *out, __mmask16 lanes,
					    __m256i values)
{
	emulated_mask_store(out, lanes, &values, 2);
}

static inline void _mm_mask_storeu_epi8(void *out, __mmask16 lanes,
					__m128i values)
{
	emulated_mask_store(out, lanes, &values, 1);
}

#endif
