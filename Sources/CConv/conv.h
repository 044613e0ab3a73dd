/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The private contract: what one level provides. Public functions check
 * their arguments and work out the geometry; operations trust both.
 */
#ifndef CCONV_CONV_H
#define CCONV_CONV_H

#include "include/cconv.h"

#pragma GCC visibility push(hidden)

/** A checked convolution; steps and pitches count elements. */
struct cconv_geometry {
	size_t in_height;
	size_t in_pitch;     /**< a row of the input */
	size_t padded_height;
	size_t padded_pitch; /**< a row of the padded input */
	size_t margin;       /**< padding left of a row, and right of it */
	size_t pad;          /**< padded rows above, and below */
	size_t rows;         /**< of the kernel */
	size_t run;          /**< a row of the kernel: (x, c), contiguous */
	size_t pixel_step;   /**< from one window to the next in a row */
	size_t row_step;     /**< from one row of windows to the next */
	size_t out_height, out_width, out_channels;
	int32_t pad_value;
	int bits;            /**< kept of a word */
	int shift;           /**< log2 of the scale */
	bool relu;
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

/** Elements of the padded input. */
static inline size_t
cconv_padded_count(const struct cconv_geometry *geometry)
{
	return geometry->padded_height * geometry->padded_pitch;
}

/** Keep the low 8 or 16 bits of @count words, as two's complement. */
typedef void cconv_narrow_fn(int16_t *out, const int32_t *words, size_t count,
			     int bits);

/** Bytes of packed weights; 64 bits, because a 32-bit size may not do. */
typedef uint64_t cconv_packed_size_fn(const struct cconv_geometry *geometry);

typedef void cconv_pack_fn(const struct cconv_geometry *geometry,
			   const int32_t *weights, int16_t *packed);

/** @padded: the padded input, and one more element that may be read. */
typedef void cconv_convolve_fn(const struct cconv_geometry *geometry,
			       const int16_t *padded, const int16_t *packed,
			       int32_t *out);

typedef void cconv_pool_fn(const struct cconv_pool_geometry *geometry,
			   const int32_t *in, int32_t *out);

typedef void cconv_relu_fn(int32_t *words, size_t count);

struct cconv_ops {
	cconv_narrow_fn *narrow;
	cconv_packed_size_fn *packed_size;
	cconv_pack_fn *pack;
	cconv_convolve_fn *convolve;
	cconv_pool_fn *max_pool;
	cconv_pool_fn *average_pool;
	cconv_relu_fn *relu;
};

cconv_narrow_fn cconv_narrow__scalar;
cconv_packed_size_fn cconv_packed_size__scalar;
cconv_pack_fn cconv_pack__scalar;
cconv_convolve_fn cconv_convolve__scalar;
cconv_pool_fn cconv_max_pool__scalar;
cconv_pool_fn cconv_average_pool__scalar;
cconv_relu_fn cconv_relu__scalar;

#if defined(__x86_64__)
cconv_narrow_fn cconv_narrow__avx2;
cconv_packed_size_fn cconv_packed_size__avx2;
cconv_pack_fn cconv_pack__avx2;
cconv_convolve_fn cconv_convolve__avx2;
cconv_pool_fn cconv_max_pool__avx2;
cconv_pool_fn cconv_average_pool__avx2;
cconv_relu_fn cconv_relu__avx2;
#endif

#pragma GCC visibility pop

#endif
