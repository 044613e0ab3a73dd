/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The kernels among which a level chooses when weights are packed. Each has
 * weights, scratch memory and a loop of its own.
 */
#ifndef CCONV_X86_KERNELS_H
#define CCONV_X86_KERNELS_H

#include "../conv.h"

#pragma GCC visibility push(hidden)

struct cconv_kernel {
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
extern const struct cconv_kernel cconv_pair_avx2;

/** fixed8 with weights so small that 16 bits hold sums of several products. */
extern const struct cconv_kernel cconv_quad_avx2;

/** Any convolution: dot products of four bytes, or two 16-bit elements. */
extern const struct cconv_kernel cconv_direct_avx512;

/** fixed8 kernels of several taps by minimal filtering. */
extern const struct cconv_kernel cconv_winograd_avx2;
extern const struct cconv_kernel cconv_winograd_avx512;

/**
 * What a level with these kernels does. The first takes everything; NULL is
 * behind the last. The fastest of those that are exact packs the weights, and
 * its number is kept in front of them.
 */
uint64_t cconv_kernels_packed_size(const struct cconv_kernel *const *kernels,
				   const struct cconv_geometry *geometry);

uint64_t cconv_kernels_scratch_size(const struct cconv_kernel *const *kernels,
				    const struct cconv_geometry *geometry);

void cconv_kernels_pack(const struct cconv_kernel *const *kernels,
			const struct cconv_geometry *geometry,
			const int32_t *weights, void *packed);

void cconv_kernels_convolve(const struct cconv_kernel *const *kernels,
			    const struct cconv_geometry *geometry,
			    const void *in, const void *packed, void *out,
			    void *scratch, cconv_share share);

/** The four functions of a level. */
#define CCONV_DEFINE_LEVEL(level, kernels)				\
	uint64_t cconv_packed_size__##level(				\
		const struct cconv_geometry *g)				\
	{								\
		return cconv_kernels_packed_size(kernels, g);		\
	}								\
	uint64_t cconv_scratch_size__##level(				\
		const struct cconv_geometry *g)				\
	{								\
		return cconv_kernels_scratch_size(kernels, g);		\
	}								\
	void cconv_pack__##level(const struct cconv_geometry *g,	\
				 const int32_t *weights,		\
				 void *packed)				\
	{								\
		cconv_kernels_pack(kernels, g, weights, packed);	\
	}								\
	void cconv_convolve__##level(const struct cconv_geometry *g,	\
				     const void *in,			\
				     const void *packed, void *out,	\
				     void *scratch,			\
				     cconv_share share)			\
	{								\
		cconv_kernels_convolve(kernels, g, in, packed, out,	\
				       scratch, share);			\
	}

#pragma GCC visibility pop

#endif
