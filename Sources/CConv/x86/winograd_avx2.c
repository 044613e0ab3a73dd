/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * 3x3 and 5x5 kernels of stride 1 by minimal filtering: 6x6 inputs make 4x4
 * or 2x2 outputs with 36 products a channel, where windows take 144 or 100.
 * It stays exact because sums are integers modulo 2^32, and 2^32 holds 64
 * times the true sum if that is below 2^25.
 *
 * Points of inputs fit 16 bits, and so do those of 3x3 weights. Those of 5x5
 * weights at (+-2, +-2) may need 18: they are kept in two halves.
 *
 * Packed: a head; weights as [block of up to two vectors][point][high half,
 * where there is one, then low][pair][vector][8 channels][2].
 */
#include "../conv.h"

#if defined(__x86_64__)

#include "kernels_avx2.h"
#include "tiles_avx2.h"
#include "winograd_avx2.h"

#define POINTS (CCONV_POINTS * CCONV_POINTS)
#define WIDE_POINTS 4
#define BLOCK_VECTORS 2
#define SUM_TILES 4
#define INPUT_LANES 16

/* Transformed inputs that are kept at a time: a part of a usual L2 cache. */
#define CHUNK_BYTES ((size_t)300 << 10)

struct head {
	int64_t split; /**< whether wide points have halves */
	int64_t reserved[7];
};

/* How a layer is cut into tiles, a few of which make a chunk. */
struct plan {
	size_t side;          /**< of a tile's outputs: 4 or 2 */
	size_t across, tiles; /**< tiles in a row, and in all */
	size_t chunk;         /**< tiles, a multiple of SUM_TILES */
	size_t pairs;         /**< of input channels */
	size_t plane_height, plane_pitch;
	size_t input_step;    /**< elements from point to point */
	size_t sum_step;      /**< vectors from point to point */
};

static size_t round_up(size_t count, size_t unit)
{
	return (count + unit - 1) / unit * unit;
}

static size_t larger(size_t a, size_t b)
{
	return a > b ? a : b;
}

static size_t unpooled(const struct cconv_geometry *g, size_t side)
{
	return g->pool == CCONV_NO_POOL ? side : 2 * side;
}

static struct plan plan_of(const struct cconv_geometry *g)
{
	struct plan plan = { .side = CCONV_POINTS + 1 - g->kernel_height };
	size_t down = round_up(unpooled(g, g->out_height), plan.side);
	size_t across = round_up(unpooled(g, g->out_width), plan.side);
	size_t most;

	plan.across = across / plan.side;
	plan.tiles = down / plan.side * plan.across;
	plan.pairs = (g->channels + 1) / 2;
	plan.plane_height = larger(down + g->kernel_height - 1,
				   g->padded_height);
	plan.plane_pitch =
		larger((across + g->kernel_width - 1) * g->channels,
		       g->padded_pitch);
	most = CHUNK_BYTES / (POINTS * 2 * plan.pairs * sizeof(int16_t));
	plan.chunk = round_up(plan.tiles, SUM_TILES);
	if (most < plan.chunk)
		plan.chunk = round_up(most + 1, SUM_TILES);
	/* Not a multiple of 4 KiB, which would strain few cache sets; and the
	 * lanes past a tile's last channel fall between the points. */
	plan.input_step = plan.chunk * 2 * plan.pairs + 2 * INPUT_LANES;
	plan.sum_step = plan.chunk * BLOCK_VECTORS + 2;
	return plan;
}

static bool takes(const struct cconv_geometry *g)
{
	size_t side = g->kernel_height;

	return g->bits == 8 && g->stride == 1 && side == g->kernel_width &&
	       (side == 3 || side == 5) && g->channels >= 8 &&
	       g->out_height >= 4 && g->out_width >= 4 &&
	       g->rows == side;
}

static bool is_exact(const struct cconv_geometry *g, const int32_t *weights)
{
	size_t size = cconv_kernel_size(g);

	for (size_t o = 0; o < g->out_channels; o++) {
		uint64_t sum = 0;

		for (size_t i = 0; i < size; i++) {
			int32_t weight = cconv_weight(g, weights, o * size + i);

			sum += (uint64_t)(weight < 0 ? -weight : weight);
		}
		if (128 * sum >= 1 << 25)
			return false;
	}
	return true;
}

