/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * AVX2 packs weights for the fastest kernel that is exact for them, and keeps
 * its number in the first cache line.
 */
#include "../conv.h"

#if defined(__x86_64__)

#include "kernels_avx2.h"

/* The first takes everything. */
static const struct cconv_kernel_avx2 *const kernels[] = {
	&cconv_pair_avx2,
	&cconv_quad_avx2,
	&cconv_winograd_avx2,
};

#define KERNELS (sizeof(kernels) / sizeof(kernels[0]))

struct packed_head {
	uint64_t kernel;
	uint64_t reserved[7];
};

/* The largest of any kernel that the weights may turn out to suit. */
static uint64_t largest(const struct cconv_geometry *g, bool packed)
{
	uint64_t most = 0;

	for (size_t k = 0; k < KERNELS; k++) {
		uint64_t size;

		if (!kernels[k]->takes(g))
			continue;
		size = packed ? kernels[k]->packed_size(g)
			      : kernels[k]->scratch_size(g);
		most = size > most ? size : most;
	}
	return most;
}

uint64_t cconv_packed_size__avx2(const struct cconv_geometry *g)
{
	return sizeof(struct packed_head) + largest(g, true);
}

uint64_t cconv_scratch_size__avx2(const struct cconv_geometry *g)
{
	return largest(g, false);
}

void cconv_pack__avx2(const struct cconv_geometry *g, const int32_t *weights,
		      void *packed)
{
	struct packed_head *head = packed;
	size_t best = 0;

	for (size_t k = 1; k < KERNELS; k++)
		if (kernels[k]->takes(g) &&
		    kernels[k]->cycles(g) < kernels[best]->cycles(g) &&
		    kernels[k]->is_exact(g, weights))
			best = k;
	*head = (struct packed_head){ .kernel = best };
	kernels[best]->pack(g, weights, head + 1);
}

void cconv_convolve__avx2(const struct cconv_geometry *g, const void *in,
			  const void *packed, void *out, void *scratch,
			  cconv_share share)
{
	const struct packed_head *head = packed;

	kernels[head->kernel]->convolve(g, in, head + 1, out, scratch, share);
}

#endif
