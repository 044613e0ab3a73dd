/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The private contract: what one level provides. Public functions check
 * their arguments and work out the geometry; operations trust both.
 */
#ifndef CCONV_CONV_H
#define CCONV_CONV_H

#include "cpu.h"
#include "include/cconv.h"

#pragma GCC visibility push(hidden)

/* A constant argument decides the shape of a kernel only when inlined. */
#define CCONV_INLINE static inline __attribute__((always_inline))

#define CCONV_PRAGMA(...) _Pragma(#__VA_ARGS__)

/* A short loop over a constant count; rolled up, gcc leaves sums in memory. */
#define CCONV_EACH(index, count) \
	CCONV_PRAGMA(GCC unroll 16) \
	for (size_t index = 0; index < (count); index++)

/**
 * A checked convolution; steps and pitches count elements. Where the kernel
 * covers the whole width, its rows are one (a fully connected layer has
 * rows == 1 and run == all of its input).
 */
struct cconv_geometry {
	size_t in_height;
	size_t in_pitch;     /**< a row of the input */
	size_t padded_height;
	size_t padded_pitch; /**< a row of the padded input */
	size_t margin;       /**< padding left of a row, and right of it */
	size_t pad;          /**< padded rows above, and below */
	size_t rows;         /**< of the kernel */
	size_t run;          /**< a row of the kernel: (x, c), contiguous */
	size_t channels;     /**< of the input */
	size_t kernel_height, kernel_width, stride;
	size_t pixel_step;   /**< from one window to the next in a row */
	size_t row_step;     /**< from one row of windows to the next */
	/** After pooling; with a pool, an output is made of the windows at
	 *  (2y, 2x), (2y, 2x + 1), (2y + 1, 2x) and (2y + 1, 2x + 1). */
	size_t out_height, out_width;
	size_t out_channels;
	int32_t pad_value;
	int bits;            /**< kept of a word */
	int shift;           /**< log2 of the scale */
	bool relu;
	cconv_element in, out;
	cconv_fused_pool pool;
	bool pool_relu;
};

/** A checked pooling; steps and pitches count words. */
struct cconv_pool_geometry {
	size_t window;
	size_t channels;
	size_t in_pitch;
	size_t pixel_step;
	size_t row_step;
	size_t out_height, out_width;
	bool relu;
};

int cconv_geometry_of(const cconv_convolution *conv,
		      struct cconv_geometry *geometry);

int cconv_pool_geometry_of(const cconv_pooling *pool,
			   struct cconv_pool_geometry *geometry);

/** Images of a fully connected layer that are convolved together, and elements
 *  of all their inputs, unless one image has more. */
#define CCONV_FULL_BATCH 32
#define CCONV_FULL_BATCH_ELEMENTS ((size_t)1 << 19)

/** Whether an output is one pixel that sees the whole input, unpadded. */
static inline bool cconv_is_full(const struct cconv_geometry *geometry)
{
	return geometry->pad == 0 && geometry->rows == 1 &&
	       geometry->run == geometry->in_height * geometry->in_pitch;
}

/** The same layer for @images at once, as a convolution of 1x1 windows over
 *  one column of that many pixels. Packed weights are those of one image. */
struct cconv_geometry cconv_full_batch(const struct cconv_geometry *geometry,
				       size_t images);

/** Elements of the padded input; 64 bits, because those of a batch may not
 *  fit a 32-bit size. */
static inline uint64_t
cconv_padded_count(const struct cconv_geometry *geometry)
{
	return (uint64_t)geometry->padded_height * geometry->padded_pitch;
}

/** Elements of the weights of one output channel. */
static inline size_t cconv_kernel_size(const struct cconv_geometry *geometry)
{
	return geometry->rows * geometry->run;
}

static inline size_t cconv_element_size(cconv_element element)
{
	return element == CCONV_WORD ? sizeof(int32_t) : (size_t)element;
}

/** Weight @at of cconv_pack(), wrapped to the format. */
static inline int32_t cconv_weight(const struct cconv_geometry *geometry,
				   const int32_t *weights, size_t at)
{
	return geometry->bits == 8 ? (int8_t)weights[at]
				   : (int16_t)weights[at];
}

/** The padded input as wrapped 16-bit elements, then @slack zeros. */
void cconv_pad_int16(const struct cconv_geometry *geometry, const void *in,
		     int16_t *out, size_t slack);

/** The padded input of a fixed8 layer, each element xor @flip (0x80 adds 128
 *  to it and makes it unsigned), then @slack zeros. */
void cconv_pad_bytes(const struct cconv_geometry *geometry, const void *in,
		     uint8_t *out, uint8_t flip, size_t slack);

/**
 * Kernels take @width elements of a window at a time: groups of taps, those of
 * one kernel row filled up with zero weights. How many groups a window has.
 */
static inline size_t cconv_groups(const struct cconv_geometry *geometry,
				  size_t width)
{
	return geometry->rows * ((geometry->run + width - 1) / width);
}

/** Where each group begins, from the window's first element. */
static inline void cconv_group_offsets(const struct cconv_geometry *geometry,
				       size_t width, size_t *offsets)
{
	for (size_t row = 0; row < geometry->rows; row++)
		for (size_t i = 0; i < geometry->run; i += width)
			*offsets++ = row * geometry->padded_pitch + i;
}