static bool is_wide(size_t point)
{
	size_t y = point / CCONV_POINTS, x = point % CCONV_POINTS;

	return (y == 3 || y == 4) && (x == 3 || x == 4);
}

/* Pairs of weights in the halves of all points. */
static size_t pairs_of_points(const struct cconv_geometry *g)
{
	size_t halves = g->kernel_height == 5 ? POINTS + WIDE_POINTS : POINTS;

	return halves * ((g->channels + 1) / 2);
}

static uint64_t packed_size(const struct cconv_geometry *g)
{
	return sizeof(struct head) + (uint64_t)pairs_of_points(g) *
					     cconv_vectors(g) *
					     sizeof(__m256i);
}

/* Weights of output @o for input channel @c to points. */
static void to_points(const struct cconv_geometry *g, const int32_t *weights,
		      size_t o, size_t c, int32_t points[POINTS])
{
	size_t side = g->kernel_height;
	int32_t kernel[25], rows[CCONV_POINTS * CCONV_POINTS];

	if (o >= g->out_channels || c >= g->channels) {
		memset(points, 0, POINTS * sizeof(*points));
		return;
	}
	for (size_t i = 0; i < side * side; i++)
		kernel[i] = cconv_weight(g, weights,
					 (o * side * side + i) * g->channels +
						 c);
	for (size_t y = 0; y < side; y++)
		cconv_weights_to_points(kernel + y * side, side, 1,
					rows + y * CCONV_POINTS);
	for (size_t x = 0; x < CCONV_POINTS; x++) {
		int32_t column[CCONV_POINTS];

		cconv_weights_to_points(rows + x, side, CCONV_POINTS, column);
		for (size_t y = 0; y < CCONV_POINTS; y++)
			points[y * CCONV_POINTS + x] = column[y];
	}
}

/* Output @o, which is @lane of its block's @lanes, of input channel @c. */
static void place(const struct cconv_geometry *g, const int32_t *points,
		  size_t c, size_t lane, size_t lanes, int16_t *out)
{
	size_t pairs = (g->channels + 1) / 2;
	size_t at = (c / 2 * lanes + lane) * 2 + c % 2;

	for (size_t p = 0; p < POINTS; p++) {
		if (g->kernel_height == 5 && is_wide(p)) {
			out[at] = (int16_t)(points[p] >> 8);
			out += pairs * lanes * 2;
			out[at] = (int16_t)(points[p] & 0xff);
		} else {
			out[at] = (int16_t)points[p];
		}
		out += pairs * lanes * 2;
	}
}

static void pack(const struct cconv_geometry *g, const int32_t *weights,
		 void *packed)
{
	size_t vectors = cconv_vectors(g);
	int16_t *out = (int16_t *)((struct head *)packed + 1);

	*(struct head *)packed = (struct head){ .split =
							g->kernel_height == 5 };
	for (size_t v = 0; v < vectors; v += BLOCK_VECTORS) {
		size_t lanes = CCONV_LANES *
			       (vectors - v < BLOCK_VECTORS ? 1 : 2);

		for (size_t lane = 0; lane < lanes; lane++) {
			for (size_t c = 0; c < round_up(g->channels, 2); c++) {
				int32_t points[POINTS];

				to_points(g, weights, v * CCONV_LANES + lane,
					  c, points);
				place(g, points, c, lane, lanes, out);
			}
		}
		out += pairs_of_points(g) * lanes * 2;
	}
}

static uint64_t plane_size(const struct plan *plan)
{
	/* Lanes past the last pixel's last channel are read. */
	return cconv_lines((uint64_t)plan->plane_height * plan->plane_pitch +
			   INPUT_LANES);
}

static uint64_t inputs_size(const struct plan *plan)
{
	return cconv_lines(POINTS * plan->input_step * sizeof(int16_t));
}

static uint64_t scratch_size(const struct cconv_geometry *g)
{
	struct plan plan = plan_of(g);

	return plane_size(&plan) + inputs_size(&plan) +
	       POINTS * plan.sum_step * sizeof(__m256i);
}

CCONV_AVX2_BEGIN

