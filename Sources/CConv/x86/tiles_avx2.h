/* SPDX-License-Identifier: BSD-3-Clause */
/* The way through outputs that kernels share, windows by tiles. */
#ifndef CCONV_X86_TILES_AVX2_H
#define CCONV_X86_TILES_AVX2_H

#include "avx2.h"

#define CCONV_LANES 8
#define CCONV_TILE 4
#define CCONV_TILE_VECTORS 3

/** Vectors of output channels. */
static inline size_t cconv_vectors(const struct cconv_geometry *g)
{
	return (g->out_channels + CCONV_LANES - 1) / CCONV_LANES;
}

CCONV_AVX2_BEGIN

typedef __m256i cconv_sums[CCONV_TILE][CCONV_TILE_VECTORS];

/** What a kernel knows of a block: @vectors x 8 channels from @channel on. */
struct cconv_block {
	const size_t *offsets;  /**< of the groups of taps, in bytes */
	size_t groups;
	const __m256i *weights; /**< [group][vector] */
	size_t channel;
	/** Of which it may take several at a time. */
	bool deep;
};

/** Fill in sums[w][v] of @count windows; @count is 1 or CCONV_TILE. */
typedef void cconv_sum_fn(const struct cconv_block *block,
			  const uint8_t *const *windows, cconv_sums sums,
			  size_t count, size_t vectors);

CCONV_INLINE void cconv_store_pixels(const struct cconv_geometry *g, void *out,
				     size_t at, size_t channels,
				     cconv_sums words, size_t count,
				     size_t vectors)
{
	CCONV_EACH(w, count) {
		CCONV_EACH(v, vectors)
			cconv_store_elements(g, out,
					     at + w * g->out_channels +
						     v * CCONV_LANES,
					     words[w][v],
					     channels - v * CCONV_LANES);
	}
}

CCONV_INLINE void cconv_pooled_outputs(const struct cconv_geometry *g,
				       const uint8_t *padded, size_t element,
				       const struct cconv_block *block,
				       void *out, size_t vectors,
				       cconv_sum_fn *sum)
{
	size_t right = g->pixel_step * element, below = g->row_step * element;
	size_t channels = g->out_channels - block->channel;
	size_t at = block->channel;
	struct cconv_cursor cursor = { 0, 0 };
	cconv_sums sums;

	for (size_t i = 0; i < g->out_height * g->out_width; i++) {
		const uint8_t *first =
			padded + cconv_next_output(g, &cursor) * element;
		const uint8_t *windows[CCONV_TILE] = {
			first, first + right, first + below,
			first + below + right
		};

		sum(block, windows, sums, CCONV_TILE, vectors);
		CCONV_EACH(v, vectors)
			sums[0][v] = cconv_pool_sums(g, sums[0][v], sums[1][v],
						     sums[2][v], sums[3][v]);
		cconv_store_pixels(g, out, at, channels, sums, 1, vectors);
		at += g->out_channels;
	}
}

CCONV_INLINE void cconv_plain_outputs(const struct cconv_geometry *g,
				      const uint8_t *padded, size_t element,
				      const struct cconv_block *block,
				      void *out, size_t vectors,
				      cconv_sum_fn *sum)
{
	size_t channels = g->out_channels - block->channel;
	size_t left = g->out_height * g->out_width;
	size_t at = block->channel;
	struct cconv_cursor cursor = { 0, 0 };
	const uint8_t *windows[CCONV_TILE];
	cconv_sums sums;

	for (; left >= CCONV_TILE; left -= CCONV_TILE) {
		CCONV_EACH(w, CCONV_TILE)
			windows[w] = padded +
				     cconv_next_output(g, &cursor) * element;
		sum(block, windows, sums, CCONV_TILE, vectors);
		CCONV_EACH(w, CCONV_TILE) {
			CCONV_EACH(v, vectors)
				sums[w][v] = cconv_rescale(g, sums[w][v]);
		}
		cconv_store_pixels(g, out, at, channels, sums, CCONV_TILE,
				   vectors);
		at += CCONV_TILE * g->out_channels;
	}
	for (; left > 0; left--) {
		windows[0] = padded + cconv_next_output(g, &cursor) * element;
		sum(block, windows, sums, 1, vectors);
		CCONV_EACH(v, vectors)
			sums[0][v] = cconv_rescale(g, sums[0][v]);
		cconv_store_pixels(g, out, at, channels, sums, 1, vectors);
		at += g->out_channels;
	}
}

/** All outputs of a block; @element bytes each has the padded input. */
CCONV_INLINE void cconv_outputs(const struct cconv_geometry *g,
				const uint8_t *padded, size_t element,
				const struct cconv_block *block, void *out,
				size_t vectors, cconv_sum_fn *sum)
{
	if (g->pool == CCONV_NO_POOL)
		cconv_plain_outputs(g, padded, element, block, out, vectors,
				    sum);
	else
		cconv_pooled_outputs(g, padded, element, block, out, vectors,
				     sum);
}

CCONV_AVX2_END

#endif
