/* SPDX-License-Identifier: BSD-3-Clause */
#include "winograd.h"

#include <string.h>

static size_t round_up(size_t count, size_t unit)
{
	return (count + unit - 1) / unit * unit;
}

static size_t larger(size_t a, size_t b)
{
	return a > b ? a : b;
}

/* Parts along one side of the kernel that have each point. Returns where the
 * last one begins. */
static size_t count_parts(size_t kernel, size_t stride,
			  size_t counts[CCONV_LINE])
{
	size_t last = 0;

	memset(counts, 0, CCONV_LINE * sizeof(*counts));
	for (size_t at = 0; at < kernel;
	     at = cconv_next_part(at, stride, kernel)) {
		size_t taps = cconv_part_taps(at, stride, kernel);

		last = larger(last, at);
		for (size_t i = 0; i < CCONV_LINE; i++)
			counts[i] += cconv_part_has(taps, i);
	}
	return last;
}

/* Inputs from the first to the last that @outputs in a line need. */
static size_t reach(const struct cconv_geometry *g, size_t outputs,
		    size_t last_part)
{
	return (outputs - CCONV_SIDE + CCONV_LINE - 1) * g->stride +
	       last_part + 1;
}

struct cconv_tiling cconv_tiling_of(const struct cconv_geometry *g)
{
	size_t windows = g->pool == CCONV_NO_POOL ? 1 : 2;
	size_t down = round_up(windows * g->out_height, CCONV_SIDE);
	size_t across = round_up(windows * g->out_width, CCONV_SIDE);
	struct cconv_tiling tiling = {
		.across = across / CCONV_SIDE,
		.tiles = down / CCONV_SIDE * (across / CCONV_SIDE),
		.channels = round_up(g->channels, 2),
	};
	size_t last;

	last = count_parts(g->kernel_height, g->stride, tiling.down_parts);
	tiling.plane_height = larger(reach(g, down, last), g->padded_height);
	last = count_parts(g->kernel_width, g->stride, tiling.across_parts);
	tiling.plane_pitch = larger(reach(g, across, last) * g->channels,
				    g->padded_pitch);
	return tiling;
}

size_t cconv_total_depth(const struct cconv_tiling *tiling)
{
	size_t depth = 0;

	for (size_t p = 0; p < CCONV_POINTS; p++)
		depth += cconv_depth(tiling, p);
	return depth;
}

bool cconv_winograd_takes(const struct cconv_geometry *g)
{
	/* Where rows are merged, there is but one output in a row. With wide
	 * strides, parts have one tap, and tiles reach far. */
	return g->bits == 8 && !cconv_is_full(g) &&
	       g->rows == g->kernel_height &&
	       g->kernel_height <= 16 && g->kernel_width <= 16 &&
	       g->stride <= 3 &&
	       g->stride < larger(g->kernel_height, g->kernel_width);
}

bool cconv_winograd_is_exact(const struct cconv_geometry *g,
			     const int32_t *weights)
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

/*
 * One to three weights to points. The products over the differences of the
 * points are fractions; what is left when 1/6, 1/4, 1/4, 1, 1 and 1/24 are
 * taken out, as the way back does, is whole.
 */
static void line_to_points(const int32_t *line, size_t step, size_t taps,
			   int32_t points[CCONV_LINE])
{
	static const int32_t factors[3][CCONV_LINE] = {
		{ -4, 3, 3, 0, 0, 1 },
		{ 2, -3, -1, 4, 0, 1 },
		{ 1, -1, -1, 1, 1, 1 },
	};
	static const int32_t at[CCONV_LINE - 1] = { 0, 1, -1, 2, -2 };

	for (size_t p = 0; p < CCONV_LINE - 1; p++) {
		int32_t sum = 0;

		for (size_t i = taps; i-- > 0;)
			sum = sum * at[p] + line[i * step];
		points[p] = factors[taps - 1][p] * sum;
	}
	points[CCONV_LINE - 1] = line[(taps - 1) * step];
}

