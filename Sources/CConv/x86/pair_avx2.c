/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Eight output channels a vector. madd multiplies pairs of 16-bit elements
 * and adds the two products; modulo 2^32 that is exact for all inputs, so
 * every order of summing gives the scalar result.
 *
 * Packed: the pairs' offsets, then, from the next cache line on, weights as
 * [block][pair][vector][8 channels][2], zero where there is no channel.
 */
#include "../conv.h"

#if defined(__x86_64__)

#include "kernels.h"
#include "tiles_avx2.h"

static bool takes(const struct cconv_geometry *g)
{
	(void)g;
	return true;
}

static bool is_exact(const struct cconv_geometry *g, const int32_t *weights)
{
	(void)g;
	(void)weights;
	return true;
}

/* Blocks have two vectors; of an odd number, the first has three. */
static size_t blocks_of(size_t vectors)
{
	return vectors == 1 ? 1 : vectors / 2;
}

static size_t block_first(size_t vectors, size_t block)
{
	return block == 0 ? 0 : 2 * block + vectors % 2;
}

static uint64_t offsets_size(const struct cconv_geometry *g)
{
	return cconv_lines(cconv_groups(g, 2) * sizeof(size_t));
}

/* Two products a cycle fall to one and a third; storing takes a few more. */
static uint64_t cycles(const struct cconv_geometry *g)
{
	uint64_t outputs = (uint64_t)g->out_height * g->out_width *
			   (g->pool == CCONV_NO_POOL ? 1 : 4);

	return outputs * cconv_vectors(g) * (cconv_groups(g, 2) * 3 / 4 + 3);
}

static uint64_t packed_size(const struct cconv_geometry *g)
{
	return offsets_size(g) + (uint64_t)cconv_vectors(g) *
					 cconv_groups(g, 2) * sizeof(__m256i);
}

static int16_t *pack_block(const struct cconv_geometry *g,
			   const int32_t *weights, size_t first, size_t end,
			   int16_t *out)
{
	for (size_t pair = 0; pair < cconv_groups(g, 2); pair++) {
		for (size_t o = first * CCONV_LANES; o < end * CCONV_LANES;
		     o++) {
			*out++ = (int16_t)cconv_tap(g, weights, o, pair, 2, 0);
			*out++ = (int16_t)cconv_tap(g, weights, o, pair, 2, 1);
		}
	}
	return out;
}

static void pack(const struct cconv_geometry *g, const int32_t *weights,
		 void *packed)
{
	size_t vectors = cconv_vectors(g), *offsets = packed;
	int16_t *out = (int16_t *)((char *)packed + offsets_size(g));

	cconv_group_offsets(g, 2, offsets);
	for (size_t i = 0; i < cconv_groups(g, 2); i++)
		offsets[i] *= sizeof(int16_t);
	for (size_t b = 0; b < blocks_of(vectors); b++)
		out = pack_block(g, weights, block_first(vectors, b),
				 b + 1 == blocks_of(vectors)
					 ? vectors
					 : block_first(vectors, b + 1),
				 out);
}

static uint64_t scratch_size(const struct cconv_geometry *g)
{
	/* One more element, because pairs read one past an odd run. */
	return (cconv_padded_count(g) + 1) * sizeof(int16_t);
}

CCONV_AVX2_BEGIN

CCONV_INLINE __m256i broadcast(const uint8_t *elements)
{
	int32_t pair;

	memcpy(&pair, elements, sizeof(pair));
	return _mm256_set1_epi32(pair);
}

CCONV_INLINE void sum_few(const struct cconv_block *block,
			  const uint8_t *const *windows, cconv_sums sums,
			  size_t first, size_t count, size_t vectors)
{
	const __m256i *weights = block->weights;
	const size_t *offset = block->offsets;
	cconv_sums sum;

	CCONV_EACH(w, count) {
		CCONV_EACH(v, vectors)
			sum[w][v] = _mm256_setzero_si256();
	}
	for (size_t i = 0; i < block->groups; i++) {
		__m256i weight[CCONV_TILE_VECTORS];

		CCONV_EACH(v, vectors)
			weight[v] = _mm256_load_si256(weights + v);
		CCONV_EACH(w, count) {
			__m256i pair = broadcast(windows[first + w] + *offset);

			CCONV_EACH(v, vectors)
				sum[w][v] = _mm256_add_epi32(
					sum[w][v],
					_mm256_madd_epi16(pair, weight[v]));
		}
		weights += vectors;
		offset++;
	}
	CCONV_EACH(w, count) {
		CCONV_EACH(v, vectors)
			sums[first + w][v] = sum[w][v];
	}
}

CCONV_INLINE void sum_pairs(const struct cconv_block *block,
			    const uint8_t *const *windows, cconv_sums sums,
			    size_t count, size_t vectors)
{
	/* Four windows of three vectors do not fit 16 registers. */
	size_t few = vectors == 3 && count == 4 ? 2 : count;

	CCONV_EACH(pass, count / few)
		sum_few(block, windows, sums, pass * few, few, vectors);
}

static void convolve(const struct cconv_geometry *g, const void *in,
		     const void *packed, void *out, void *scratch,
		     cconv_share share)
{
	size_t vectors = cconv_vectors(g), groups = cconv_groups(g, 2);
	size_t blocks = blocks_of(vectors);
	const __m256i *weights =
		(const __m256i *)((const char *)packed + offsets_size(g));

	if (cconv_share_first(blocks, share) == cconv_share_end(blocks, share))
		return;
	cconv_pad_int16(g, in, scratch, 1);
	for (size_t b = cconv_share_first(blocks, share);
	     b < cconv_share_end(blocks, share); b++) {
		size_t first = block_first(vectors, b);
		struct cconv_block block = {
			.offsets = packed,
			.groups = groups,
			.weights = weights + first * groups,
			.channel = first * CCONV_LANES,
		};

		if (vectors == 1)
			cconv_outputs(g, scratch, 2, &block, out, 1,
				      sum_pairs);
		else if (b == 0 && vectors % 2)
			cconv_outputs(g, scratch, 2, &block, out, 3,
				      sum_pairs);
		else
			cconv_outputs(g, scratch, 2, &block, out, 2,
				      sum_pairs);
	}
}

CCONV_AVX2_END

const struct cconv_kernel cconv_pair_avx2 = {
	.takes = takes,
	.is_exact = is_exact,
	.cycles = cycles,
	.packed_size = packed_size,
	.pack = pack,
	.scratch_size = scratch_size,
	.convolve = convolve,
};

#endif
