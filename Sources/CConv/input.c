/* SPDX-License-Identifier: BSD-3-Clause */
/* The padded input in the order and width that kernels read. */
#include <string.h>

#include "conv.h"

static void narrow(int16_t *out, const void *in, size_t count,
		   cconv_element element, int bits)
{
	const int32_t *words = in;
	const int16_t *halves = in;
	const int8_t *bytes = in;

	/* One loop each, for the compiler's vectoriser. */
	if (element == CCONV_INT8)
		for (size_t i = 0; i < count; i++)
			out[i] = bytes[i];
	else if (element == CCONV_INT16 && bits == 8)
		for (size_t i = 0; i < count; i++)
			out[i] = (int8_t)halves[i];
	else if (element == CCONV_INT16)
		memcpy(out, halves, count * sizeof(*out));
	else if (bits == 8)
		for (size_t i = 0; i < count; i++)
			out[i] = (int8_t)words[i];
	else
		for (size_t i = 0; i < count; i++)
			out[i] = (int16_t)words[i];
}

static void flipped(uint8_t *out, const void *in, size_t count,
		    cconv_element element, uint8_t flip)
{
	const int32_t *words = in;
	const int16_t *halves = in;
	const uint8_t *bytes = in;

	if (element == CCONV_INT8)
		for (size_t i = 0; i < count; i++)
			out[i] = bytes[i] ^ flip;
	else if (element == CCONV_INT16)
		for (size_t i = 0; i < count; i++)
			out[i] = (uint8_t)halves[i] ^ flip;
	else
		for (size_t i = 0; i < count; i++)
			out[i] = (uint8_t)words[i] ^ flip;
}

static void fill(int16_t *out, size_t count, int16_t value)
{
	for (size_t i = 0; i < count; i++)
		out[i] = value;
}

static const void *row_of(const struct cconv_geometry *g, const void *in,
			  size_t y)
{
	return (const uint8_t *)in +
	       y * g->in_pitch * cconv_element_size(g->in);
}

void cconv_pad_int16(const struct cconv_geometry *g, const void *in,
		     int16_t *out, size_t slack)
{
	size_t edge = g->pad * g->padded_pitch;
	int16_t value = g->bits == 8 ? (int8_t)g->pad_value
				     : (int16_t)g->pad_value;

	fill(out, edge, value);
	out += edge;
	for (size_t y = 0; y < g->in_height; y++) {
		fill(out, g->margin, value);
		narrow(out + g->margin, row_of(g, in, y), g->in_pitch, g->in,
		       g->bits);
		fill(out + g->margin + g->in_pitch, g->margin, value);
		out += g->padded_pitch;
	}
	fill(out, edge, value);
	fill(out + edge, slack, 0);
}

void cconv_pad_bytes(const struct cconv_geometry *g, const void *in,
		     uint8_t *out, uint8_t flip, size_t slack)
{
	size_t edge = g->pad * g->padded_pitch;
	int value = (uint8_t)g->pad_value ^ flip;

	memset(out, value, edge);
	out += edge;
	for (size_t y = 0; y < g->in_height; y++) {
		memset(out, value, g->margin);
		flipped(out + g->margin, row_of(g, in, y), g->in_pitch, g->in,
			flip);
		memset(out + g->margin + g->in_pitch, value, g->margin);
		out += g->padded_pitch;
	}
	memset(out, value, edge);
	memset(out + edge, 0, slack);
}
