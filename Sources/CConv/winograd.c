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

/* Parts along one side of the kernel, and where the last one begins. */
static size_t parts_of(size_t kernel, size_t stride, size_t *last)
{
	size_t count = 0;

	*last = 0;
	for (size_t at = 0; at < kernel;
	     at = cconv_next_part(at, stride, kernel)) {
		*last = larger(*last, at);
		count++;
	}
	return count;
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
	size_t last_row, last_column, parts;

	parts = parts_of(g->kernel_height, g->stride, &last_row);
	parts *= parts_of(g->kernel_width, g->stride, &last_column);
	return (struct cconv_tiling){
		.across = across / CCONV_SIDE,
		.tiles = down / CCONV_SIDE * (across / CCONV_SIDE),
		.parts = parts,
		.depth = parts * round_up(g->channels, 2),
		.plane_height =
			larger(reach(g, down, last_row), g->padded_height),
		.plane_pitch = larger(reach(g, across, last_column) *
					      g->channels,
				      g->padded_pitch),
	};
}

bool cconv_winograd_takes(const struct cconv_geometry *g)
{
	/* Where rows are merged, there is but one output in a row. */
	return g->bits == 8 && !cconv_is_full(g) &&
	       g->rows == g->kernel_height &&
	       g->kernel_height <= 16 && g->kernel_width <= 16 &&
	       g->kernel_height * g->kernel_width > 1;
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
 * Three weights to points, a third of a fraction left out: 1/4, 1/6, 1/6,
 * 1/24, 1/24 and 1. Those of 1 and -1 have their sign changed, which leaves
 * the way back without negative factors.
 */
static void line_to_points(const int32_t *line, size_t step,
			   int32_t points[CCONV_LINE])
{
	int32_t a = line[0], b = line[step], c = line[2 * step];

	points[0] = a;
	points[1] = -a - b - c;
	points[2] = -a + b - c;
	points[3] = a + 2 * b + 4 * c;
	points[4] = a - 2 * b + 4 * c;
	points[5] = c;
}

/* The part at (@row, @column) of output @o for input @c, to points. */
static void part_to_points(const struct cconv_geometry *g,
			   const int32_t *weights, size_t o, size_t c,
			   size_t row, size_t column,
			   int32_t points[CCONV_POINTS])
{
	int32_t taps[3 * 3] = { 0 }, lines[3 * CCONV_LINE];

	for (size_t i = 0; i < 9; i++) {
		size_t y = row + i / 3 * g->stride;
		size_t x = column + i % 3 * g->stride;

		if (y < g->kernel_height && x < g->kernel_width)
			taps[i] = cconv_weight(
				g, weights,
				((o * g->kernel_height + y) *
					 g->kernel_width +
				 x) * g->channels +
					c);
	}
	for (size_t y = 0; y < 3; y++)
		line_to_points(taps + 3 * y, 1, lines + CCONV_LINE * y);
	for (size_t x = 0; x < CCONV_LINE; x++) {
		int32_t line[CCONV_LINE];

		line_to_points(lines + x, CCONV_LINE, line);
		for (size_t y = 0; y < CCONV_LINE; y++)
			points[y * CCONV_LINE + x] = line[y];
	}
}

/* All weights of output @o, which is @lane of its block's @lanes. */
static void pack_output(const struct cconv_geometry *g, const int32_t *weights,
			size_t o, size_t lane, size_t lanes, int16_t *out)
{
	size_t depth = cconv_tiling_of(g).depth;
	size_t at = 0;

	for (size_t y = 0; y < g->kernel_height;
	     y = cconv_next_part(y, g->stride, g->kernel_height)) {
		for (size_t x = 0; x < g->kernel_width;
		     x = cconv_next_part(x, g->stride, g->kernel_width)) {
			for (size_t c = 0; c < g->channels; c++) {
				size_t i = at + c;
				int32_t points[CCONV_POINTS];

				part_to_points(g, weights, o, c, y, x, points);
				for (size_t p = 0; p < CCONV_POINTS; p++)
					out[p * depth * lanes +
					    (i / 2 * lanes + lane) * 2 +
					    i % 2] = (int16_t)points[p];
			}
			at += round_up(g->channels, 2);
		}
	}
}

void cconv_winograd_pack(const struct cconv_geometry *g,
			 const int32_t *weights, size_t lanes, size_t most,
			 int16_t *out)
{
	size_t depth = cconv_tiling_of(g).depth;
	size_t vectors = (g->out_channels + lanes - 1) / lanes;

	for (size_t v = 0; v < vectors; v += most) {
		size_t in_block = vectors - v < most ? vectors - v : most;
		size_t size = CCONV_POINTS * depth * in_block * lanes;
		size_t first = v * lanes;

		memset(out, 0, size * sizeof(*out));
		for (size_t lane = 0; lane < in_block * lanes &&
				      first + lane < g->out_channels;
		     lane++)
			pack_output(g, weights, first + lane, lane,
				    in_block * lanes, out);
		out += size;
	}
}
