/* SPDX-License-Identifier: BSD-3-Clause */
#include "../conv.h"

#if defined(__x86_64__)

#include "avx2.h"

#define LANES 8

CCONV_AVX2_BEGIN

/*
 * Through doubles: a quotient that is no whole number is at least 1 / divisor
 * away from one, 2^22 times what rounding can move it, so truncation is exact.
 */
CCONV_INLINE __m256i divide(__m256i words, __m256d divisor)
{
	__m256d low = _mm256_cvtepi32_pd(_mm256_castsi256_si128(words));
	__m256d high = _mm256_cvtepi32_pd(_mm256_extracti128_si256(words, 1));

	return _mm256_setr_m128i(
		_mm256_cvttpd_epi32(_mm256_div_pd(low, divisor)),
		_mm256_cvttpd_epi32(_mm256_div_pd(high, divisor)));
}

CCONV_INLINE __m256i reduce(const struct cconv_pool_geometry *g,
			    const int32_t *in, size_t count, bool average)
{
	__m256i least = _mm256_set1_epi32(INT32_MIN);
	__m256i result = average ? _mm256_setzero_si256() : least;

	for (size_t y = 0; y < g->window; y++) {
		for (size_t x = 0; x < g->window; x++) {
			__m256i words = cconv_load_words(
				in + y * g->in_pitch + x * g->channels, count);

			result = average ? _mm256_add_epi32(result, words)
					 : _mm256_max_epi32(result, words);
		}
	}
	return result;
}

CCONV_INLINE void pool(const struct cconv_pool_geometry *g, const int32_t *in,
		       int32_t *out, bool average)
{
	__m256d divisor = _mm256_set1_pd((double)(g->window * g->window));

	for (size_t y = 0; y < g->out_height; y++) {
		for (size_t x = 0; x < g->out_width; x++) {
			const int32_t *window =
				in + y * g->row_step + x * g->pixel_step;

			for (size_t c = 0; c < g->channels; c += LANES) {
				size_t count = g->channels - c;
				__m256i words = reduce(g, window + c, count,
						       average);

				if (average)
					words = divide(words, divisor);
				if (g->relu)
					words = _mm256_max_epi32(
						words, _mm256_setzero_si256());
				cconv_store_words(out + c, words, count);
			}
			out += g->channels;
		}
	}
}

void cconv_max_pool__avx2(const struct cconv_pool_geometry *g,
			  const int32_t *in, int32_t *out)
{
	pool(g, in, out, false);
}

void cconv_average_pool__avx2(const struct cconv_pool_geometry *g,
			      const int32_t *in, int32_t *out)
{
	pool(g, in, out, true);
}

void cconv_relu__avx2(int32_t *words, size_t count)
{
	size_t i = 0;

	for (; i + LANES <= count; i += LANES) {
		__m256i *at = (__m256i *)(words + i);

		_mm256_storeu_si256(at, _mm256_max_epi32(
						_mm256_loadu_si256(at),
						_mm256_setzero_si256()));
	}
	cconv_relu__scalar(words + i, count - i);
}

CCONV_AVX2_END

#endif
