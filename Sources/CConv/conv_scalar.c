/* SPDX-License-Identifier: BSD-3-Clause */
/* The truth: every other level must give what this file gives. */
#include "conv.h"

void cconv_narrow__scalar(int16_t *out, const int32_t *words, size_t count,
			  int bits)
{
	if (bits == 8) {
		for (size_t i = 0; i < count; i++)
			out[i] = (int8_t)words[i];
	} else {
		for (size_t i = 0; i < count; i++)
			out[i] = (int16_t)words[i];
	}
}

uint64_t cconv_packed_size__scalar(const struct cconv_geometry *g)
{
	return (uint64_t)g->out_channels * g->rows * g->run * sizeof(int16_t);
}

void cconv_pack__scalar(const struct cconv_geometry *g, const int32_t *weights,
			int16_t *packed)
{
	cconv_narrow__scalar(packed, weights,
			     g->out_channels * g->rows * g->run, g->bits);
}

static int32_t convolve_one(const struct cconv_geometry *g,
			    const int16_t *window, const int16_t *weights)
{
	uint32_t sum = 0;
	int32_t result;

	for (size_t row = 0; row < g->rows; row++) {
		const int16_t *elements = window + row * g->padded_pitch;

		for (size_t i = 0; i < g->run; i++)
			sum += (uint32_t)(elements[i] * *weights++);
	}
	result = (int32_t)sum / (1 << g->shift);
	return g->relu && result < 0 ? 0 : result;
}

void cconv_convolve__scalar(const struct cconv_geometry *g,
			    const int16_t *padded, const int16_t *packed,
			    int32_t *out)
{
	for (size_t y = 0; y < g->out_height; y++) {
		for (size_t x = 0; x < g->out_width; x++) {
			const int16_t *window =
				padded + y * g->row_step + x * g->pixel_step;

			for (size_t o = 0; o < g->out_channels; o++)
				*out++ = convolve_one(
					g, window,
					packed + o * g->rows * g->run);
		}
	}
}
