/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Four output channels a vector, four taps a lane. 16-bit layers are the level
 * neon's, because the dot product is of bytes.
 *
 * Packed: the groups' offsets, then, from the next cache line on, weights as
 * [block][group of 4 taps][vector][4 channels][4], zero where there is no
 * channel or tap; a last block may have fewer vectors.
 */
#include "../conv.h"

#if defined(CCONV_HAS_NEON) && defined(__aarch64__)

#include "neon.h"

#define GROUP 4
#define BLOCK_VECTORS 5
#define BLOCK (BLOCK_VECTORS * CCONV_WORD_LANES)

static size_t vectors_of(const struct cconv_geometry *g)
{
	return (g->out_channels + CCONV_WORD_LANES - 1) / CCONV_WORD_LANES;
}

static uint64_t offsets_size(const struct cconv_geometry *g)
{
	return cconv_lines(cconv_groups(g, GROUP) * sizeof(size_t));
}

uint64_t cconv_packed_size__neondot(const struct cconv_geometry *g)
{
	if (g->bits != 8)
		return cconv_packed_size__neon(g);
	return offsets_size(g) + (uint64_t)vectors_of(g) *
					 cconv_groups(g, GROUP) *
					 sizeof(int8x16_t);
}

void cconv_pack__neondot(const struct cconv_geometry *g,
			 const int32_t *weights, void *packed)
{
	int8_t *out = (int8_t *)packed + offsets_size(g);
	size_t channels = vectors_of(g) * CCONV_WORD_LANES;

	if (g->bits != 8) {
		cconv_pack__neon(g, weights, packed);
		return;
	}
	cconv_group_offsets(g, GROUP, packed);
	for (size_t o = 0; o < channels; o += BLOCK) {
		size_t left = channels - o;
		size_t lanes = GROUP * (left < BLOCK ? left : BLOCK);

		for (size_t group = 0; group < cconv_groups(g, GROUP); group++)
			for (size_t i = 0; i < lanes; i++)
				*out++ = (int8_t)cconv_tap(
					g, weights, o + i / GROUP, group,
					GROUP, i % GROUP);
	}
}

uint64_t cconv_scratch_size__neondot(const struct cconv_geometry *g)
{
	if (g->bits != 8)
		return cconv_scratch_size__neon(g);
	/* Groups read past a run that they do not divide. */
	return cconv_padded_count(g) + GROUP - 1;
}

CCONV_DOTPROD_BEGIN

/* Here, because gcc inlines nothing into functions that may use less. */
#include "tiles.h"

CCONV_INLINE int8x8_t load_group(const int8_t *elements)
{
	uint32_t group;

	memcpy(&group, elements, sizeof(group));
	return vcreate_s8(group);
}

CCONV_INLINE void sum_windows(const struct job *job, const size_t *windows,
			      tile sums, size_t count, size_t vectors,
			      enum kernel kernel)
{
	const size_t *offsets = job->taps;
	const int8_t *weights = job->weights, *at[TILE_WINDOWS];
	int32x4_t sum[TILE_WINDOWS][BLOCK_VECTORS];

	(void)kernel;
	CCONV_EACH(w, count) {
		at[w] = (const int8_t *)job->padded + windows[w];
		CCONV_EACH(v, vectors)
			sum[w][v] = vdupq_n_s32(0);
	}
	for (size_t i = 0; i < job->tap_count; i++) {
		int8x16_t weight[BLOCK_VECTORS];

		CCONV_EACH(v, vectors)
			weight[v] = vld1q_s8(weights + v * sizeof(*weight));
		weights += job->step;
		if (count == 1)
			__builtin_prefetch(weights + PREFETCH_BYTES);
		CCONV_EACH(w, count) {
			int8x8_t x = load_group(at[w] + offsets[i]);

			CCONV_EACH(v, vectors)
				sum[w][v] = vdotq_lane_s32(sum[w][v],
							   weight[v], x, 0);
		}
	}
	CCONV_EACH(w, count) {
		CCONV_EACH(v, vectors)
			sums[w][v] = sum[w][v];
	}
}

CCONV_TILES(convolve_dot1, 1, KERNEL_DOT)
CCONV_TILES(convolve_dot2, 2, KERNEL_DOT)
CCONV_TILES(convolve_dot3, 3, KERNEL_DOT)
CCONV_TILES(convolve_dot4, 4, KERNEL_DOT)
CCONV_TILES(convolve_dot5, 5, KERNEL_DOT)

CCONV_DOTPROD_END

static void (*const kernels[BLOCK_VECTORS])(const struct job *) = {
	convolve_dot1, convolve_dot2, convolve_dot3,
	convolve_dot4, convolve_dot5,
};

/* Vectors from @first of a block to before @end of it, of all vectors. */
static void convolve_part(struct job *job, const int8_t *weights,
			  size_t first, size_t end)
{
	size_t block = first / BLOCK_VECTORS;
	size_t vectors = vectors_of(job->g) - block * BLOCK_VECTORS;

	if (vectors > BLOCK_VECTORS)
		vectors = BLOCK_VECTORS;
	job->step = vectors * sizeof(int8x16_t);
	job->weights = weights + (block * BLOCK_VECTORS * job->tap_count +
				  first % BLOCK_VECTORS) *
					 sizeof(int8x16_t);
	job->channel = first * CCONV_WORD_LANES;
	kernels[end - first - 1](job);
}

void cconv_convolve__neondot(const struct cconv_geometry *g, const void *in,
			     const void *packed, void *out, void *scratch,
			     cconv_share share)
{
	size_t vectors = vectors_of(g), end = cconv_share_end(vectors, share);
	struct job job = {
		.g = g,
		.padded = scratch,
		.taps = packed,
		.tap_count = cconv_groups(g, GROUP),
		.out = out,
	};

	if (g->bits != 8) {
		cconv_convolve__neon(g, in, packed, out, scratch, share);
		return;
	}
	if (cconv_share_first(vectors, share) == end)
		return;
	cconv_pad_bytes(g, in, scratch, 0, GROUP - 1);
	for (size_t v = cconv_share_first(vectors, share), next; v < end;
	     v = next) {
		next = (v / BLOCK_VECTORS + 1) * BLOCK_VECTORS;
		next = next < end ? next : end;
		convolve_part(&job, (const int8_t *)packed + offsets_size(g),
			      v, next);
	}
}

#endif
