/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * maddubs multiplies four pairs of bytes a channel, but its 16-bit sums of two
 * products saturate. Inputs are made unsigned, x + 128, which costs a start of
 * -128 times the sum of weights. If the positive weights that meet in a 16-bit
 * lane add up to 128 at most, and the negative ones too, no input overflows
 * it: several groups can then be added in 16 bits before they are widened.
 * How many is found when a block is packed; trained weights are small, and
 * mostly allow four.
 *
 * Packed: the quads' offsets; per block of up to two vectors, from the next
 * cache line on, its depth; the starts; [quad][vector][8 channels][4] weights.
 * Quads are filled up to a multiple of four.
 */
#include "../conv.h"

#if defined(__x86_64__)

#include "kernels.h"
#include "tiles_avx2.h"

#define DEEP 4
#define SHALLOW 2
#define BLOCK_VECTORS 2

struct block_head {
	int64_t deep; /**< whether DEEP quads fit 16 bits; else SHALLOW do */
	int64_t reserved[7];
	int32_t starts[BLOCK_VECTORS][CCONV_LANES];
};

static size_t quads_of(const struct cconv_geometry *g)
{
	return (cconv_groups(g, 4) + DEEP - 1) / DEEP * DEEP;
}

static size_t blocks_of(const struct cconv_geometry *g)
{
	return (cconv_vectors(g) + BLOCK_VECTORS - 1) / BLOCK_VECTORS;
}

static uint64_t offsets_size(const struct cconv_geometry *g)
{
	return cconv_lines(quads_of(g) * sizeof(size_t));
}

static uint64_t block_size(const struct cconv_geometry *g)
{
	return sizeof(struct block_head) +
	       (uint64_t)quads_of(g) * BLOCK_VECTORS * sizeof(__m256i);
}

/* Nearly one product, of four taps, a cycle; storing takes a few more. */
static uint64_t cycles(const struct cconv_geometry *g)
{
	uint64_t outputs = (uint64_t)g->out_height * g->out_width *
			   (g->pool == CCONV_NO_POOL ? 1 : 4);

	return outputs * cconv_vectors(g) * (quads_of(g) * 7 / 8 + 3);
}

static uint64_t packed_size(const struct cconv_geometry *g)
{
	return offsets_size(g) + blocks_of(g) * block_size(g);
}

/* Whether 16 bits hold the sums of @depth quads of channel @o. */
static bool fits(const struct cconv_geometry *g, const int32_t *weights,
		 size_t o, size_t depth)
{
	for (size_t quad = 0; quad < quads_of(g); quad += depth) {
		for (size_t lane = 0; lane < 2; lane++) {
			int32_t above = 0, below = 0;

			for (size_t i = 0; i < 2 * depth; i++) {
				int32_t weight = cconv_tap(
					g, weights, o, quad + i / 2, 4,
					2 * lane + i % 2);

				above += weight > 0 ? weight : 0;
				below += weight < 0 ? -weight : 0;
			}
			if (above > 128 || below > 128)
				return false;
		}
	}
	return true;
}

static bool takes(const struct cconv_geometry *g)
{
	return g->bits == 8;
}

static bool is_exact(const struct cconv_geometry *g, const int32_t *weights)
{
	for (size_t o = 0; o < g->out_channels; o++)
		if (!fits(g, weights, o, SHALLOW))
			return false;
	return true;
}

static int32_t start_of(const struct cconv_geometry *g, const int32_t *weights,
			size_t o)
{
	uint32_t sum = 0;

	for (size_t i = 0; i < 4 * cconv_groups(g, 4); i++)
		sum += (uint32_t)cconv_tap(g, weights, o, i / 4, 4, i % 4);
	return (int32_t)(0 - 128 * sum);
}

static void pack_block(const struct cconv_geometry *g, const int32_t *weights,
		       size_t channel, struct block_head *head)
{
	size_t left = g->out_channels - channel;
	size_t lanes = left > CCONV_LANES ? 2 * CCONV_LANES : CCONV_LANES;
	int8_t *out = (int8_t *)(head + 1);

	memset(head, 0, sizeof(*head));
	head->deep = true;
	for (size_t lane = 0; lane < lanes && lane < left; lane++) {
		head->deep &= fits(g, weights, channel + lane, DEEP);
		head->starts[lane / CCONV_LANES][lane % CCONV_LANES] =
			start_of(g, weights, channel + lane);
	}
	for (size_t quad = 0; quad < quads_of(g); quad++)
		for (size_t i = 0; i < 4 * lanes; i++)
			*out++ = (int8_t)cconv_tap(
				g, weights, channel + i / 4, quad, 4, i % 4);
}

