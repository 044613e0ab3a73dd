/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Eight output channels a vector. madd multiplies pairs of 16-bit elements
 * and adds the two products; modulo 2^32 that is exact for all inputs, so
 * every order of summing gives the scalar result.
 *
 * Packed weights: [output channel / 8][kernel row][pair][8 lanes][2], with
 * zeros for channels past the last and for the second half of an odd run.
 */
#include "../conv.h"

#if defined(__x86_64__)

#include <string.h>

#include "avx2.h"

#define LANES 8
#define TILE_PIXELS 4
#define TILE_VECTORS 2

static size_t pairs_of(const struct cconv_geometry *g)
{
	return (g->run + 1) / 2;
}

static size_t blocks_of(const struct cconv_geometry *g)
{
	return (g->out_channels + LANES - 1) / LANES;
}

/* Elements of the weights of eight output channels. */
static size_t block_size(const struct cconv_geometry *g)
{
	return g->rows * pairs_of(g) * LANES * 2;
}

uint64_t cconv_packed_size__avx2(const struct cconv_geometry *g)
{
	return (uint64_t)blocks_of(g) * g->rows * pairs_of(g) *
	       sizeof(__m256i);
}

/* Index of output channel @o's weights for elements @i and @i + 1 of a row. */
static size_t packed_index(const struct cconv_geometry *g, size_t o,
			   size_t row, size_t i)
{
	return o / LANES * block_size(g) +
	       ((row * pairs_of(g) + i / 2) * LANES + o % LANES) * 2;
}

void cconv_pack__avx2(const struct cconv_geometry *g, const int32_t *weights,
		      int16_t *packed)
{
	memset(packed, 0, blocks_of(g) * block_size(g) * sizeof(*packed));
	for (size_t o = 0; o < g->out_channels; o++) {
		for (size_t row = 0; row < g->rows; row++) {
			for (size_t i = 0; i < g->run; i += 2) {
				size_t count = g->run - i < 2 ? 1 : 2;
				size_t at = packed_index(g, o, row, i);

				cconv_narrow__scalar(packed + at, weights,
						     count, g->bits);
				weights += count;
			}
		}
	}
}

CCONV_AVX2_BEGIN

void cconv_narrow__avx2(int16_t *out, const int32_t *words, size_t count,
			int bits)
{
	__m128i spare = _mm_cvtsi32_si128(32 - bits);
	size_t i = 0;

	for (; i + 16 <= count; i += 16) {
		__m256i low = _mm256_loadu_si256((const __m256i *)(words + i));
		__m256i high =
			_mm256_loadu_si256((const __m256i *)(words + i + 8));
		__m256i both;

		low = _mm256_sra_epi32(_mm256_sll_epi32(low, spare), spare);
		high = _mm256_sra_epi32(_mm256_sll_epi32(high, spare), spare);
		/* packs works within 128-bit halves: put them in order. */
		both = _mm256_packs_epi32(low, high);
		both = _mm256_permute4x64_epi64(both, 0xd8);
		_mm256_storeu_si256((__m256i *)(out + i), both);
	}
	cconv_narrow__scalar(out + i, words + i, count - i, bits);
}

CCONV_INLINE __m256i broadcast_pair(const int16_t *elements)
{
	int32_t pair;

	memcpy(&pair, elements, sizeof(pair));
	return _mm256_set1_epi32(pair);
}

CCONV_INLINE __m256i add_products(__m256i sum, __m256i pair, __m256i weight)
{
	return _mm256_add_epi32(sum, _mm256_madd_epi16(pair, weight));
}

CCONV_INLINE __m256i rescale(const struct cconv_geometry *g, __m256i sum)
{
	__m256i below = _mm256_set1_epi32((1 << g->shift) - 1);

	/* An arithmetic shift rounds down; negatives must round up. */
	below = _mm256_and_si256(_mm256_srai_epi32(sum, 31), below);
	sum = _mm256_sra_epi32(_mm256_add_epi32(sum, below),
			       _mm_cvtsi32_si128(g->shift));
	if (g->relu)
		sum = _mm256_max_epi32(sum, _mm256_setzero_si256());
	return sum;
}

