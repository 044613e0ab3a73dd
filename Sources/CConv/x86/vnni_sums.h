/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Sums of products, 16 output channels a vector. VNNI multiplies unsigned by
 * signed bytes: elements get 128 added, and sums begin at -128 times the sum
 * of the weights. Modulo 2^32 all of it is exact, so every order of summing
 * gives the scalar result.
 */
#ifndef CCONV_X86_VNNI_SUMS_H
#define CCONV_X86_VNNI_SUMS_H

#include "avx512.h"

#define CCONV_BLOCK_VECTORS 3
#define CCONV_TILE_WINDOWS 8
#define CCONV_SUM_PARTS 4

/** What a kernel is made for: constants, so that sums stay in registers. */
struct cconv_vnni_shape {
	size_t vectors; /**< without the tail */
	bool tail;
	bool paired;    /**< the tail's */
	bool wide;      /**< 16-bit elements */
};

/** Consecutive vectors; the tail may be the last. Passed by value, because a
 *  pin makes compilers load again what is in memory. */
struct cconv_vnni_block {
	const size_t *offsets;
	size_t groups;
	const __m512i *first; /**< where sums begin */
	const __m512i *weights;
	const __m256i *tail;
};

/** Of one window, or the weights of one group. */
struct cconv_vnni_sums {
	__m512i full[CCONV_BLOCK_VECTORS];
	__m256i tail; /**< if paired, of this window and the next */
};

CCONV_AVX512_BEGIN

CCONV_INLINE __m512i cconv_add_dots(__m512i sum, __m512i group,
				    __m512i weights, bool wide)
{
	if (!wide)
		return _mm512_dpbusd_epi32(sum, group, weights);
	CCONV_ADD_HALVES(sum, group, weights, 512);
	return sum;
}

CCONV_INLINE __m256i cconv_add_half_dots(__m256i sum, __m256i group,
					 __m256i weights, bool wide)
{
	if (!wide)
		return _mm256_dpbusd_epi32(sum, group, weights);
	CCONV_ADD_HALVES(sum, group, weights, 256);
	return sum;
}

CCONV_INLINE void cconv_begin_sums(struct cconv_vnni_shape shape,
				   struct cconv_vnni_block block,
				   struct cconv_vnni_sums *sums)
{
	CCONV_EACH(v, shape.vectors)
		sums->full[v] = block.first[v];
	if (shape.tail)
		sums->tail =
			_mm512_castsi512_si256(block.first[shape.vectors]);
}

CCONV_INLINE struct cconv_vnni_sums
cconv_load_weights(struct cconv_vnni_shape shape,
		   struct cconv_vnni_block block, size_t i)
{
	struct cconv_vnni_sums weights;

	CCONV_EACH(v, shape.vectors)
		weights.full[v] = block.weights[v * block.groups + i];
	if (shape.tail)
		weights.tail = block.tail[i];
	return weights;
}

/** Adds a group to full vectors. Returns it for the tail. */
CCONV_INLINE __m256i cconv_add_group(struct cconv_vnni_shape shape,
				     const struct cconv_vnni_sums *weights,
				     const uint8_t *elements,
				     struct cconv_vnni_sums *sums)
{
	__m512i group;

	CCONV_BROADCAST(group, elements);
	CCONV_EACH(v, shape.vectors) {
		sums->full[v] = cconv_add_dots(sums->full[v], group,
					       weights->full[v], shape.wide);
		CCONV_PIN(sums->full[v]);
	}
	return _mm512_castsi512_si256(group);
}

CCONV_INLINE void cconv_add_tail(struct cconv_vnni_shape shape,
				 const struct cconv_vnni_sums *weights,
				 __m256i group, struct cconv_vnni_sums *sums)
{
	if (!shape.tail)
		return;
	sums->tail = cconv_add_half_dots(sums->tail, group, weights->tail,
					 shape.wide);
	CCONV_PIN(sums->tail);
}

/** Sums of @count windows, an even number. */
CCONV_INLINE void cconv_sum_windows(struct cconv_vnni_shape shape,
				    struct cconv_vnni_block block,
				    const uint8_t *const *windows,
				    size_t count, struct cconv_vnni_sums *sums)
{
	CCONV_EACH(w, count)
		cconv_begin_sums(shape, block, &sums[w]);
	for (size_t i = 0; i < block.groups; i++) {
		struct cconv_vnni_sums weights =
			cconv_load_weights(shape, block, i);
		size_t offset = block.offsets[i];

		CCONV_EACH(pair, count / 2) {
			struct cconv_vnni_sums *two = &sums[2 * pair];
			__m256i a = cconv_add_group(
				shape, &weights, windows[2 * pair] + offset,
				two);
			__m256i b;

			if (!shape.paired)
				cconv_add_tail(shape, &weights, a, two);
			b = cconv_add_group(shape, &weights,
					    windows[2 * pair + 1] + offset,
					    two + 1);
			if (shape.paired)
				cconv_add_tail(shape, &weights,
					       _mm256_blend_epi32(a, b, 0xf0),
					       two);
			else
				cconv_add_tail(shape, &weights, b, two + 1);
		}
	}
	if (!shape.paired)
		return;
	CCONV_EACH(pair, count / 2)
		sums[2 * pair + 1].tail = _mm256_zextsi128_si256(
			_mm256_extracti128_si256(sums[2 * pair].tail, 1));
}

CCONV_INLINE void cconv_add_sums(struct cconv_vnni_shape shape,
				 const struct cconv_vnni_sums *more,
				 struct cconv_vnni_sums *sums)
{
	CCONV_EACH(v, shape.vectors)
		sums->full[v] = _mm512_add_epi32(sums->full[v], more->full[v]);
	if (shape.tail)
		sums->tail = _mm256_add_epi32(sums->tail, more->tail);
}

/** One window, in parts: a single sum would wait for the one before. */
CCONV_INLINE void cconv_sum_window(struct cconv_vnni_shape shape,
				   struct cconv_vnni_block block,
				   const uint8_t *window,
				   struct cconv_vnni_sums *sums)
{
	struct cconv_vnni_sums part[CCONV_SUM_PARTS] = { 0 }, weights;
	size_t i = 0;
	__m256i group;

	cconv_begin_sums(shape, block, &part[0]);
	for (; i + CCONV_SUM_PARTS <= block.groups; i += CCONV_SUM_PARTS) {
		CCONV_EACH(p, CCONV_SUM_PARTS) {
			weights = cconv_load_weights(shape, block, i + p);
			group = cconv_add_group(shape, &weights,
						window + block.offsets[i + p],
						&part[p]);
			cconv_add_tail(shape, &weights, group, &part[p]);
		}
	}
	for (; i < block.groups; i++) {
		weights = cconv_load_weights(shape, block, i);
		group = cconv_add_group(shape, &weights,
					window + block.offsets[i], &part[0]);
		cconv_add_tail(shape, &weights, group, &part[0]);
	}
	cconv_add_sums(shape, &part[1], &part[0]);
	cconv_add_sums(shape, &part[3], &part[2]);
	cconv_add_sums(shape, &part[2], &part[0]);
	*sums = part[0];
}

/** Sums @v; the upper half of the tail's is zero. */
CCONV_INLINE __m512i cconv_sums_at(struct cconv_vnni_shape shape,
				   const struct cconv_vnni_sums *sums, size_t v)
{
	return v < shape.vectors ? sums->full[v]
				 : _mm512_zextsi256_si512(sums->tail);
}

CCONV_AVX512_END

#endif
