/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Minimal filtering: see winograd.h. Tiles are transformed in chunks that stay
 * in cache; each point is then a product of two matrices of 16-bit elements.
 *
 * Compiled once a level, which defines REGION_BEGIN and REGION_END for its
 * instructions, add_products(sum, pair, weight) for eight channels, and
 * SUM_TILES: 2 x SUM_TILES sums stay in registers.
 */
#include "../winograd.h"
#include "kernels.h"
#include "tiles_avx2.h"
#include "winograd_transforms_avx2.h"

#define BLOCK_VECTORS 2
#define INPUT_LANES 16

/* Transformed inputs at a time: a part of a usual L2 cache. */
#define CHUNK_BYTES ((size_t)256 << 10)

struct plan {
	struct cconv_tiling tiling;
	size_t chunk;    /**< tiles, a multiple of SUM_TILES */
	size_t inputs;   /**< elements of a chunk at all points */
	size_t sum_step; /**< vectors from point to point */
};

/* Elements of a chunk at one point. Not a multiple of 4 KiB, which would strain
 * few cache sets; and lanes past the last tile's last channel fall behind. */
static size_t input_step(const struct plan *plan, size_t point)
{
	return plan->chunk * cconv_depth(&plan->tiling, point) +
	       2 * INPUT_LANES;
}

static struct plan plan_of(const struct cconv_geometry *g)
{
	struct plan plan = { .tiling = cconv_tiling_of(g) };
	size_t depth = cconv_total_depth(&plan.tiling);
	size_t most = CHUNK_BYTES / (sizeof(int16_t) * depth);

	if (most > plan.tiling.tiles)
		most = plan.tiling.tiles;
	plan.chunk = (most + SUM_TILES) / SUM_TILES * SUM_TILES;
	plan.sum_step = plan.chunk * BLOCK_VECTORS + 2;
	for (size_t p = 0; p < CCONV_POINTS; p++)
		plan.inputs += input_step(&plan, p);
	return plan;
}

/* A part of a tile takes about 100 cycles for 16 channels to points, a vector
 * 130 back; @tenths of a cycle go into a product of eight pairs. */
static uint64_t cycles_of(const struct cconv_geometry *g, size_t tenths)
{
	struct cconv_tiling tiling = cconv_tiling_of(g);
	size_t vectors = cconv_vectors(g);
	size_t inputs = (g->channels + INPUT_LANES - 1) / INPUT_LANES;
	/* Every part has the point 0. */
	size_t parts = tiling.down_parts[0] * tiling.across_parts[0];
	size_t products = vectors * (cconv_total_depth(&tiling) / 2 +
				     3 * CCONV_POINTS);

	return (uint64_t)tiling.tiles *
	       (products * tenths / 10 + 100 * inputs * parts + 130 * vectors);
}

static uint64_t packed_size(const struct cconv_geometry *g)
{
	struct cconv_tiling tiling = cconv_tiling_of(g);

	return (uint64_t)cconv_total_depth(&tiling) / 2 * cconv_vectors(g) *
	       sizeof(__m256i);
}

static void pack(const struct cconv_geometry *g, const int32_t *weights,
		 void *packed)
{
	cconv_winograd_pack(g, weights, CCONV_LANES, BLOCK_VECTORS, packed);
}

static uint64_t plane_size(const struct plan *plan)
{
	/* Lanes past the last pixel's last channel are read. */
	return cconv_lines((uint64_t)plan->tiling.plane_height *
				   plan->tiling.plane_pitch +
			   INPUT_LANES);
}

static uint64_t inputs_size(const struct plan *plan)
{
	return cconv_lines(plan->inputs * sizeof(int16_t));
}

static uint64_t scratch_size(const struct cconv_geometry *g)
{
	struct plan plan = plan_of(g);

	return plane_size(&plan) + inputs_size(&plan) +
	       CCONV_POINTS * plan.sum_step * sizeof(__m256i);
}