static void pack(const struct cconv_geometry *g, const int32_t *weights,
		 void *packed)
{
	char *block = (char *)packed + offsets_size(g);

	memset(packed, 0, offsets_size(g));
	cconv_group_offsets(g, 4, packed);
	for (size_t b = 0; b < blocks_of(g); b++) {
		pack_block(g, weights, b * BLOCK_VECTORS * CCONV_LANES,
			   (struct block_head *)block);
		block += block_size(g);
	}
}

static uint64_t scratch_size(const struct cconv_geometry *g)
{
	return cconv_padded_count(g) + 3;
}

CCONV_AVX2_BEGIN

CCONV_INLINE __m256i broadcast(const uint8_t *elements)
{
	int32_t quad;

	memcpy(&quad, elements, sizeof(quad));
	return _mm256_set1_epi32(quad);
}

/* Two windows at most: each sum needs a register of either width. */
CCONV_INLINE void sum_few(const struct cconv_block *block,
			  const uint8_t *const *windows, cconv_sums sums,
			  size_t first, size_t count, size_t vectors,
			  size_t depth)
{
	const __m256i *weights = block->weights;
	const struct block_head *head = (const struct block_head *)weights - 1;
	const size_t *offset = block->offsets;
	__m256i ones = _mm256_set1_epi16(1);
	__m256i sum[2][BLOCK_VECTORS];

	CCONV_EACH(w, count) {
		CCONV_EACH(v, vectors)
			sum[w][v] = _mm256_load_si256(
				(const __m256i *)head->starts + v);
	}
	for (size_t i = 0; i < block->groups; i += depth) {
		__m256i narrow[2][BLOCK_VECTORS];

		CCONV_EACH(d, depth) {
			CCONV_EACH(w, count) {
				__m256i quad = broadcast(windows[first + w] +
							 offset[d]);

				CCONV_EACH(v, vectors) {
					__m256i product = _mm256_maddubs_epi16(
						quad,
						weights[d * vectors + v]);

					narrow[w][v] =
						d ? _mm256_add_epi16(
							    narrow[w][v],
							    product)
						  : product;
				}
			}
		}
		CCONV_EACH(w, count) {
			CCONV_EACH(v, vectors)
				sum[w][v] = _mm256_add_epi32(
					sum[w][v],
					_mm256_madd_epi16(narrow[w][v], ones));
		}
		weights += depth * vectors;
		offset += depth;
	}
	CCONV_EACH(w, count) {
		CCONV_EACH(v, vectors)
			sums[first + w][v] = sum[w][v];
	}
}

CCONV_INLINE void sum_quads(const struct cconv_block *block,
			    const uint8_t *const *windows, cconv_sums sums,
			    size_t count, size_t vectors)
{
	size_t few = count < 2 ? count : 2;

	CCONV_EACH(pass, count / few) {
		if (block->deep)
			sum_few(block, windows, sums, pass * few, few, vectors,
				DEEP);
		else
			sum_few(block, windows, sums, pass * few, few, vectors,
				SHALLOW);
	}
}

static void convolve(const struct cconv_geometry *g, const void *in,
		     const void *packed, void *out, void *scratch,
		     cconv_share share)
{
	size_t blocks = blocks_of(g);
	const char *heads = (const char *)packed + offsets_size(g);

	if (cconv_share_first(blocks, share) == cconv_share_end(blocks, share))
		return;
	cconv_pad_bytes(g, in, scratch, 0x80, 3);
	for (size_t b = cconv_share_first(blocks, share);
	     b < cconv_share_end(blocks, share); b++) {
		const struct block_head *head =
			(const struct block_head *)(heads + b * block_size(g));
		struct cconv_block block = {
			.offsets = packed,
			.groups = quads_of(g),
			.weights = (const __m256i *)(head + 1),
			.channel = b * BLOCK_VECTORS * CCONV_LANES,
			.deep = head->deep,
		};

		if (g->out_channels - block.channel > CCONV_LANES)
			cconv_outputs(g, scratch, 1, &block, out, 2,
				      sum_quads);
		else
			cconv_outputs(g, scratch, 1, &block, out, 1,
				      sum_quads);
	}
}

CCONV_AVX2_END

const struct cconv_kernel cconv_quad_avx2 = {
	.takes = takes,
	.is_exact = is_exact,
	.cycles = cycles,
	.packed_size = packed_size,
	.pack = pack,
	.scratch_size = scratch_size,
	.convolve = convolve,
};

#endif
