/* SPDX-License-Identifier: BSD-3-Clause */
#include "../conv.h"

#if defined(__x86_64__)

#include "kernels.h"

struct packed_head {
	uint64_t kernel;
	uint64_t reserved[7];
};

/* The largest of any kernel that the weights may turn out to suit. */
static uint64_t largest(const struct cconv_kernel *const *kernels,
			const struct cconv_geometry *g, bool packed)
{
	uint64_t most = 0;

	for (; *kernels; kernels++) {
		uint64_t size;

		if (!(*kernels)->takes(g))
			continue;
		size = packed ? (*kernels)->packed_size(g)
			      : (*kernels)->scratch_size(g);
		most = size > most ? size : most;
	}
	return most;
}

uint64_t cconv_kernels_packed_size(const struct cconv_kernel *const *kernels,
				   const struct cconv_geometry *g)
{
	return sizeof(struct packed_head) + largest(kernels, g, true);
}

uint64_t cconv_kernels_scratch_size(const struct cconv_kernel *const *kernels,
				    const struct cconv_geometry *g)
{
	return largest(kernels, g, false);
}

void cconv_kernels_pack(const struct cconv_kernel *const *kernels,
			const struct cconv_geometry *g, const int32_t *weights,
			void *packed)
{
	struct packed_head *head = packed;
	size_t best = 0;

	for (size_t k = 1; kernels[k]; k++)
		if (kernels[k]->takes(g) &&
		    kernels[k]->cycles(g) < kernels[best]->cycles(g) &&
		    kernels[k]->is_exact(g, weights))
			best = k;
	*head = (struct packed_head){ .kernel = best };
	kernels[best]->pack(g, weights, head + 1);
}

void cconv_kernels_convolve(const struct cconv_kernel *const *kernels,
			    const struct cconv_geometry *g, const void *in,
			    const void *packed, void *out, void *scratch,
			    cconv_share share)
{
	const struct packed_head *head = packed;

	kernels[head->kernel]->convolve(g, in, head + 1, out, scratch, share);
}

#endif
