/* SPDX-License-Identifier: BSD-3-Clause */
/* Sums to elements of the output. */
#ifndef CCONV_X86_VNNI_STORE_H
#define CCONV_X86_VNNI_STORE_H

#include "vnni_layout.h"
#include "vnni_sums.h"

CCONV_AVX512_BEGIN

/** What becomes of a block's sums, and where they go: worked out once. */
struct cconv_vnni_store {
	void *out;
	size_t first;         /**< element */
	size_t step;          /**< elements from one output to the next */
	cconv_element element;
	bool average;
	struct cconv_divisor16 scale;
	__m512i least;        /**< of outputs */
	__m512i window_least; /**< of what averages are made of */
	__mmask16 lanes[CCONV_BLOCK_VECTORS];
};

static inline void cconv_vnni_store_to(const struct cconv_geometry *g,
				       void *out, size_t channel,
				       struct cconv_vnni_store *store)
{
	bool pool_relu = g->pool != CCONV_NO_POOL && g->pool_relu;

	store->out = out;
	store->first = channel;
	store->step = g->out_channels;
	store->element = g->out;
	store->average = g->pool == CCONV_AVERAGE_POOL;
	store->scale = cconv_divisor16_of(g->shift);
	/* Two rectifiers are one where no average is between them. */
	store->least =
		cconv_least16(pool_relu || (g->relu && !store->average));
	store->window_least = cconv_least16(g->relu);
	for (size_t v = 0; v < CCONV_BLOCK_VECTORS; v++) {
		store->lanes[v] = cconv_lanes16(
			channel < g->out_channels ? g->out_channels - channel
						  : 0);
		channel += CCONV_VNNI_LANES;
	}
}

/** What outputs are made of, a vector a row: sums of every window, or the
 *  largest of four. */
CCONV_INLINE void cconv_collect(struct cconv_vnni_shape shape, bool largest,
				const struct cconv_vnni_sums *sums,
				size_t count,
				__m512i (*rows)[CCONV_TILE_WINDOWS])
{
	CCONV_EACH(v, shape.vectors + shape.tail) {
		if (largest) {
			CCONV_EACH(o, count / 4)
				rows[v][o] = cconv_largest16(
					cconv_sums_at(shape, &sums[4 * o], v),
					cconv_sums_at(shape, &sums[4 * o + 1],
						      v),
					cconv_sums_at(shape, &sums[4 * o + 2],
						      v),
					cconv_sums_at(shape, &sums[4 * o + 3],
						      v));
		} else {
			CCONV_EACH(w, count)
				rows[v][w] = cconv_sums_at(shape, &sums[w], v);
		}
	}
}

/** Outputs of vector @v from element @at on, a sum each. */
CCONV_INLINE void cconv_store_sums(const struct cconv_vnni_store *store,
				   const __m512i *sums, size_t v, size_t count,
				   size_t at)
{
	for (size_t o = 0; o < count; o++, at += store->step) {
		__m512i words = cconv_divide16(sums[o], store->scale);

		cconv_store16(store->out, store->element, store->first + at,
			      store->lanes[v],
			      _mm512_max_epi32(words, store->least));
	}
}

/** The same, of four sums each. */
CCONV_INLINE void cconv_store_averages(const struct cconv_vnni_store *store,
				       const __m512i *sums, size_t v,
				       size_t count, size_t at)
{
	for (size_t o = 0; o < count; o++, at += store->step) {
		__m512i words = cconv_average16(sums + 4 * o, store->scale,
						store->window_least);

		cconv_store16(store->out, store->element, store->first + at,
			      store->lanes[v],
			      _mm512_max_epi32(words, store->least));
	}
}

CCONV_AVX512_END

#endif
