/* SPDX-License-Identifier: BSD-3-Clause */
#include "../native.h"

#if defined(__x86_64__)

#include "avx2.h"

#define LANES 8

CCONV_AVX2_BEGIN

#include "../native_loops.h"

/* A layer's constants. */
struct constants {
	__m128i pre_shift;
	__m128i shift;
	__m128i back;    /* 32 - shift: brings odd lanes where they belong */
	__m256i half;    /* 2^(shift - 1), 64 bits */
	__m256i zero_point, minimum, maximum;
};

CCONV_INLINE struct constants constants_of(const cconv_requantisation *by)
{
	return (struct constants){
		.pre_shift = _mm_cvtsi32_si128(by->pre_shift),
		.shift = _mm_cvtsi32_si128(by->shift),
		.back = _mm_cvtsi32_si128(32 - by->shift),
		.half = _mm256_set1_epi64x((int64_t)1 << (by->shift - 1)),
		.zero_point = _mm256_set1_epi32(by->zero_point),
		.minimum = _mm256_set1_epi32(by->minimum),
		.maximum = _mm256_set1_epi32(by->maximum),
	};
}

/*
 * Products have 64 bits, in even lanes and odd ones. AVX2 shifts those right
 * without their sign only, but the low 32 bits are right either way, and
 * shifts of 11 and more leave no others.
 */
CCONV_INLINE __m256i requantised(const struct constants *k, __m256i sums,
				 __m256i multipliers)
{
	__m256i even, odd, codes;

	sums = _mm256_sra_epi32(sums, k->pre_shift);
	even = _mm256_mul_epi32(sums, multipliers);
	odd = _mm256_mul_epi32(_mm256_srli_epi64(sums, 32),
			       _mm256_srli_epi64(multipliers, 32));
	even = _mm256_srl_epi64(_mm256_add_epi64(even, k->half), k->shift);
	odd = _mm256_sll_epi64(_mm256_add_epi64(odd, k->half), k->back);
	codes = _mm256_add_epi32(_mm256_blend_epi32(even, odd, 0xaa),
				 k->zero_point);
	codes = _mm256_max_epi32(codes, k->minimum);
	return _mm256_min_epi32(codes, k->maximum);
}

CCONV_INLINE void requantise_to(cconv_element element,
				const cconv_requantisation *by, size_t pixels,
				size_t channels, const int32_t *sums,
				const int32_t *biases,
				const int32_t *multipliers, void *codes)
{
	const struct cconv_geometry g = { .out = element };
	struct constants k = constants_of(by);
	size_t at = 0;

	for (size_t pixel = 0; pixel < pixels; pixel++) {
		for (size_t c = 0; c < channels; c += LANES) {
			size_t count = channels - c;
			__m256i words = cconv_load_words(sums + at + c, count);
			__m256i bias = cconv_load_words(biases + c, count);
			__m256i by_channel =
				cconv_load_words(multipliers + c, count);

			words = requantised(&k, _mm256_add_epi32(words, bias),
					    by_channel);
			cconv_store_elements(&g, codes, at + c, words, count);
		}
		at += channels;
	}
}

static void requantise(const cconv_requantisation *by, size_t pixels,
		       size_t channels, const int32_t *sums,
		       const int32_t *biases, const int32_t *multipliers,
		       void *codes)
{
	if (by->out == CCONV_INT8)
		requantise_to(CCONV_INT8, by, pixels, channels, sums, biases,
			      multipliers, codes);
	else
		requantise_to(CCONV_INT16, by, pixels, channels, sums, biases,
			      multipliers, codes);
}

CCONV_AVX2_END

const struct cconv_native_ops cconv_native_avx2 = {
	.requantise = requantise,
	.window_maxima = window_maxima,
	.window_sums = window_sums,
	.add = add,
};

#endif