/* The tile's channels from @in on to points. */
CCONV_INLINE void transform_input(const struct cconv_geometry *g,
				  const struct plan *plan, const int8_t *in,
				  int16_t *out)
{
	__m256i rows[POINTS], points[POINTS];

	CCONV_EACH(y, CCONV_POINTS) {
		__m256i line[CCONV_POINTS];

		CCONV_EACH(x, CCONV_POINTS)
			line[x] = _mm256_cvtepi8_epi16(_mm_loadu_si128(
				(const __m128i *)(in + y * plan->plane_pitch +
						  x * g->channels)));
		cconv_inputs_to_points(line, 1, rows + y * CCONV_POINTS, 1);
	}
	CCONV_EACH(x, CCONV_POINTS)
		cconv_inputs_to_points(rows + x, CCONV_POINTS, points + x,
				       CCONV_POINTS);
	for (size_t p = 0; p < POINTS; p++)
		_mm256_storeu_si256((__m256i *)(out + p * plan->input_step),
				    points[p]);
}

static void transform_inputs(const struct cconv_geometry *g,
			     const struct plan *plan, const int8_t *plane,
			     size_t first, size_t count, int16_t *out)
{
	for (size_t t = 0; t < count; t++) {
		size_t y = (first + t) / plan->across * plan->side;
		size_t x = (first + t) % plan->across * plan->side;
		const int8_t *in =
			plane + y * plan->plane_pitch + x * g->channels;

		for (size_t c = 0; c < g->channels; c += INPUT_LANES)
			transform_input(g, plan, in + c,
					out + t * 2 * plan->pairs + c);
	}
}

CCONV_INLINE __m256i broadcast_pair(const int16_t *elements)
{
	int32_t pair;

	memcpy(&pair, elements, sizeof(pair));
	return _mm256_set1_epi32(pair);
}

/* Add the products of one half of a point to @sum. */
CCONV_INLINE void add_products(const int16_t *in, size_t pairs,
			       const __m256i *weights,
			       __m256i sum[SUM_TILES][BLOCK_VECTORS],
			       size_t vectors)
{
	for (size_t i = 0; i < pairs; i++) {
		__m256i weight[BLOCK_VECTORS];

		CCONV_EACH(v, vectors)
			weight[v] = _mm256_load_si256(weights + v);
		CCONV_EACH(t, SUM_TILES) {
			__m256i pair = broadcast_pair(in + 2 * t * pairs);

			CCONV_EACH(v, vectors)
				sum[t][v] = _mm256_add_epi32(
					sum[t][v],
					_mm256_madd_epi16(pair, weight[v]));
		}
		weights += vectors;
		in += 2;
	}
}

/* All tiles of a chunk at one point; returns the next point's weights. */
CCONV_INLINE const __m256i *sum_point(const struct plan *plan,
				      const int16_t *in, size_t count,
				      const __m256i *weights, __m256i *sums,
				      size_t vectors, bool split)
{
	size_t half = split ? plan->pairs * vectors : 0;

	for (size_t t = 0; t < count; t += SUM_TILES) {
		const int16_t *tiles = in + 2 * t * plan->pairs;
		__m256i sum[SUM_TILES][BLOCK_VECTORS];

		CCONV_EACH(i, SUM_TILES) {
			CCONV_EACH(v, vectors)
				sum[i][v] = _mm256_setzero_si256();
		}
		if (split) {
			add_products(tiles, plan->pairs, weights, sum,
				     vectors);
			CCONV_EACH(i, SUM_TILES) {
				CCONV_EACH(v, vectors)
					sum[i][v] = _mm256_slli_epi32(
						sum[i][v], 8);
			}
		}
		add_products(tiles, plan->pairs, weights + half, sum, vectors);
		CCONV_EACH(i, SUM_TILES) {
			CCONV_EACH(v, vectors)
				_mm256_store_si256(
					sums + (t + i) * vectors + v,
					sum[i][v]);
		}
	}
	return weights + half + plan->pairs * vectors;
}

