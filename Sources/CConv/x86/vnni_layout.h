/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Packed weights of AVX-512 VNNI, each part from a cache line on:
 *
 * - the groups' offsets in bytes from a window's first element;
 * - where sums begin, as [vector][16];
 * - weights as [vector][group][16][4 bytes], zero where there is no channel.
 *   Up to 8 channels that are left are [group][8][4 bytes]: half a vector, the
 *   tail. Up to 4 are there twice, for two windows at once.
 *
 * A group is four bytes or two 16-bit elements.
 */
#ifndef CCONV_X86_VNNI_LAYOUT_H
#define CCONV_X86_VNNI_LAYOUT_H

#include "../conv.h"

#define CCONV_VNNI_LANES 16
#define CCONV_VNNI_TAIL_LANES 8
#define CCONV_VNNI_GROUP_BYTES 4
#define CCONV_VNNI_VECTOR_BYTES 64

struct cconv_vnni_layout {
	size_t element_size;
	size_t width;   /**< elements of a group */
	size_t groups;
	size_t vectors; /**< the tail is one */
	bool tail;
	bool paired;    /**< a tail that is there twice */
	size_t first_at; /**< bytes from the packed weights' first */
	size_t weights_at;
	size_t size;
};

static inline struct cconv_vnni_layout
cconv_vnni_layout_of(const struct cconv_geometry *g)
{
	struct cconv_vnni_layout l = { .element_size = g->bits == 8 ? 1 : 2 };
	size_t left = g->out_channels % CCONV_VNNI_LANES;

	l.width = CCONV_VNNI_GROUP_BYTES / l.element_size;
	l.groups = cconv_groups(g, l.width);
	l.vectors = (g->out_channels + CCONV_VNNI_LANES - 1) /
		    CCONV_VNNI_LANES;
	l.tail = left > 0 && left <= CCONV_VNNI_TAIL_LANES;
	l.paired = left > 0 && left <= CCONV_VNNI_TAIL_LANES / 2;
	l.first_at = cconv_lines(l.groups * sizeof(size_t));
	l.weights_at = l.first_at + l.vectors * CCONV_VNNI_VECTOR_BYTES;
	l.size = l.weights_at + l.vectors * l.groups * CCONV_VNNI_VECTOR_BYTES;
	return l;
}

#endif
