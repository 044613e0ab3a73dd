/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Packed weights of the level neon: a header, the spans of each block of
 * channels, then weights as [block][tap][vector][lane], zero where there is
 * no channel; a last block may have fewer vectors. Each of the three begins
 * on a cache line.
 *
 * Wide weights have 16 bits; products are added to 32-bit sums at once. Narrow
 * ones have 8, and products are added to 16-bit sums for as long as no input
 * can make those overflow, which the weights decide.
 */
#ifndef CCONV_ARM_LAYOUT_H
#define CCONV_ARM_LAYOUT_H

#include "../conv.h"

#pragma GCC visibility push(hidden)

#define BLOCK_VECTORS 3
#define WIDE_LANES 4
#define NARROW_LANES 8

/** Taps of one kernel row, one behind the other. */
struct span {
	size_t offset; /**< from the window's first element */
	uint32_t taps;
	bool flush;    /**< 16-bit sums would overflow beyond */
};

struct layout {
	bool narrow;
	size_t lanes;
	size_t vectors;
	size_t blocks;
	size_t spans;  /**< of a block; where fewer do, the rest are empty */
	size_t taps;   /**< of a window */
};

struct layout cconv_neon_layout(const struct cconv_geometry *g, bool narrow);

/** From the packed weights' first byte. */
static inline size_t cconv_neon_weights_at(const struct layout *layout)
{
	return 64 + (size_t)cconv_lines((uint64_t)layout->blocks *
					layout->spans * sizeof(struct span));
}

static inline const struct span *cconv_neon_spans(const void *packed)
{
	return (const struct span *)((const char *)packed + 64);
}

/** Which of the two a header says. */
static inline bool cconv_neon_is_narrow(const void *packed)
{
	return *(const bool *)packed;
}

#pragma GCC visibility pop

#endif