/* One vector of a tile's outputs, at (@y, @x) before pooling. */
CCONV_INLINE void transform_output(const struct cconv_geometry *g,
				   const struct plan *plan,
				   const __m256i *sums, void *out,
				   size_t channel, size_t y, size_t x,
				   size_t side)
{
	__m256i rows[CCONV_POINTS][4], outputs[4][4];
	size_t channels = g->out_channels - channel;
	bool pooled = g->pool != CCONV_NO_POOL;
	size_t step = pooled ? 2 : 1;

	CCONV_EACH(row, CCONV_POINTS)
		cconv_from_points(sums + row * CCONV_POINTS * plan->sum_step,
				  plan->sum_step, rows[row], 1, side);
	CCONV_EACH(column, side)
		cconv_from_points(&rows[0][column], 4, &outputs[0][column], 4,
				  side);
	CCONV_EACH(i, side) {
		CCONV_EACH(j, side)
			outputs[i][j] = cconv_unscaled(outputs[i][j]);
	}
	for (size_t i = 0; i < side; i += step) {
		for (size_t j = 0; j < side; j += step) {
			size_t row = (y + i) / step, column = (x + j) / step;
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
					     words, channels);
		}
	}
}

CCONV_INLINE void transform_outputs(const struct cconv_geometry *g,
				    const struct plan *plan,
				    const __m256i *sums, size_t first,
				    size_t count, void *out, size_t channel,
				    size_t vectors, size_t side)
{
	for (size_t t = 0; t < count; t++) {
		size_t y = (first + t) / plan->across * side;
		size_t x = (first + t) % plan->across * side;

		for (size_t v = 0; v < vectors; v++)
			transform_output(g, plan, sums + t * vectors + v, out,
					 channel + v * CCONV_LANES, y, x,
					 side);
	}
}

/* A chunk's tiles for the @vectors x 8 channels from @channel on. */
CCONV_INLINE void convolve_block(const struct cconv_geometry *g,
				 const struct plan *plan, const int16_t *in,
				 const __m256i *weights, __m256i *sums,
				 size_t first, size_t count, void *out,
				 size_t channel, size_t vectors, bool split)
{
	for (size_t p = 0; p < POINTS; p++) {
		const int16_t *inputs = in + p * plan->input_step;
		__m256i *to = sums + p * plan->sum_step;

		if (split && is_wide(p))
			weights = sum_point(plan, inputs, count, weights, to,
					    vectors, true);
		else
			weights = sum_point(plan, inputs, count, weights, to,
					    vectors, false);
	}
	if (plan->side == 4)
		transform_outputs(g, plan, sums, first, count, out, channel,
				  vectors, 4);
	else
		transform_outputs(g, plan, sums, first, count, out, channel,
				  vectors, 2);
}

static void convolve(const struct cconv_geometry *g, const void *in,
		     const void *packed, void *out, void *scratch,
		     cconv_share share)
{
	const struct head *head = packed;
	const __m256i *weights = (const __m256i *)(head + 1);
	struct plan plan = plan_of(g);
	struct cconv_geometry plane = *g;
	int16_t *inputs = (int16_t *)((char *)scratch + plane_size(&plan));
	__m256i *sums = (__m256i *)((char *)inputs + inputs_size(&plan));
	size_t vectors = cconv_vectors(g);
	size_t blocks = (vectors + BLOCK_VECTORS - 1) / BLOCK_VECTORS;

	/* What lies beyond the padded input reaches no output that is kept. */
	plane.padded_pitch = plan.plane_pitch;
	cconv_pad_bytes(&plane, in, scratch, 0, 0);
	for (size_t first = 0; first < plan.tiles; first += plan.chunk) {
		size_t count = plan.tiles - first < plan.chunk
				       ? plan.tiles - first
				       : plan.chunk;

		transform_inputs(g, &plan, scratch, first, count, inputs);
		for (size_t b = cconv_share_first(blocks, share);
		     b < cconv_share_end(blocks, share); b++) {
			size_t v = b * BLOCK_VECTORS;
			const __m256i *block =
				weights + v * pairs_of_points(g);

			if (vectors - v >= BLOCK_VECTORS)
				convolve_block(g, &plan, inputs, block, sums,
					       first, count, out,
					       v * CCONV_LANES, 2,
					       head->split);
			else
				convolve_block(g, &plan, inputs, block, sums,
					       first, count, out,
					       v * CCONV_LANES, 1,
					       head->split);
		}
	}
}

CCONV_AVX2_END

const struct cconv_kernel_avx2 cconv_winograd_avx2 = {
	.takes = takes,
	.is_exact = is_exact,
	.packed_size = packed_size,
	.pack = pack,
	.scratch_size = scratch_size,
	.convolve = convolve,
};

#endif
