/* SPDX-License-Identifier: BSD-3-Clause */
#include "../conv.h"

#if defined(__x86_64__)

#include "avx512.h"

#define REGION_BEGIN CCONV_AVX512_BEGIN
#define REGION_END CCONV_AVX512_END
#define SUM_TILES 8

REGION_BEGIN

CCONV_INLINE __m256i add_products(__m256i sum, __m256i pair, __m256i weight)
{
	return _mm256_dpwssd_epi32(sum, pair, weight);
}

REGION_END

#include "winograd_kernel.h"

/* Two products a cycle fall to one and two thirds. */
static uint64_t cycles(const struct cconv_geometry *g)
{
	return cycles_of(g, 6);
}

const struct cconv_kernel cconv_winograd_avx512 = {
	.takes = cconv_winograd_takes,
	.is_exact = cconv_winograd_is_exact,
	.cycles = cycles,
	.packed_size = packed_size,
	.pack = pack,
	.scratch_size = scratch_size,
	.convolve = convolve,
};

#endif
