/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Eight output channels a vector. madd multiplies pairs of 16-bit elements
 * and adds the two products; modulo 2^32 that is exact for all inputs, so
 * every order of summing gives the scalar result.
 *
 * Packed: the pairs' offsets, then, from the next cache line on, weights as
 * [output channel / 16][pair][2 vectors][8 lanes][2], zero where there is no
 * channel; a last block of up to 8 channels has one vector.
 */
#include "../conv.h"

#if defined(__x86_64__)

#include "avx2.h"

#define LANES 8
#define BLOCK_VECTORS 2
#define BLOCK (LANES * BLOCK_VECTORS)
#define TILE_PIXELS 4

static size_t vectors_of(const struct cconv_geometry *g)
{
	return (g->out_channels + LANES - 1) / LANES;
}

static uint64_t offsets_size(const struct cconv_geometry *g)
{
	return cconv_lines(cconv_groups(g, 2) * sizeof(size_t));
}

uint64_t cconv_packed_size__avx2(const struct cconv_geometry *g)
{
	return offsets_size(g) + (uint64_t)vectors_of(g) * cconv_groups(g, 2) *
					 sizeof(__m256i);
}

void cconv_pack__avx2(const struct cconv_geometry *g, const int32_t *weights,
		      void *packed)
{
	int16_t *out = (int16_t *)((char *)packed + offsets_size(g));
	size_t vectors = vectors_of(g);

	cconv_group_offsets(g, 2, packed);
	for (size_t v = 0; v < vectors; v += BLOCK_VECTORS) {
		size_t lanes = vectors - v < BLOCK_VECTORS ? LANES : BLOCK;

		for (size_t pair = 0; pair < cconv_groups(g, 2); pair++)
			for (size_t lane = 0; lane < 2 * lanes; lane++)
				*out++ = (int16_t)cconv_tap(
					g, weights, v * LANES + lane / 2, pair,
					2, lane % 2);
	}
}

uint64_t cconv_scratch_size__avx2(const struct cconv_geometry *g)
{
	/* One more element, because pairs read one past an odd run. */
	return (cconv_padded_count(g) + 1) * sizeof(int16_t);
}

CCONV_AVX2_BEGIN

CCONV_INLINE __m256i broadcast_pair(const int16_t *elements)
{
	int32_t pair;

	memcpy(&pair, elements, sizeof(pair));
	return _mm256_set1_epi32(pair);
}

/* Sums of @windows x @vectors x 8; constants, so that they stay in registers. */
CCONV_INLINE void sum_windows(const size_t *offsets, size_t pairs,
			      const int16_t *const *windows,
			      const __m256i *weights,
			      __m256i sums[TILE_PIXELS][BLOCK_VECTORS],
			      size_t count, size_t vectors)
{
	__m256i sum[TILE_PIXELS][BLOCK_VECTORS];

	CCONV_EACH(w, count) {
		CCONV_EACH(v, vectors)
			sum[w][v] = _mm256_setzero_si256();
	}
	for (size_t i = 0; i < pairs; i++) {
		__m256i weight[BLOCK_VECTORS];

		CCONV_EACH(v, vectors)
			weight[v] = _mm256_load_si256(weights++);
		CCONV_EACH(w, count) {
			__m256i pair = broadcast_pair(windows[w] + offsets[i]);

			CCONV_EACH(v, vectors)
				sum[w][v] = _mm256_add_epi32(
					sum[w][v],
					_mm256_madd_epi16(pair, weight[v]));
		}
	}
	CCONV_EACH(w, count) {
		CCONV_EACH(v, vectors)
			sums[w][v] = sum[w][v];
	}
}

/* All outputs of the @vectors x 8 channels from @channel on. */
CCONV_INLINE void convolve_block(const struct cconv_geometry *g,
				 const int16_t *padded, const size_t *offsets,
				 const __m256i *weights, void *out,
				 size_t channel, size_t vectors)
{
	size_t pairs = cconv_groups(g, 2);
	size_t channels = g->out_channels - channel;
	size_t count = g->out_height * g->out_width;
	struct cconv_cursor at = { 0, 0 };
	const int16_t *windows[TILE_PIXELS];
	__m256i sums[TILE_PIXELS][BLOCK_VECTORS];
	size_t pixel = 0;

	if (g->pool != CCONV_NO_POOL) {
		for (; pixel < count; pixel++) {
			windows[0] = padded + cconv_next_output(g, &at);
			windows[1] = windows[0] + g->pixel_step;
			windows[2] = windows[0] + g->row_step;
			windows[3] = windows[2] + g->pixel_step;
			sum_windows(offsets, pairs, windows, weights, sums, 4,
				    vectors);
			CCONV_EACH(v, vectors)
				cconv_store_elements(
					g, out,
					pixel * g->out_channels + channel +
						v * LANES,
					cconv_pool_sums(g, sums[0][v],
							sums[1][v], sums[2][v],
							sums[3][v]),
					channels - v * LANES);
		}
		return;
	}
	for (; pixel + TILE_PIXELS <= count; pixel += TILE_PIXELS) {
		CCONV_EACH(w, TILE_PIXELS)
			windows[w] = padded + cconv_next_output(g, &at);
		sum_windows(offsets, pairs, windows, weights, sums,
			    TILE_PIXELS, vectors);
		CCONV_EACH(w, TILE_PIXELS) {
			CCONV_EACH(v, vectors)
				cconv_store_elements(
					g, out,
					(pixel + w) * g->out_channels +
						channel + v * LANES,
					cconv_rescale(g, sums[w][v]),
					channels - v * LANES);
		}
	}
	for (; pixel < count; pixel++) {
		windows[0] = padded + cconv_next_output(g, &at);
		sum_windows(offsets, pairs, windows, weights, sums, 1,
			    vectors);
		CCONV_EACH(v, vectors)
			cconv_store_elements(g, out,
					     pixel * g->out_channels +
						     channel + v * LANES,
					     cconv_rescale(g, sums[0][v]),
					     channels - v * LANES);
	}
}

void cconv_convolve__avx2(const struct cconv_geometry *g, const void *in,
			  const void *packed, void *out, void *scratch,
			  cconv_share share)
{
	size_t vectors = vectors_of(g), pairs = cconv_groups(g, 2);
	size_t blocks = (vectors + BLOCK_VECTORS - 1) / BLOCK_VECTORS;
	const __m256i *weights =
		(const __m256i *)((const char *)packed + offsets_size(g));

	cconv_pad_int16(g, in, scratch, 1);
	for (size_t b = cconv_share_first(blocks, share);
	     b < cconv_share_end(blocks, share); b++) {
		const __m256i *block = weights + b * pairs * BLOCK_VECTORS;

		if (vectors - b * BLOCK_VECTORS >= BLOCK_VECTORS)
			convolve_block(g, scratch, packed, block, out,
				       b * BLOCK, BLOCK_VECTORS);
		else
			convolve_block(g, scratch, packed, block, out,
				       b * BLOCK, 1);
	}
}

CCONV_AVX2_END

#endif