REGION_BEGIN

/* 16 channels of a part's inputs, @row and @column bytes apart, to points. */
CCONV_INLINE void transform_input(const int8_t *in, size_t row, size_t column,
				  int16_t *const *out, size_t at, size_t down,
				  size_t across)
{
	__m256i lines[CCONV_LINE][CCONV_LINE];

	CCONV_EACH(y, down + 3) {
		__m256i line[CCONV_LINE];

		CCONV_EACH(x, across + 3)
			line[x] = _mm256_cvtepi8_epi16(_mm_loadu_si128(
				(const __m128i *)(in + y * row +
						  x * column)));
		cconv_line_to_points(line, lines[y], across);
	}
	CCONV_EACH(x, CCONV_LINE) {
		__m256i line[CCONV_LINE], points[CCONV_LINE];

		if (!cconv_part_has(across, x))
			continue;
		CCONV_EACH(y, down + 3)
			line[y] = lines[y][x];
		cconv_line_to_points(line, points, down);
		CCONV_EACH(y, CCONV_LINE) {
			if (cconv_part_has(down, y))
				_mm256_storeu_si256(
					(__m256i *)(out[y * CCONV_LINE + x] +
						    at),
					points[y]);
		}
	}
}

typedef void transform_fn(const int8_t *in, size_t row, size_t column,
			  size_t channels, int16_t *const *out);

#define DEFINE_TRANSFORM(down, across)                                      \
	static void transform_##down##x##across(                            \
		const int8_t *in, size_t row, size_t column,                \
		size_t channels, int16_t *const *out)                       \
	{                                                                   \
		/* In order: lanes past the last channel are written over   \
		 * by what comes next. */                                   \
		for (size_t c = 0; c < channels; c += INPUT_LANES)          \
			transform_input(in + c, row, column, out, c, down,  \
					across);                            \
	}

DEFINE_TRANSFORM(1, 1)
DEFINE_TRANSFORM(1, 2)
DEFINE_TRANSFORM(1, 3)
DEFINE_TRANSFORM(2, 1)
DEFINE_TRANSFORM(2, 2)
DEFINE_TRANSFORM(2, 3)
DEFINE_TRANSFORM(3, 1)
DEFINE_TRANSFORM(3, 2)
DEFINE_TRANSFORM(3, 3)

static transform_fn *const transforms[3][3] = {
	{ transform_1x1, transform_1x2, transform_1x3 },
	{ transform_2x1, transform_2x2, transform_2x3 },
	{ transform_3x1, transform_3x2, transform_3x3 },
};

/* All parts of the tile whose first input is at @in; @out is moved past it. */
static void transform_tile(const struct cconv_geometry *g,
			   const struct plan *plan, const int8_t *in,
			   int16_t *out[CCONV_POINTS])
{
	size_t pitch = plan->tiling.plane_pitch;
	size_t height = g->kernel_height, width = g->kernel_width;

	for (size_t y = 0; y < height;
	     y = cconv_next_part(y, g->stride, height)) {
		size_t down = cconv_part_taps(y, g->stride, height);

		for (size_t x = 0; x < width;
		     x = cconv_next_part(x, g->stride, width)) {
			size_t across = cconv_part_taps(x, g->stride, width);

			transforms[down - 1][across - 1](
				in + y * pitch + x * g->channels,
				g->stride * pitch, g->pixel_step, g->channels,
				out);
			for (size_t p = 0; p < CCONV_POINTS; p++)
				if (cconv_part_has(down, p / CCONV_LINE) &&
				    cconv_part_has(across, p % CCONV_LINE))
					out[p] += plan->tiling.channels;
		}
	}
}