/* A part of the kernel: where it begins, and its taps, both ways. */
struct part {
	size_t row, down;
	size_t column, across;
};

/* A part's weights of output @o for input @c, to points. */
static void part_to_points(const struct cconv_geometry *g,
			   const int32_t *weights, size_t o, size_t c,
			   const struct part *part,
			   int32_t points[CCONV_POINTS])
{
	int32_t lines[3 * CCONV_LINE];

	for (size_t i = 0; i < part->down; i++) {
		size_t y = part->row + i * g->stride;
		int32_t taps[3];

		for (size_t j = 0; j < part->across; j++) {
			size_t x = part->column + j * g->stride;
			size_t window = (o * g->kernel_height + y) *
						g->kernel_width +
					x;

			taps[j] = cconv_weight(g, weights,
					       window * g->channels + c);
		}
		line_to_points(taps, 1, part->across, lines + CCONV_LINE * i);
	}
	for (size_t x = 0; x < CCONV_LINE; x++) {
		int32_t line[CCONV_LINE];

		line_to_points(lines + x, CCONV_LINE, part->down, line);
		for (size_t y = 0; y < CCONV_LINE; y++)
			points[y * CCONV_LINE + x] = line[y];
	}
}

/* Where weights go: output @lane of @lanes. */
struct place {
	size_t lane, lanes;
	int16_t *out;
	size_t at[CCONV_POINTS]; /**< channels that came before */
};

static void pack_part(const struct cconv_geometry *g,
		      const struct cconv_tiling *tiling,
		      const int32_t *weights, size_t o,
		      const struct part *part, struct place *place)
{
	for (size_t c = 0; c < g->channels; c++) {
		int16_t *out = place->out;
		int32_t points[CCONV_POINTS];

		part_to_points(g, weights, o, c, part, points);
		for (size_t p = 0; p < CCONV_POINTS; p++) {
			size_t i = place->at[p] + c;

			if (cconv_part_has(part->down, p / CCONV_LINE) &&
			    cconv_part_has(part->across, p % CCONV_LINE))
				out[(i / 2 * place->lanes + place->lane) * 2 +
				    i % 2] = (int16_t)points[p];
			out += cconv_depth(tiling, p) * place->lanes;
		}
	}
	for (size_t p = 0; p < CCONV_POINTS; p++)
		if (cconv_part_has(part->down, p / CCONV_LINE) &&
		    cconv_part_has(part->across, p % CCONV_LINE))
			place->at[p] += tiling->channels;
}

static void pack_output(const struct cconv_geometry *g,
			const struct cconv_tiling *tiling,
			const int32_t *weights, size_t o, struct place place)
{
	size_t height = g->kernel_height, width = g->kernel_width;

	for (size_t y = 0; y < height;
	     y = cconv_next_part(y, g->stride, height)) {
		for (size_t x = 0; x < width;
		     x = cconv_next_part(x, g->stride, width)) {
			struct part part = {
				.row = y,
				.down = cconv_part_taps(y, g->stride, height),
				.column = x,
				.across = cconv_part_taps(x, g->stride, width),
			};

			pack_part(g, tiling, weights, o, &part, &place);
		}
	}
}

void cconv_winograd_pack(const struct cconv_geometry *g,
			 const int32_t *weights, size_t lanes, size_t most,
			 int16_t *out)
{
	struct cconv_tiling tiling = cconv_tiling_of(g);
	size_t depth = cconv_total_depth(&tiling);
	size_t vectors = (g->out_channels + lanes - 1) / lanes;

	for (size_t v = 0; v < vectors; v += most) {
		size_t in_block = vectors - v < most ? vectors - v : most;
		size_t size = depth * in_block * lanes;
		size_t first = v * lanes;

		memset(out, 0, size * sizeof(*out));
		for (size_t lane = 0; lane < in_block * lanes &&
				      first + lane < g->out_channels;
		     lane++)
			pack_output(g, &tiling, weights, first + lane,
				    (struct place){ .lane = lane,
						    .lanes = in_block * lanes,
						    .out = out });
		out += size;
	}
}
