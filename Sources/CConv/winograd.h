/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Convolutions by minimal filtering (Winograd 1980; Lavin and Gray, CVPR 2016):
 * F(4x4, 3x3) at the points 0, 1, -1, 2, -2 and infinity makes 4x4 outputs of
 * 6x6 inputs with 36 products a channel, where windows take 144. Larger
 * kernels, and strides, are sums of parts of up to three taps a line, each over
 * inputs of its own. A part of two taps goes without the point -2, one of a
 * single tap without 2 as well; at the points that they share, sums of parts
 * are added.
 *
 * It is exact: fractions are left to the end, where a sum comes out 576 times
 * too large, modulo 2^32. 9 has an inverse there, and the other 64 may be
 * shifted out as long as the true sum is below 2^25. For bytes, points of
 * inputs are at most 12800, and those of weights at most 18432.
 */
#ifndef CCONV_WINOGRAD_H
#define CCONV_WINOGRAD_H

#include "conv.h"

#define CCONV_LINE 6 /* points of a line */
#define CCONV_POINTS (CCONV_LINE * CCONV_LINE)
#define CCONV_SIDE 4 /* outputs of a line */

/** The inverse of 9 modulo 2^32. */
#define CCONV_INVERSE_OF_9 0x38e38e39

#pragma GCC visibility push(hidden)

/** How a layer is cut: into tiles of 4x4 outputs, before pooling. */
struct cconv_tiling {
	size_t across, tiles; /**< tiles in a row, and in all */
	size_t channels;      /**< of the input, rounded up to pairs */
	/** Parts that have a point, of the kernel's height and width. */
	size_t down_parts[CCONV_LINE], across_parts[CCONV_LINE];
	/** Of a plane that has every input of every tile. */
	size_t plane_height, plane_pitch;
};

/** Whether a part of that many taps has point @i of the line. */
static inline bool cconv_part_has(size_t taps, size_t i)
{
	return i < taps + 2 || i == CCONV_LINE - 1;
}

/** Elements of a tile at @point: channels of all its parts. */
static inline size_t cconv_depth(const struct cconv_tiling *tiling,
				 size_t point)
{
	return tiling->down_parts[point / CCONV_LINE] *
	       tiling->across_parts[point % CCONV_LINE] * tiling->channels;
}

/** At all points. */
size_t cconv_total_depth(const struct cconv_tiling *tiling);

/** Whether filtering takes that shape at all. */
bool cconv_winograd_takes(const struct cconv_geometry *geometry);

/** Whether it is exact for these weights and every input. */
bool cconv_winograd_is_exact(const struct cconv_geometry *geometry,
			     const int32_t *weights);

struct cconv_tiling cconv_tiling_of(const struct cconv_geometry *geometry);

/**
 * Parts begin at kernel rows, and columns, that this goes through from 0 on
 * until the kernel ends; their taps are a stride apart.
 */
static inline size_t cconv_next_part(size_t begin, size_t stride,
				     size_t kernel)
{
	size_t next = begin + 3 * stride;

	if (next < kernel)
		return next;
	next = begin % stride + 1;
	return next < stride ? next : kernel;
}

/** Taps of the part that begins there: 1 to 3. */
static inline size_t cconv_part_taps(size_t begin, size_t stride,
				     size_t kernel)
{
	size_t taps = (kernel - begin + stride - 1) / stride;

	return taps < 3 ? taps : 3;
}

/**
 * Weights to points, for vectors of @lanes output channels, as
 * [block of up to @most vectors][point][pair of channels, part by part]
 * [vector][lane][2].
 */
void cconv_winograd_pack(const struct cconv_geometry *geometry,
			 const int32_t *weights, size_t lanes, size_t most,
			 int16_t *out);

#pragma GCC visibility pop

#endif
