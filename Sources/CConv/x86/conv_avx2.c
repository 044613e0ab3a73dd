/* SPDX-License-Identifier: BSD-3-Clause */
#include "../conv.h"

#if defined(__x86_64__)

#include "kernels.h"

static const struct cconv_kernel *const kernels[] = {
	&cconv_pair_avx2,
	&cconv_quad_avx2,
	&cconv_winograd_avx2,
	NULL,
};

CCONV_DEFINE_LEVEL(avx2, kernels)

#endif
