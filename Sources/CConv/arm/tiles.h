/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Four windows by vectors of channels, all sums of which are in registers. A
 * kernel includes this and defines sum_windows().
 */
#ifndef CCONV_ARM_TILES_H
#define CCONV_ARM_TILES_H

#include "neon.h"

#define TILE_WINDOWS 4
#define TILE_VECTORS 6 /* of words */

/* One window alone waits for the weights: a line of them, so far ahead. */
#define PREFETCH_BYTES 384

typedef int32x4_t tile[TILE_WINDOWS][TILE_VECTORS];

enum kernel {
	KERNEL_WIDE,   /**< four channels a vector */
	KERNEL_NARROW, /**< eight */
	KERNEL_DOT,    /**< four */
};

/** What of a layer a call works on: the same vectors of all pixels. */
struct job {
	const struct cconv_geometry *g;
	const void *padded;
	const void *taps;  /**< where they are: spans, or offsets of groups */
	size_t tap_count;
	const void *weights;
	size_t step;       /**< elements from one tap's weights to the next's */
	void *out;
	size_t channel;    /**< the first */
};

/** Sums of windows, which begin @windows elements from the padded input's
 *  first. @count (1 or 4), @vectors and @kernel are constants. */
CCONV_INLINE void sum_windows(const struct job *job, const size_t *windows,
			      tile sums, size_t count, size_t vectors,
			      enum kernel kernel);

CCONV_INLINE void store(const struct job *job, size_t pixel, size_t vector,
			int32x4_t words)
{
	const struct cconv_geometry *g = job->g;
	size_t channel = job->channel + vector * CCONV_WORD_LANES;

	if (channel < g->out_channels)
		cconv_store_elements(g, job->out,
				     pixel * g->out_channels + channel, words,
				     g->out_channels - channel);
}

CCONV_INLINE void convolve_pooled(const struct job *job, size_t vectors,
				  enum kernel kernel)
{
	size_t word_vectors = (kernel == KERNEL_NARROW ? 2 : 1) * vectors;
	const struct cconv_geometry *g = job->g;
	struct cconv_cursor at = { 0, 0 };
	size_t windows[TILE_WINDOWS];
	tile sums;

	for (size_t i = 0; i < g->out_height * g->out_width; i++) {
		windows[0] = cconv_next_output(g, &at);
		windows[1] = windows[0] + g->pixel_step;
		windows[2] = windows[0] + g->row_step;
		windows[3] = windows[2] + g->pixel_step;
		sum_windows(job, windows, sums, TILE_WINDOWS, vectors, kernel);
		for (size_t v = 0; v < word_vectors; v++)
			store(job, i, v,
			      cconv_pool_sums(g, sums[0][v], sums[1][v],
					      sums[2][v], sums[3][v]));
	}
}

CCONV_INLINE void convolve_plain(const struct job *job, size_t vectors,
				 enum kernel kernel)
{
	size_t word_vectors = (kernel == KERNEL_NARROW ? 2 : 1) * vectors;
	const struct cconv_geometry *g = job->g;
	size_t left = g->out_height * g->out_width;
	struct cconv_cursor at = { 0, 0 };
	size_t windows[TILE_WINDOWS];
	tile sums;

	for (size_t i = 0, count; left > 0; i += count, left -= count) {
		count = left >= TILE_WINDOWS ? TILE_WINDOWS : 1;
		for (size_t w = 0; w < count; w++)
			windows[w] = cconv_next_output(g, &at);
		if (count == 1)
			sum_windows(job, windows, sums, 1, vectors, kernel);
		else
			sum_windows(job, windows, sums, TILE_WINDOWS, vectors,
				    kernel);
		for (size_t w = 0; w < count; w++)
			for (size_t v = 0; v < word_vectors; v++)
				store(job, i + w, v,
				      cconv_rescale(g, sums[w][v]));
	}
}

/* A function for each shape of tile, of constants. */
#define CCONV_TILES(name, vectors, kernel)                           \
	static void name(const struct job *job)                      \
	{                                                            \
		if (job->g->pool == CCONV_NO_POOL)                   \
			convolve_plain(job, vectors, kernel);        \
		else                                                 \
			convolve_pooled(job, vectors, kernel);       \
	}

#endif