/** Weight @tap of @group of output channel @o, 0 where there is none. */
static inline int32_t cconv_tap(const struct cconv_geometry *geometry,
				const int32_t *weights, size_t o, size_t group,
				size_t width, size_t tap)
{
	size_t in_row = (geometry->run + width - 1) / width;
	size_t i = group % in_row * width + tap;

	if (o >= geometry->out_channels || group >= in_row * geometry->rows ||
	    i >= geometry->run)
		return 0;
	return cconv_weight(geometry, weights,
			    o * cconv_kernel_size(geometry) +
				    group / in_row * geometry->run + i);
}

/** Outputs one after another: a division for each would cost more. */
struct cconv_cursor {
	size_t y, x;
};

/** Elements from the padded input's first to the cursor's output's first
 *  window; moves the cursor on. */
static inline size_t cconv_next_output(const struct cconv_geometry *geometry,
				       struct cconv_cursor *at)
{
	size_t windows = geometry->pool == CCONV_NO_POOL ? 1 : 2;
	size_t offset = windows * (at->y * geometry->row_step +
				   at->x * geometry->pixel_step);

	if (++at->x == geometry->out_width) {
		at->x = 0;
		at->y++;
	}
	return offset;
}

/** Bytes rounded up to whole cache lines, as vectors are stored. */
static inline uint64_t cconv_lines(uint64_t bytes)
{
	return (bytes + 63) / 64 * 64;
}

/** Where @share of @blocks begins: at its end, if it has none. */
static inline size_t cconv_share_first(size_t blocks, cconv_share share)
{
	return blocks * (size_t)share.index / (size_t)share.count;
}

/** Where it ends. */
static inline size_t cconv_share_end(size_t blocks, cconv_share share)
{
	return blocks * ((size_t)share.index + 1) / (size_t)share.count;
}

/** A sum to an output word. */
static inline int32_t cconv_word_of(const struct cconv_geometry *geometry,
				    int32_t sum)
{
	int32_t word = sum / (1 << geometry->shift);

	return geometry->relu && word < 0 ? 0 : word;
}

/** Four output words to one; averaged ones are at most 2^24, so their sum
 *  wraps nowhere. */
static inline int32_t cconv_pooled(const struct cconv_geometry *geometry,
				   const int32_t words[4])
{
	int32_t best = words[0];

	if (geometry->pool == CCONV_AVERAGE_POOL)
		best = (words[0] + words[1] + words[2] + words[3]) / 4;
	else
		for (int i = 1; i < 4; i++)
			best = words[i] > best ? words[i] : best;
	return geometry->pool_relu && best < 0 ? 0 : best;
}

/** Store an output word as element @at of @out. */
static inline void cconv_store(const struct cconv_geometry *geometry,
			       void *out, size_t at, int32_t word)
{
	switch (geometry->out) {
	case CCONV_WORD:
		((int32_t *)out)[at] = word;
		break;
	case CCONV_INT16:
		((int16_t *)out)[at] = (int16_t)word;
		break;
	case CCONV_INT8:
		((int8_t *)out)[at] = (int8_t)word;
		break;
	}
}

/** Bytes; 64 bits, because a 32-bit size may not do. Must not depend on the
 *  values of weights. */
typedef uint64_t cconv_size_fn(const struct cconv_geometry *geometry);

typedef void cconv_pack_fn(const struct cconv_geometry *geometry,
			   const int32_t *weights, void *packed);

/** One image, or a cconv_full_batch(). */
typedef void cconv_convolve_fn(const struct cconv_geometry *geometry,
			       const void *in, const void *packed, void *out,
			       void *scratch, cconv_share share);

typedef void cconv_pool_fn(const struct cconv_pool_geometry *geometry,
			   const int32_t *in, int32_t *out);

typedef void cconv_relu_fn(int32_t *words, size_t count);

struct cconv_ops {
	cconv_size_fn *packed_size;
	cconv_pack_fn *pack;
	cconv_size_fn *scratch_size;
	cconv_convolve_fn *convolve;
	cconv_pool_fn *max_pool;
	cconv_pool_fn *average_pool;
	cconv_relu_fn *relu;
};

/** Declare what a level brings of its own. */
#define CCONV_DECLARE_CONVOLVE(level)                    \
	cconv_size_fn cconv_packed_size__##level;        \
	cconv_pack_fn cconv_pack__##level;               \
	cconv_size_fn cconv_scratch_size__##level;       \
	cconv_convolve_fn cconv_convolve__##level

#define CCONV_DECLARE_POOL(level)                        \
	cconv_pool_fn cconv_max_pool__##level;           \
	cconv_pool_fn cconv_average_pool__##level;       \
	cconv_relu_fn cconv_relu__##level

CCONV_DECLARE_CONVOLVE(scalar);
CCONV_DECLARE_POOL(scalar);

#if defined(__x86_64__)
CCONV_DECLARE_CONVOLVE(avx2);
CCONV_DECLARE_POOL(avx2);
CCONV_DECLARE_CONVOLVE(avx512vnni);
#endif

#if defined(CCONV_HAS_NEON)
CCONV_DECLARE_CONVOLVE(neon);
CCONV_DECLARE_POOL(neon);
#if defined(__aarch64__)
CCONV_DECLARE_CONVOLVE(neondot);
#endif
#endif

#pragma GCC visibility pop

#endif
