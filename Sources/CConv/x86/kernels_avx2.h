/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The kernels among which AVX2 chooses when weights are packed. Each has
 * weights, scratch memory and a loop of its own.
 */
#ifndef CCONV_X86_KERNELS_AVX2_H
#define CCONV_X86_KERNELS_AVX2_H

#include "../conv.h"

#pragma GCC visibility push(hidden)

struct cconv_kernel_avx2 {
	/** Whether it takes layers of that shape. */
	bool (*takes)(const struct cconv_geometry *geometry);
	/** Whether it is exact for these weights and every input. */
	bool (*is_exact)(const struct cconv_geometry *geometry,
			 const int32_t *weights);
	/** What an image takes, roughly: good enough to choose by. */
	cconv_size_fn *cycles;
	cconv_size_fn *packed_size;
	cconv_pack_fn *pack;
	cconv_size_fn *scratch_size;
	cconv_convolve_fn *convolve;
};

/** Any convolution: pairs of 16-bit elements. */
extern const struct cconv_kernel_avx2 cconv_pair_avx2;

/** fixed8 with weights so small that 16 bits hold sums of several products. */
extern const struct cconv_kernel_avx2 cconv_quad_avx2;

/** fixed8 kernels of several taps by minimal filtering. */
extern const struct cconv_kernel_avx2 cconv_winograd_avx2;

#pragma GCC visibility pop

#endif
