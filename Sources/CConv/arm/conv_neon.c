/* SPDX-License-Identifier: BSD-3-Clause */
/* A tile is up to four windows by three vectors of channels: as many sums as
 * leave room, in 16 registers, for what is multiplied. */
#include "../conv.h"

#if defined(CCONV_HAS_NEON)

#include "layout.h"
#include "tiles.h"

uint64_t cconv_scratch_size__neon(const struct cconv_geometry *g)
{
	return cconv_padded_count(g) * sizeof(int16_t);
}

CCONV_INLINE void sum_wide(const struct job *job,
			   const int16_t *const *windows, tile sums,
			   size_t count, size_t vectors)
{
	const struct span *span = job->taps, *end = span + job->tap_count;
	const int16_t *weights = job->weights;
	int32x4_t sum[TILE_WINDOWS][BLOCK_VECTORS];

	CCONV_EACH(w, count) {
		CCONV_EACH(v, vectors)
			sum[w][v] = vdupq_n_s32(0);
	}
	for (; span < end; span++) {
		const int16_t *at[TILE_WINDOWS];

		CCONV_EACH(w, count)
			at[w] = windows[w] + span->offset;
		for (uint32_t i = span->taps; i; i--) {
			int16x4_t weight[BLOCK_VECTORS];

			CCONV_EACH(v, vectors)
				weight[v] = vld1_s16(weights + v * WIDE_LANES);
			weights += job->step;
			if (count == 1)
				__builtin_prefetch((const char *)weights +
						   PREFETCH_BYTES);
			CCONV_EACH(w, count) {
				int16x4_t x = vld1_dup_s16(at[w]++);

				CCONV_EACH(v, vectors)
					sum[w][v] = vmlal_s16(sum[w][v], x,
							      weight[v]);
			}
		}
	}
	CCONV_EACH(w, count) {
		CCONV_EACH(v, vectors)
			sums[w][v] = sum[w][v];
	}
}

/* Adds 16-bit sums to words and clears them. */
CCONV_INLINE void flush(int16x8_t sum[TILE_WINDOWS][BLOCK_VECTORS],
			tile sums, size_t count, size_t vectors)
{
	CCONV_EACH(w, count) {
		/* By pointer: gcc would load and store halves of registers. */
		int32_t *words = (int32_t *)sums[w];

		CCONV_EACH(v, vectors) {
			vst1q_s32(words, vaddw_s16(vld1q_s32(words),
						   vget_low_s16(sum[w][v])));
			words += CCONV_WORD_LANES;
			vst1q_s32(words, vaddw_s16(vld1q_s32(words),
						   vget_high_s16(sum[w][v])));
			words += CCONV_WORD_LANES;
			sum[w][v] = vdupq_n_s16(0);
		}
	}
}

CCONV_INLINE void sum_narrow(const struct job *job,
			     const int8_t *const *windows, tile sums,
			     size_t count, size_t vectors)
{
	const struct span *span = job->taps, *end = span + job->tap_count;
	const int8_t *weights = job->weights;
	int16x8_t sum[TILE_WINDOWS][BLOCK_VECTORS];

	CCONV_EACH(w, count) {
		CCONV_EACH(v, vectors) {
			sum[w][v] = vdupq_n_s16(0);
			sums[w][2 * v] = vdupq_n_s32(0);
			sums[w][2 * v + 1] = vdupq_n_s32(0);
		}
	}
	for (; span < end; span++) {
		const int8_t *at[TILE_WINDOWS];

		CCONV_EACH(w, count)
			at[w] = windows[w] + span->offset;
		for (uint32_t i = span->taps; i; i--) {
			int8x8_t weight[BLOCK_VECTORS];

			CCONV_EACH(v, vectors)
				weight[v] = vld1_s8(weights + v * NARROW_LANES);
			weights += job->step;
			if (count == 1)
				__builtin_prefetch((const char *)weights +
						   PREFETCH_BYTES);
			CCONV_EACH(w, count) {
				int8x8_t x = vld1_dup_s8(at[w]++);

				CCONV_EACH(v, vectors)
					sum[w][v] = vmlal_s8(sum[w][v], x,
							     weight[v]);
			}
		}
		if (!span->flush)
			continue;
		flush(sum, sums, count, vectors);
	}
}

CCONV_INLINE void sum_windows(const struct job *job, const size_t *windows,
			      tile sums, size_t count, size_t vectors,
			      enum kernel kernel)
{
	const int16_t *halves[TILE_WINDOWS];
	const int8_t *bytes[TILE_WINDOWS];

	CCONV_EACH(w, count) {
		halves[w] = (const int16_t *)job->padded + windows[w];
		bytes[w] = (const int8_t *)job->padded + windows[w];
	}
	if (kernel == KERNEL_NARROW)
		sum_narrow(job, bytes, sums, count, vectors);
	else
		sum_wide(job, halves, sums, count, vectors);
}

CCONV_TILES(convolve_wide1, 1, KERNEL_WIDE)
CCONV_TILES(convolve_wide2, 2, KERNEL_WIDE)
CCONV_TILES(convolve_wide3, 3, KERNEL_WIDE)
CCONV_TILES(convolve_narrow1, 1, KERNEL_NARROW)
CCONV_TILES(convolve_narrow2, 2, KERNEL_NARROW)
CCONV_TILES(convolve_narrow3, 3, KERNEL_NARROW)

static void (*const kernels[2][BLOCK_VECTORS])(const struct job *) = {
	{ convolve_wide1, convolve_wide2, convolve_wide3 },
	{ convolve_narrow1, convolve_narrow2, convolve_narrow3 },
};

/* Vectors from @first of a block to before @end of it, of all vectors. */
static void convolve_part(struct job *job, const struct layout *layout,
			  const void *packed, size_t first, size_t end)
{
	size_t block = first / BLOCK_VECTORS;
	size_t vectors = layout->vectors - block * BLOCK_VECTORS;
	size_t at = block * BLOCK_VECTORS * layout->taps;

	if (vectors > BLOCK_VECTORS)
		vectors = BLOCK_VECTORS;
	at += first % BLOCK_VECTORS;
	job->taps = cconv_neon_spans(packed) + block * layout->spans;
	job->tap_count = layout->spans;
	job->weights = (const char *)packed + cconv_neon_weights_at(layout) +
		       at * 8;
	job->step = vectors * layout->lanes;
	job->channel = first * layout->lanes;
	kernels[layout->narrow][end - first - 1](job);
}

void cconv_convolve__neon(const struct cconv_geometry *g, const void *in,
			  const void *packed, void *out, void *scratch,
			  cconv_share share)
{
	struct layout layout =
		cconv_neon_layout(g, cconv_neon_is_narrow(packed));
	size_t end = cconv_share_end(layout.vectors, share);
	struct job job = { .g = g, .padded = scratch, .out = out };

	if (cconv_share_first(layout.vectors, share) == end)
		return;
	if (layout.narrow)
		cconv_pad_bytes(g, in, scratch, 0, 0);
	else
		cconv_pad_int16(g, in, scratch, 0);
	for (size_t v = cconv_share_first(layout.vectors, share), next;
	     v < end; v = next) {
		next = (v / BLOCK_VECTORS + 1) * BLOCK_VECTORS;
		next = next < end ? next : end;
		convolve_part(&job, &layout, packed, v, next);
	}
}

#endif
