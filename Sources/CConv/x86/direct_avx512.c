/* SPDX-License-Identifier: BSD-3-Clause */
#include "../conv.h"

#if defined(__x86_64__)

#include "kernels.h"
#include "vnni_cells.h"
#include "vnni_store.h"

struct job {
	struct cconv_geometry geometry; /* with steps in bytes */
	const uint8_t *padded;
	struct cconv_vnni_block block;
	struct cconv_vnni_store store;
};

typedef void block_fn(const struct job *job);

CCONV_AVX512_BEGIN

/* Of the next outputs. */
static void next_windows(const struct job *job, struct cconv_cursor *at,
			 const uint8_t **windows, size_t outputs)
{
	const struct cconv_geometry *g = &job->geometry;

	for (size_t o = 0; o < outputs; o++) {
		const uint8_t *window = job->padded + cconv_next_output(g, at);

		*windows++ = window;
		if (g->pool == CCONV_NO_POOL)
			continue;
		*windows++ = window + g->pixel_step;
		*windows++ = window + g->row_step;
		*windows++ = window + g->row_step + g->pixel_step;
	}
}

/* Out of line, because there are many kernels. */
__attribute__((noinline)) static void
store_rows(const struct cconv_vnni_store *store,
	   const __m512i (*rows)[CCONV_TILE_WINDOWS], size_t vectors,
	   size_t count, size_t output)
{
	size_t at = output * store->step;

	for (size_t v = 0; v < vectors; v++, at += CCONV_VNNI_LANES) {
		if (store->average)
			cconv_store_averages(store, rows[v], v, count, at);
		else
			cconv_store_sums(store, rows[v], v, count, at);
	}
}

/* Outputs from @output on as long as @count windows remain. */
CCONV_INLINE size_t convolve_tiles(struct cconv_vnni_shape shape, size_t count,
				   const struct job *job,
				   struct cconv_cursor *at, size_t output)
{
	const struct cconv_geometry *g = &job->geometry;
	size_t end = g->out_height * g->out_width;
	size_t outputs = g->pool == CCONV_NO_POOL ? count : count / 4;
	__m512i rows[CCONV_BLOCK_VECTORS][CCONV_TILE_WINDOWS];
	const uint8_t *windows[CCONV_TILE_WINDOWS];
	struct cconv_vnni_sums sums[CCONV_TILE_WINDOWS];

	for (; outputs && end - output >= outputs; output += outputs) {
		next_windows(job, at, windows, outputs);
		if (count == 1)
			cconv_sum_window(shape, job->block, windows[0], sums);
		else
			cconv_sum_windows(shape, job->block, windows, count,
					  sums);
		cconv_collect(shape, g->pool == CCONV_MAX_POOL, sums, count,
			      rows);
		store_rows(&job->store, rows, shape.vectors + shape.tail,
			   outputs, output);
	}
	return output;
}

CCONV_INLINE void convolve_block(struct cconv_vnni_shape shape,
				 const struct job *job)
{
	struct cconv_cursor at = { 0, 0 };
	size_t output = 0;

	output = convolve_tiles(shape, CCONV_TILE_WINDOWS, job, &at, output);
	output = convolve_tiles(shape, 4, job, &at, output);
	convolve_tiles(shape, 1, job, &at, output);
}

#define DEFINE_BLOCK(name, ...)                                    \
	static void name(const struct job *job)                    \
	{                                                          \
		struct cconv_vnni_shape shape = { __VA_ARGS__ };   \
		convolve_block(shape, job);                        \
	}

