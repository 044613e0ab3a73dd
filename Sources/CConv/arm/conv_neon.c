/* SPDX-License-Identifier: BSD-3-Clause */
/* A tile is up to four windows by three vectors of channels: as many sums as
 * leave room, in 16 registers, for what is multiplied. */
#include "../conv.h"

#if defined(CCONV_HAS_NEON)

#include "layout.h"
#include "neon.h"

#define TILE_WINDOWS 4
/* Of words; a vector of narrow weights makes two. */
#define TILE_VECTORS (2 * BLOCK_VECTORS)

typedef int32x4_t tile[TILE_WINDOWS][TILE_VECTORS];

/* What of a block a thread works on, and where. */
struct job {
	const struct cconv_geometry *g;
	const void *padded;
	const struct span *spans;
	size_t span_count;
	const void *weights;
	size_t step;    /* from one tap's weights to the next's */
	void *out;
	size_t channel; /* the first */
};

uint64_t cconv_scratch_size__neon(const struct cconv_geometry *g)
{
	return cconv_padded_count(g) * sizeof(int16_t);
}

CCONV_INLINE void sum_wide(const struct job *job,
			   const int16_t *const *windows, tile sums,
			   size_t count, size_t vectors)
{
	const struct span *span = job->spans, *end = span + job->span_count;
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

CCONV_INLINE void sum_narrow(const struct job *job,
			     const int8_t *const *windows, tile sums,
			     size_t count, size_t vectors)
{
	const struct span *span = job->spans, *end = span + job->span_count;
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
			CCONV_EACH(w, count) {
				int8x8_t x = vld1_dup_s8(at[w]++);

				CCONV_EACH(v, vectors)
					sum[w][v] = vmlal_s8(sum[w][v], x,
							     weight[v]);
			}
		}
		if (!span->flush)
			continue;
		CCONV_EACH(w, count) {
			CCONV_EACH(v, vectors) {
				int32x4_t *words = &sums[w][2 * v];
				int16x8_t halves = sum[w][v];

				words[0] = vaddw_s16(words[0],
						     vget_low_s16(halves));
				words[1] = vaddw_s16(words[1],
						     vget_high_s16(halves));
				sum[w][v] = vdupq_n_s16(0);
			}
		}
	}
}

CCONV_INLINE void sum_windows(const struct job *job, const size_t *windows,
			      tile sums, size_t count, size_t vectors,
			      bool narrow)
{
	const int16_t *halves[TILE_WINDOWS];
	const int8_t *bytes[TILE_WINDOWS];

	CCONV_EACH(w, count) {
		halves[w] = (const int16_t *)job->padded + windows[w];
		bytes[w] = (const int8_t *)job->padded + windows[w];
	}
	if (narrow)
		sum_narrow(job, bytes, sums, count, vectors);
	else
		sum_wide(job, halves, sums, count, vectors);
}

CCONV_INLINE void store(const struct job *job, size_t pixel, size_t vector,
			int32x4_t words)
{
	const struct cconv_geometry *g = job->g;
	size_t channel = job->channel + vector * CCONV_WORD_LANES;

	if (channel < g->out_channels)
		cconv_store_elements(g, job->out,
				     pixel * g->out_channels + channel, words,
				     g->out_channels - channel);
}

CCONV_INLINE void convolve_pooled(const struct job *job, size_t vectors,
				  bool narrow)
{
	const struct cconv_geometry *g = job->g;
	struct cconv_cursor at = { 0, 0 };
	size_t windows[TILE_WINDOWS];
	tile sums;

	for (size_t i = 0; i < g->out_height * g->out_width; i++) {
		windows[0] = cconv_next_output(g, &at);
		windows[1] = windows[0] + g->pixel_step;
		windows[2] = windows[0] + g->row_step;
		windows[3] = windows[2] + g->pixel_step;
		sum_windows(job, windows, sums, TILE_WINDOWS, vectors, narrow);
		for (size_t v = 0; v < (narrow ? 2 : 1) * vectors; v++)
			store(job, i, v,
			      cconv_pool_sums(g, sums[0][v], sums[1][v],
					      sums[2][v], sums[3][v]));
	}
}

CCONV_INLINE void convolve_plain(const struct job *job, size_t vectors,
				 bool narrow)
{
	const struct cconv_geometry *g = job->g;
	size_t left = g->out_height * g->out_width;
	struct cconv_cursor at = { 0, 0 };
	size_t windows[TILE_WINDOWS];
	tile sums;

	for (size_t i = 0, count; left > 0; i += count, left -= count) {
		count = left >= TILE_WINDOWS ? TILE_WINDOWS : 1;
		for (size_t w = 0; w < count; w++)
			windows[w] = cconv_next_output(g, &at);
		if (count == 1)
			sum_windows(job, windows, sums, 1, vectors, narrow);
		else
			sum_windows(job, windows, sums, TILE_WINDOWS, vectors,
				    narrow);
		for (size_t w = 0; w < count; w++)
			for (size_t v = 0; v < (narrow ? 2 : 1) * vectors; v++)
				store(job, i + w, v,
				      cconv_rescale(g, sums[w][v]));
	}
}

CCONV_INLINE void convolve_vectors(const struct job *job, size_t vectors,
				   bool narrow)
{
	if (job->g->pool == CCONV_NO_POOL)
		convolve_plain(job, vectors, narrow);
	else
		convolve_pooled(job, vectors, narrow);
}

/* A function for each, because gcc takes minutes for all of them in one. */
#define CONVOLVE(name, vectors, narrow)                   \
	static void convolve_##name(const struct job *job) \
	{                                                 \
		convolve_vectors(job, vectors, narrow);   \
	}

CONVOLVE(wide1, 1, false)
CONVOLVE(wide2, 2, false)
CONVOLVE(wide3, 3, false)
CONVOLVE(narrow1, 1, true)
CONVOLVE(narrow2, 2, true)
CONVOLVE(narrow3, 3, true)

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
	job->spans = cconv_neon_spans(packed) + block * layout->spans;
	job->span_count = layout->spans;
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