/* A short loop over a constant count; rolled up, gcc leaves sums in memory. */
#define EACH(index, count) \
	CCONV_PRAGMA(GCC unroll 4) \
	for (size_t index = 0; index < (count); index++)

/*
 * @pixels x @vectors x 8 outputs; @channels of them are left in a pixel.
 * The first two are constants, so that the sums live in registers.
 */
CCONV_INLINE void convolve_tile(const struct cconv_geometry *g,
				const int16_t *const *windows,
				const int16_t *weights, int32_t *out,
				size_t channels, size_t pixels, size_t vectors)
{
	size_t block = block_size(g);
	size_t pairs = pairs_of(g);
	__m256i sum[TILE_PIXELS][TILE_VECTORS];

	EACH(p, pixels) {
		EACH(v, vectors)
			sum[p][v] = _mm256_setzero_si256();
	}

	for (size_t row = 0; row < g->rows; row++) {
		const int16_t *elements[TILE_PIXELS];

		EACH(p, pixels)
			elements[p] = windows[p] + row * g->padded_pitch;
		for (size_t i = 0; i < pairs; i++) {
			__m256i weight[TILE_VECTORS];

			EACH(v, vectors)
				weight[v] = _mm256_load_si256(
					(const __m256i *)(weights + v * block));
			EACH(p, pixels) {
				__m256i pair =
					broadcast_pair(elements[p] + 2 * i);

				EACH(v, vectors)
					sum[p][v] = add_products(
						sum[p][v], pair, weight[v]);
			}
			weights += LANES * 2;
		}
	}

	EACH(p, pixels) {
		EACH(v, vectors)
			cconv_store_words(
				out + p * g->out_channels + v * LANES,
				rescale(g, sum[p][v]), channels - v * LANES);
	}
}

/* Windows one after another: a division for each would cost more. */
struct cursor {
	size_t y, x;
};

CCONV_INLINE const int16_t *next_window(const struct cconv_geometry *g,
					const int16_t *padded,
					struct cursor *at)
{
	const int16_t *window =
		padded + at->y * g->row_step + at->x * g->pixel_step;

	if (++at->x == g->out_width) {
		at->x = 0;
		at->y++;
	}
	return window;
}

/* All pixels of @vectors x 8 output channels, from @channel on. */
CCONV_INLINE void convolve_blocks(const struct cconv_geometry *g,
				  const int16_t *padded, const int16_t *packed,
				  int32_t *out, size_t channel, size_t vectors)
{
	const int16_t *weights = packed + channel / LANES * block_size(g);
	size_t channels = g->out_channels - channel;
	size_t count = g->out_height * g->out_width;
	struct cursor at = { 0, 0 };
	size_t pixel = 0;

	for (; pixel + TILE_PIXELS <= count; pixel += TILE_PIXELS) {
		const int16_t *windows[TILE_PIXELS];

		for (size_t p = 0; p < TILE_PIXELS; p++)
			windows[p] = next_window(g, padded, &at);
		convolve_tile(g, windows, weights,
			      out + pixel * g->out_channels + channel,
			      channels, TILE_PIXELS, vectors);
	}
	for (; pixel < count; pixel++) {
		const int16_t *window = next_window(g, padded, &at);

		convolve_tile(g, &window, weights,
			      out + pixel * g->out_channels + channel,
			      channels, 1, vectors);
	}
}

void cconv_convolve__avx2(const struct cconv_geometry *g,
			  const int16_t *padded, const int16_t *packed,
			  int32_t *out)
{
	size_t blocks = blocks_of(g);
	size_t b = 0;

	for (; b + TILE_VECTORS <= blocks; b += TILE_VECTORS)
		convolve_blocks(g, padded, packed, out, b * LANES,
				TILE_VECTORS);
	if (b < blocks)
		convolve_blocks(g, padded, packed, out, b * LANES, 1);
}

CCONV_AVX2_END

#endif
