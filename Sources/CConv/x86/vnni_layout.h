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
 * A group is four bytes or two 16-bit elements of a kernel's row. Rows of a
 * single channel are short, those of a 5x5 kernel fill 5 of 8 bytes; kernels
 * then read cells, which lie behind the padded input: each byte together with
 * the three below it, and each byte together with the three right of it. The
 * former are groups of four rows, the latter of those that are left.
 */
#ifndef CCONV_X86_VNNI_LAYOUT_H
#define CCONV_X86_VNNI_LAYOUT_H

#include "../conv.h"

#define CCONV_VNNI_LANES 16
#define CCONV_VNNI_TAIL_LANES 8
#define CCONV_VNNI_GROUP_BYTES 4
#define CCONV_VNNI_VECTOR_BYTES 64
/** Zeros behind the padded input: kernels and cells read past its end. */
#define CCONV_VNNI_SLACK_BYTES 32

/** Cells of more do not stay in the cache. */
#define CCONV_VNNI_MOST_CELLS 16384

struct cconv_vnni_layout {
	size_t step;    /**< bytes from one element, or cell, to the next */
	size_t width;   /**< elements of a group */
	size_t groups;
	size_t vectors; /**< the tail is one */
	bool tail;
	bool paired;    /**< a tail that is there twice */
	size_t first_at; /**< bytes from the packed weights' first */
	size_t weights_at;
	size_t size;
	bool cells;
	size_t tall;     /**< groups of four rows */
	size_t below_at; /**< bytes from the padded input's first */
	size_t right_at;
	size_t scratch_size;
};

static inline void cconv_vnni_use_cells(const struct cconv_geometry *g,
					struct cconv_vnni_layout *l)
{
	size_t count = (size_t)cconv_padded_count(g);
	size_t tall = g->rows / 4 * g->run;
	size_t groups = tall + g->rows % 4 * ((g->run + 3) / 4);

	l->cells = g->bits == 8 && g->channels == 1 && groups < l->groups &&
		   count <= CCONV_VNNI_MOST_CELLS;
	if (!l->cells)
		return;
	l->step = CCONV_VNNI_GROUP_BYTES;
	l->groups = groups;
	l->tall = tall;
	l->below_at = l->scratch_size;
	l->right_at = l->below_at +
		      cconv_lines(count * CCONV_VNNI_GROUP_BYTES) +
		      CCONV_VNNI_VECTOR_BYTES;
	l->scratch_size = 2 * l->right_at - l->below_at;
}

static inline struct cconv_vnni_layout
cconv_vnni_layout_of(const struct cconv_geometry *g)
{
	struct cconv_vnni_layout l = { .step = g->bits == 8 ? 1 : 2 };
	size_t left = g->out_channels % CCONV_VNNI_LANES;

	l.width = CCONV_VNNI_GROUP_BYTES / l.step;
	l.groups = cconv_groups(g, l.width);
	l.scratch_size = cconv_lines(cconv_padded_count(g) * l.step +
				     CCONV_VNNI_SLACK_BYTES);
	cconv_vnni_use_cells(g, &l);
	l.vectors = (g->out_channels + CCONV_VNNI_LANES - 1) /
		    CCONV_VNNI_LANES;
	l.tail = left > 0 && left <= CCONV_VNNI_TAIL_LANES;
	l.paired = left > 0 && left <= CCONV_VNNI_TAIL_LANES / 2;
	l.first_at = cconv_lines(l.groups * sizeof(size_t));
	l.weights_at = l.first_at + l.vectors * CCONV_VNNI_VECTOR_BYTES;
	l.size = l.weights_at + l.vectors * l.groups * CCONV_VNNI_VECTOR_BYTES;
	return l;
}

#pragma GCC visibility push(hidden)

cconv_size_fn cconv_vnni_packed_size;
cconv_size_fn cconv_vnni_scratch_size;
cconv_pack_fn cconv_vnni_pack;

#pragma GCC visibility pop

#endif
