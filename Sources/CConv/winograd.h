/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Convolutions by the minimal filtering algorithm F(4x4, 3x3) (Winograd 1980;
 * Lavin and Gray, CVPR 2016) with the points 0, 1, -1, 2, -2 and infinity:
 * 6x6 inputs make 4x4 outputs with 36 products a channel, where windows take
 * 144. Larger kernels, and strides, are sums of 3x3 parts, each over inputs of
 * its own.
 *
 * It is exact: fractions are left to the end, where a sum comes out 576 times
 * too large, modulo 2^32. 9 has an inverse there, and the other 64 may be
 * shifted out as long as the true sum is below 2^25. For bytes, points of
 * inputs are at most 12800, and those of weights at most 6272.
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
	size_t parts;         /**< 3x3 kernels that make up the kernel */
	size_t depth;         /**< channels of all parts, each rounded to 2 */
	/** Of a plane that has every input of every tile. */
	size_t plane_height, plane_pitch;
};

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