static void transform_inputs(const struct cconv_geometry *g,
			     const struct plan *plan, const int8_t *plane,
			     size_t first, size_t count, int16_t *inputs)
{
	size_t row = CCONV_SIDE * g->stride * plan->tiling.plane_pitch;
	size_t column = CCONV_SIDE * g->pixel_step;
	int16_t *out[CCONV_POINTS];

	for (size_t p = 0; p < CCONV_POINTS; p++) {
		out[p] = inputs;
		inputs += input_step(plan, p);
	}
	for (size_t t = 0; t < count; t++) {
		size_t y = (first + t) / plan->tiling.across;
		size_t x = (first + t) % plan->tiling.across;

		transform_tile(g, plan, plane + y * row + x * column, out);
	}
}

CCONV_INLINE __m256i broadcast_pair(const int16_t *elements)
{
	int32_t pair;

	memcpy(&pair, elements, sizeof(pair));
	return _mm256_set1_epi32(pair);
}

/* Sums of @tiles, one behind the other, at one point. */
CCONV_INLINE void sum_tiles(const int16_t *in, size_t depth,
			    const __m256i *weights, __m256i *sums,
			    size_t tiles, size_t vectors)
{
	__m256i sum[SUM_TILES][BLOCK_VECTORS];

	CCONV_EACH(t, tiles) {
		CCONV_EACH(v, vectors)
			sum[t][v] = _mm256_setzero_si256();
	}
	for (size_t i = 0; i < depth; i += 2) {
		__m256i weight[BLOCK_VECTORS];

		CCONV_EACH(v, vectors)
			weight[v] = _mm256_load_si256(weights + v);
		CCONV_EACH(t, tiles) {
			__m256i pair = broadcast_pair(in + t * depth + i);

			CCONV_EACH(v, vectors)
				sum[t][v] = add_products(sum[t][v], pair,
							 weight[v]);
		}
		weights += vectors;
	}
	CCONV_EACH(t, tiles) {
		CCONV_EACH(v, vectors)
			_mm256_store_si256(sums + t * vectors + v, sum[t][v]);
	}
}

CCONV_INLINE void sum_point(const int16_t *in, size_t depth,
			    const __m256i *weights, __m256i *sums,
			    size_t count, size_t vectors)
{
	size_t t = 0;

	/* Nearly all are as fast as all, some of which are no tiles. */
	for (; t + SUM_TILES * 3 / 4 <= count; t += SUM_TILES)
		sum_tiles(in + t * depth, depth, weights, sums + t * vectors,
			  SUM_TILES, vectors);
	for (; t < count; t++)
		sum_tiles(in + t * depth, depth, weights, sums + t * vectors,
			  1, vectors);
}

/* A tile's 4x4 outputs of a vector, before division and pooling. */
CCONV_INLINE void transform_output(const __m256i *sums, size_t step,
				   __m256i outputs[CCONV_SIDE][CCONV_SIDE])
{
	__m256i lines[CCONV_LINE][CCONV_SIDE];

	CCONV_EACH(y, CCONV_LINE)
		cconv_line_from_points(sums + y * CCONV_LINE * step, step,
				       lines[y], 1);
	CCONV_EACH(x, CCONV_SIDE)
		cconv_line_from_points(&lines[0][x], CCONV_SIDE,
				       &outputs[0][x], CCONV_SIDE);
	CCONV_EACH(y, CCONV_SIDE) {
		CCONV_EACH(x, CCONV_SIDE)
			outputs[y][x] = cconv_unscaled(outputs[y][x]);
	}
}

/* Those of them that the layer has; the tile's first is at (@y, @x). */
CCONV_INLINE void store_outputs(const struct cconv_geometry *g,
				__m256i outputs[CCONV_SIDE][CCONV_SIDE],
				void *out, size_t channel, size_t y, size_t x)
{
	bool pooled = g->pool != CCONV_NO_POOL;
	size_t windows = pooled ? 2 : 1;

	for (size_t i = 0; i < CCONV_SIDE; i += windows) {
		for (size_t j = 0; j < CCONV_SIDE; j += windows) {
			size_t row = (y + i) / windows;
			size_t column = (x + j) / windows;
			__m256i words;

			if (row >= g->out_height || column >= g->out_width)
				continue;
			words = pooled ? cconv_pool_sums(g, outputs[i][j],
							 outputs[i][j + 1],
							 outputs[i + 1][j],
							 outputs[i + 1][j + 1])
				       : cconv_rescale(g, outputs[i][j]);
			cconv_store_elements(g, out,
					     (row * g->out_width + column) *
							     g->out_channels +
						     channel,
					     words, g->out_channels - channel);
		}
	}
}