DEFINE_BLOCK(bytes_1, 1, false, false, false)
DEFINE_BLOCK(bytes_2, 2, false, false, false)
DEFINE_BLOCK(bytes_3, 3, false, false, false)
DEFINE_BLOCK(bytes_tail, 0, true, false, false)
DEFINE_BLOCK(bytes_1_tail, 1, true, false, false)
DEFINE_BLOCK(bytes_2_tail, 2, true, false, false)
DEFINE_BLOCK(bytes_pair, 0, true, true, false)
DEFINE_BLOCK(bytes_1_pair, 1, true, true, false)
DEFINE_BLOCK(bytes_2_pair, 2, true, true, false)
DEFINE_BLOCK(halves_1, 1, false, false, true)
DEFINE_BLOCK(halves_2, 2, false, false, true)
DEFINE_BLOCK(halves_3, 3, false, false, true)
DEFINE_BLOCK(halves_tail, 0, true, false, true)
DEFINE_BLOCK(halves_1_tail, 1, true, false, true)
DEFINE_BLOCK(halves_2_tail, 2, true, false, true)
DEFINE_BLOCK(halves_pair, 0, true, true, true)
DEFINE_BLOCK(halves_1_pair, 1, true, true, true)
DEFINE_BLOCK(halves_2_pair, 2, true, true, true)

/* [wide][tail + paired][vectors with the tail, less one] */
static block_fn *const block_fns[2][3][CCONV_BLOCK_VECTORS] = {
	{ { bytes_1, bytes_2, bytes_3 },
	  { bytes_tail, bytes_1_tail, bytes_2_tail },
	  { bytes_pair, bytes_1_pair, bytes_2_pair } },
	{ { halves_1, halves_2, halves_3 },
	  { halves_tail, halves_1_tail, halves_2_tail },
	  { halves_pair, halves_1_pair, halves_2_pair } },
};

/* The @count vectors from @v on. */
static void convolve_vectors(struct job *job, const void *packed,
			     const struct cconv_vnni_layout *layout, size_t v,
			     size_t count, void *out)
{
	const struct cconv_geometry *g = &job->geometry;
	const char *bytes = packed;
	const __m512i *first = (const __m512i *)(bytes + layout->first_at);
	const __m512i *weights = (const __m512i *)(bytes + layout->weights_at);
	size_t last = v + count - 1;
	bool tail = layout->tail && last == layout->vectors - 1;

	job->block = (struct cconv_vnni_block){
		.offsets = packed,
		.groups = layout->groups,
		.first = first + v,
		.weights = weights + v * layout->groups,
		.tail = (const __m256i *)(weights + last * layout->groups),
	};
	cconv_vnni_store_to(g, out, v * CCONV_VNNI_LANES, &job->store);
	block_fns[g->bits != 8][tail + (tail && layout->paired)][count - 1](
		job);
}

static void convolve(const struct cconv_geometry *g, const void *in,
		     const void *packed, void *out, void *scratch,
		     cconv_share share)
{
	struct cconv_vnni_layout layout = cconv_vnni_layout_of(g);
	size_t v = cconv_share_first(layout.vectors, share);
	size_t end = cconv_share_end(layout.vectors, share);
	struct job job = { .geometry = *g };
	size_t count;

	if (v == end)
		return;
	job.geometry.pixel_step *= layout.step;
	job.geometry.row_step *= layout.step;
	job.padded = cconv_vnni_pad(g, &layout, in, scratch);
	for (; v < end; v += count) {
		count = end - v < CCONV_BLOCK_VECTORS ? end - v
						      : CCONV_BLOCK_VECTORS;
		/* One alone has too little work for each load. */
		if (end - v == CCONV_BLOCK_VECTORS + 1)
			count = 2;
		convolve_vectors(&job, packed, &layout, v, count, out);
	}
}

CCONV_AVX512_END

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

/* A product of a vector is one cycle, of which a fifth more are needed. */
static uint64_t cycles(const struct cconv_geometry *g)
{
	struct cconv_vnni_layout layout = cconv_vnni_layout_of(g);
	uint64_t outputs = (uint64_t)g->out_height * g->out_width *
			   (g->pool == CCONV_NO_POOL ? 1 : 4);
	uint64_t halves = 2 * layout.vectors - layout.tail;

	return outputs * halves * (layout.groups * 6 / 5 + 4) / 2;
}

const struct cconv_kernel cconv_direct_avx512 = {
	.takes = takes,
	.is_exact = is_exact,
	.cycles = cycles,
	.packed_size = cconv_vnni_packed_size,
	.pack = cconv_vnni_pack,
	.scratch_size = cconv_vnni_scratch_size,
	.convolve = convolve,
};

#endif
