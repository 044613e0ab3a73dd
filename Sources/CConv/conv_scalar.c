/* SPDX-License-Identifier: BSD-3-Clause */
/* The truth: every other level must give what this file gives. */
#include "conv.h"

uint64_t cconv_packed_size__scalar(const struct cconv_geometry *g)
{
	return (uint64_t)g->out_channels * g->rows * g->run * sizeof(int16_t);
}

void cconv_pack__scalar(const struct cconv_geometry *g, const int32_t *weights,
			void *packed)
{
	int16_t *out = packed;

	for (size_t i = 0; i < g->out_channels * cconv_kernel_size(g); i++)
		out[i] = (int16_t)cconv_weight(g, weights, i);
}

uint64_t cconv_scratch_size__scalar(const struct cconv_geometry *g)
{
	return cconv_padded_count(g) * sizeof(int16_t);
}

static int32_t word_at(const struct cconv_geometry *g, const int16_t *window,
		       const int16_t *weights)
{
	uint32_t sum = 0;

	for (size_t row = 0; row < g->rows; row++) {
		const int16_t *elements = window + row * g->padded_pitch;

		for (size_t i = 0; i < g->run; i++)
			sum += (uint32_t)(elements[i] * *weights++);
	}
	return cconv_word_of(g, (int32_t)sum);
}

/* The output word whose first window is at @window. */
static int32_t output_at(const struct cconv_geometry *g, const int16_t *window,
			 const int16_t *weights)
{
	int32_t words[4];

	if (g->pool == CCONV_NO_POOL)
		return word_at(g, window, weights);
	for (size_t i = 0; i < 4; i++)
		words[i] = word_at(g,
				   window + i / 2 * g->row_step +
					   i % 2 * g->pixel_step,
				   weights);
	return cconv_pooled(g, words);
}

void cconv_convolve__scalar(const struct cconv_geometry *g, const void *in,
			    const void *packed, void *out, void *scratch,
			    cconv_share share)
{
	size_t first = cconv_share_first(g->out_channels, share);
	size_t end = cconv_share_end(g->out_channels, share);
	size_t windows = g->pool == CCONV_NO_POOL ? 1 : 2;
	const int16_t *padded = scratch, *weights = packed;

	cconv_pad_int16(g, in, scratch, 0);
	for (size_t pixel = 0; pixel < g->out_height * g->out_width; pixel++) {
		const int16_t *window =
			padded +
			pixel / g->out_width * windows * g->row_step +
			pixel % g->out_width * windows * g->pixel_step;

		for (size_t o = first; o < end; o++)
			cconv_store(g, out, pixel * g->out_channels + o,
				    output_at(g, window,
					      weights + o * cconv_kernel_size(
								    g)));
	}
}