/* A chunk's tiles for the @vectors x 8 channels from @channel on. */
CCONV_INLINE void convolve_block(const struct cconv_geometry *g,
				 const struct plan *plan, const int16_t *in,
				 const __m256i *weights, __m256i *sums,
				 size_t first, size_t count, void *out,
				 size_t channel, size_t vectors)
{
	for (size_t p = 0; p < CCONV_POINTS; p++) {
		size_t depth = cconv_depth(&plan->tiling, p);

		sum_point(in, depth, weights, sums + p * plan->sum_step, count,
			  vectors);
		in += input_step(plan, p);
		weights += depth / 2 * vectors;
	}
	for (size_t t = 0; t < count; t++) {
		size_t y = (first + t) / plan->tiling.across * CCONV_SIDE;
		size_t x = (first + t) % plan->tiling.across * CCONV_SIDE;

		for (size_t v = 0; v < vectors; v++) {
			__m256i outputs[CCONV_SIDE][CCONV_SIDE];

			transform_output(sums + t * vectors + v,
					 plan->sum_step, outputs);
			store_outputs(g, outputs, out,
				      channel + v * CCONV_LANES, y, x);
		}
	}
}

static void convolve_chunk(const struct cconv_geometry *g,
			   const struct plan *plan, const int16_t *in,
			   const __m256i *weights, __m256i *sums, size_t first,
			   size_t count, void *out, cconv_share share)
{
	size_t vectors = cconv_vectors(g);
	size_t blocks = (vectors + BLOCK_VECTORS - 1) / BLOCK_VECTORS;
	size_t pairs = cconv_total_depth(&plan->tiling) / 2;

	for (size_t b = cconv_share_first(blocks, share);
	     b < cconv_share_end(blocks, share); b++) {
		size_t v = b * BLOCK_VECTORS;
		const __m256i *block = weights + v * pairs;

		if (vectors - v >= BLOCK_VECTORS)
			convolve_block(g, plan, in, block, sums, first, count,
				       out, v * CCONV_LANES, BLOCK_VECTORS);
		else
			convolve_block(g, plan, in, block, sums, first, count,
				       out, v * CCONV_LANES, 1);
	}
}

static void convolve(const struct cconv_geometry *g, const void *in,
		     const void *packed, void *out, void *scratch,
		     cconv_share share)
{
	struct plan plan = plan_of(g);
	struct cconv_geometry plane = *g;
	int16_t *inputs = (int16_t *)((char *)scratch + plane_size(&plan));
	__m256i *sums = (__m256i *)((char *)inputs + inputs_size(&plan));
	size_t blocks = (cconv_vectors(g) + BLOCK_VECTORS - 1) / BLOCK_VECTORS;

	if (cconv_share_first(blocks, share) == cconv_share_end(blocks, share))
		return;
	/* What lies beyond the padded input reaches no output that is kept, so
	 * it may be anything, as may tiles past the last one. */
	plane.padded_pitch = plan.tiling.plane_pitch;
	cconv_pad_bytes(&plane, in, scratch, 0, 0);
	for (size_t first = 0; first < plan.tiling.tiles;
	     first += plan.chunk) {
		size_t left = plan.tiling.tiles - first;
		size_t count = left < plan.chunk ? left : plan.chunk;

		transform_inputs(g, &plan, scratch, first, count, inputs);
		convolve_chunk(g, &plan, inputs, packed, sums, first, count,
			       out, share);
	}
}

REGION_END
