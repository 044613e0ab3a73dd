/* SPDX-License-Identifier: BSD-3-Clause */
#include "../conv.h"

#if defined(__x86_64__)

#include "kernels.h"

static const struct cconv_kernel *const kernels[] = {
	&cconv_direct_avx512,
	&cconv_winograd_avx512,
	NULL,
};

CCONV_DEFINE_LEVEL(avx512vnni, kernels)

#endif
