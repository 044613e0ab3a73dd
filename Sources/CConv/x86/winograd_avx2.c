/* SPDX-License-Identifier: BSD-3-Clause */
#include "../conv.h"

#if defined(__x86_64__)

#include "avx2.h"

#define REGION_BEGIN CCONV_AVX2_BEGIN
#define REGION_END CCONV_AVX2_END
#define SUM_TILES 4

REGION_BEGIN

CCONV_INLINE __m256i add_products(__m256i sum, __m256i pair, __m256i weight)
{
	return _mm256_add_epi32(sum, _mm256_madd_epi16(pair, weight));
}

REGION_END

#include "winograd_kernel.h"

/* Two products a cycle fall to one and a quarter. */
static uint64_t cycles(const struct cconv_geometry *g)
{
	return cycles_of(g, 8);
}

const struct cconv_kernel cconv_winograd_avx2 = {
	.takes = cconv_winograd_takes,
	.is_exact = cconv_winograd_is_exact,
	.cycles = cycles,
	.packed_size = packed_size,
	.pack = pack,
	.scratch_size = scratch_size,
	.convolve = convolve,
};

#endif
