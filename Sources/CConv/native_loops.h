/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Loops over channels that compilers turn into vectors of whatever functions
 * may use where a level includes this.
 */
#ifndef CCONV_NATIVE_LOOPS_H
#define CCONV_NATIVE_LOOPS_H

#include "native.h"

#include <string.h>

/** Where a window meets the map. */
struct cconv_span {
	size_t first, end; /**< places of the window that lie inside */
};

static inline struct cconv_span cconv_inside(int32_t start, int32_t window,
					     int32_t side)
{
	int32_t first = start < 0 ? -start : 0;
	int32_t end = start + window > side ? side - start : window;

	return (struct cconv_span){ (size_t)first, (size_t)end };
}

CCONV_INLINE int32_t cconv_code_at(cconv_element element, const void *in,
				   size_t at)
{
	return element == CCONV_INT8 ? ((const int8_t *)in)[at]
				     : ((const int16_t *)in)[at];
}

/* One window of maxima. */
CCONV_INLINE void cconv_maxima(cconv_element element, const void *in,
			       size_t at, size_t pitch, size_t channels,
			       struct cconv_span rows,
			       struct cconv_span columns, void *out, size_t to)
{
	int32_t least = element == CCONV_INT8 ? INT8_MIN : INT16_MIN;

	for (size_t c = 0; c < channels; c++)
		cconv_store_code(element, out, to + c, least);
	for (size_t y = rows.first; y < rows.end; y++) {
		for (size_t x = columns.first; x < columns.end; x++) {
			size_t from = at + y * pitch + x * channels;

			for (size_t c = 0; c < channels; c++) {
				int32_t best = cconv_code_at(element, out,
							     to + c);
				int32_t code = cconv_code_at(element, in,
							     from + c);

				cconv_store_code(element, out, to + c,
						 code > best ? code : best);
			}
		}
	}
}

/* One window of sums, weighted if there are weights. */
CCONV_INLINE void cconv_sums_of(const cconv_windows *w, cconv_element element,
				const void *in, size_t at,
				struct cconv_span rows,
				struct cconv_span columns,
				const int16_t *weights, int32_t *sums)
{
	size_t channels = (size_t)w->channels;
	size_t pitch = (size_t)w->in_width * channels;

	memset(sums, 0, channels * sizeof(*sums));
	for (size_t y = 0; y < (size_t)w->window_height; y++) {
		for (size_t x = 0; x < (size_t)w->window_width; x++) {
			bool inside = y >= rows.first && y < rows.end &&
				      x >= columns.first && x < columns.end;
			size_t from = at + y * pitch + x * channels;
			size_t place = y * (size_t)w->window_width + x;
			const int16_t *tap =
				weights ? weights + place * channels : NULL;

			if (!inside && !tap)
				continue;
			for (size_t c = 0; c < channels; c++) {
				int32_t code = inside ? cconv_code_at(element,
								      in,
								      from + c)
						      : w->zero_point;
				int32_t term = tap ? code * tap[c]
						   : code - w->zero_point;

				sums[c] = (int32_t)((uint32_t)sums[c] +
						    (uint32_t)term);
			}
		}
	}
}

CCONV_INLINE void cconv_each_window(const cconv_windows *w,
				    cconv_element element, const void *in,
				    const int16_t *weights, void *maxima,
				    int32_t *sums)
{
	size_t channels = (size_t)w->channels;
	size_t pitch = (size_t)w->in_width * channels;
	size_t to = 0;

	for (int32_t y = 0; y < w->out_height; y++) {
		int32_t top = y * w->stride - w->pad;
		struct cconv_span rows =
			cconv_inside(top, w->window_height, w->in_height);

		for (int32_t x = 0; x < w->out_width; x++) {
			int32_t left = x * w->stride - w->pad;
			struct cconv_span columns = cconv_inside(
				left, w->window_width, w->in_width);
			/* Wraps below the map; places inside wrap back. */
			size_t at = (size_t)top * pitch +
				    (size_t)left * channels;

			if (maxima)
				cconv_maxima(element, in, at, pitch, channels,
					     rows, columns, maxima, to);
			else
				cconv_sums_of(w, element, in, at, rows,
					      columns, weights, sums + to);
			to += channels;
		}
	}
}

static void window_maxima(const cconv_windows *windows, const void *in,
			  void *out)
{
	if (windows->element == CCONV_INT8)
		cconv_each_window(windows, CCONV_INT8, in, NULL, out, NULL);
	else
		cconv_each_window(windows, CCONV_INT16, in, NULL, out, NULL);
}

static void window_sums(const cconv_windows *windows, const void *in,
			const int16_t *weights, int32_t *sums)
{
	if (windows->element == CCONV_INT8)
		cconv_each_window(windows, CCONV_INT8, in, weights, NULL,
				  sums);
	else
		cconv_each_window(windows, CCONV_INT16, in, weights, NULL,
				  sums);
}

static void add(const cconv_addition *addition, size_t count,
		const void *first, const void *second, void *out)
{
	const int32_t *zeros = addition->zero_points;
	const int32_t *factors = addition->multipliers;

	for (size_t i = 0; i < count; i++) {
		int64_t one = cconv_code_at(addition->element, first, i) -
			      zeros[0];
		int64_t two = cconv_code_at(addition->element, second, i) -
			      zeros[1];

		cconv_store_code(addition->by.out, out, i,
				 cconv_code_of(&addition->by,
					       one * factors[0] +
						       two * factors[1]));
	}
}

#endif
