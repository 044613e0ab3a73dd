/* SPDX-License-Identifier: BSD-3-Clause */
#include "../conv.h"

#if defined(__x86_64__)

#include "avx512.h"
#include "vnni_cells.h"
#include "vnni_sums.h"

typedef void block_fn(const struct cconv_geometry *g, const uint8_t *padded,
		      const struct cconv_vnni_block *block, void *out);

CCONV_AVX512_BEGIN

/* What outputs are made of: sums of every window, or the largest of four. */
CCONV_INLINE void collect(struct cconv_vnni_shape shape, bool largest,
			  const struct cconv_vnni_sums *sums, size_t count,
			  __m512i (*rows)[CCONV_BLOCK_VECTORS])
{
	CCONV_EACH(v, shape.vectors + shape.tail) {
		if (largest) {
			CCONV_EACH(o, count / 4)
				rows[o][v] = cconv_largest16(
					cconv_sums_at(shape, &sums[4 * o], v),
					cconv_sums_at(shape, &sums[4 * o + 1],
						      v),
					cconv_sums_at(shape, &sums[4 * o + 2],
						      v),
					cconv_sums_at(shape, &sums[4 * o + 3],
						      v));
		} else {
			CCONV_EACH(w, count)
				rows[w][v] = cconv_sums_at(shape, &sums[w], v);
		}
	}
}

/* Outputs from element @at on, of as many vectors and channels. */
static void store_outputs(const struct cconv_geometry *g, void *out, size_t at,
			  const __m512i (*rows)[CCONV_BLOCK_VECTORS],
			  size_t outputs, size_t vectors, size_t channels)
{
	bool average = g->pool == CCONV_AVERAGE_POOL;

	for (size_t o = 0; o < outputs; o++) {
		for (size_t v = 0; v < vectors; v++) {
			__m512i words =
				average ? cconv_average16(g, rows[0][v],
							  rows[1][v],
							  rows[2][v],
							  rows[3][v])
					: cconv_rescale16(g, rows[0][v]);

			if (g->pool != CCONV_NO_POOL)
				words = cconv_rectify16(words, g->pool_relu);
			cconv_store16(g, out, at + v * CCONV_VNNI_LANES, words,
				      channels - v * CCONV_VNNI_LANES);
		}
		rows += average ? 4 : 1;
		at += g->out_channels;
	}
}

/* Of the next outputs. */
static void next_windows(const struct cconv_geometry *g, const uint8_t *padded,
			 size_t size, struct cconv_cursor *at,
			 const uint8_t **windows, size_t outputs)
{
	for (size_t o = 0; o < outputs; o++) {
		const uint8_t *window =
			padded + cconv_next_output(g, at) * size;

		*windows++ = window;
		if (g->pool == CCONV_NO_POOL)
			continue;
		*windows++ = window + g->pixel_step * size;
		*windows++ = window + g->row_step * size;
		*windows++ = window + (g->row_step + g->pixel_step) * size;
	}
}

/* Outputs from @pixel on as long as @count windows remain. */
CCONV_INLINE size_t convolve_tiles(struct cconv_vnni_shape shape, size_t count,
				   const struct cconv_geometry *g,
				   const uint8_t *padded,
				   const struct cconv_vnni_block *block,
				   void *out, struct cconv_cursor *at,
				   size_t pixel)
{
	size_t pixels = g->out_height * g->out_width;
	size_t outputs = g->pool == CCONV_NO_POOL ? count : count / 4;
	__m512i rows[CCONV_TILE_WINDOWS][CCONV_BLOCK_VECTORS];
	const uint8_t *windows[CCONV_TILE_WINDOWS];
	struct cconv_vnni_sums sums[CCONV_TILE_WINDOWS];

	for (; outputs && pixels - pixel >= outputs; pixel += outputs) {
		next_windows(g, padded, block->step, at, windows, outputs);
		if (count == 1)
			cconv_sum_window(shape, block, windows[0], sums);
		else
			cconv_sum_windows(shape, block, windows, count, sums);
		collect(shape, g->pool == CCONV_MAX_POOL, sums, count, rows);
		store_outputs(g, out, pixel * g->out_channels + block->channel,
			      rows, outputs, shape.vectors + shape.tail,
			      g->out_channels - block->channel);
	}
	return pixel;
}

CCONV_INLINE void convolve_block(struct cconv_vnni_shape shape,
				 const struct cconv_geometry *g,
				 const uint8_t *padded,
				 const struct cconv_vnni_block *block,
				 void *out)
{
	struct cconv_cursor at = { 0, 0 };
	size_t pixel = 0;

	pixel = convolve_tiles(shape, CCONV_TILE_WINDOWS, g, padded, block,
			       out, &at, pixel);
	pixel = convolve_tiles(shape, 4, g, padded, block, out, &at, pixel);
	convolve_tiles(shape, 1, g, padded, block, out, &at, pixel);
}

#define DEFINE_BLOCK(name, ...)                                            \
	static void name(const struct cconv_geometry *g,                   \
			 const uint8_t *padded,                            \
			 const struct cconv_vnni_block *block, void *out)  \
	{                                                                  \
		struct cconv_vnni_shape shape = { __VA_ARGS__ };           \
		convolve_block(shape, g, padded, block, out);              \
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
static void convolve_vectors(const struct cconv_geometry *g,
			     const struct cconv_vnni_layout *layout, size_t v,
			     size_t count, const void *packed, void *out,
			     const uint8_t *padded)
{
	const char *bytes = packed;
	const __m512i *first = (const __m512i *)(bytes + layout->first_at);
	const __m512i *weights = (const __m512i *)(bytes + layout->weights_at);
	size_t last = v + count - 1;
	bool tail = layout->tail && last == layout->vectors - 1;
	struct cconv_vnni_block block = {
		.offsets = packed,
		.step = layout->step,
		.groups = layout->groups,
		.first = first + v,
		.weights = weights + v * layout->groups,
		.tail = (const __m256i *)(weights + last * layout->groups),
		.channel = v * CCONV_VNNI_LANES,
	};

	block_fns[g->bits != 8][tail + (tail && layout->paired)][count - 1](
		g, padded, &block, out);
}

void cconv_convolve__avx512vnni(const struct cconv_geometry *g, const void *in,
				const void *packed, void *out, void *scratch,
				cconv_share share)
{
	struct cconv_vnni_layout layout = cconv_vnni_layout_of(g);
	size_t v = cconv_share_first(layout.vectors, share);
	size_t end = cconv_share_end(layout.vectors, share);
	const uint8_t *padded;
	size_t count;

	if (v == end)
		return;
	padded = cconv_vnni_pad(g, &layout, in, scratch);
	for (; v < end; v += count) {
		count = end - v < CCONV_BLOCK_VECTORS ? end - v
						      : CCONV_BLOCK_VECTORS;
		/* One alone has too little work for each load. */
		if (end - v == CCONV_BLOCK_VECTORS + 1)
			count = 2;
		convolve_vectors(g, &layout, v, count, packed, out, padded);
	}
}

CCONV_AVX512_END

#endif
