/* SPDX-License-Identifier: BSD-3-Clause */
#include "conv.h"

static int32_t maximum(const struct cconv_pool_geometry *g, const int32_t *in)
{
	int32_t best = *in;

	for (size_t y = 0; y < g->window; y++) {
		for (size_t x = 0; x < g->window; x++) {
			int32_t word = in[y * g->in_pitch + x * g->channels];

			if (word > best)
				best = word;
		}
	}
	return best;
}

static int32_t average(const struct cconv_pool_geometry *g, const int32_t *in)
{
	uint32_t sum = 0;

	for (size_t y = 0; y < g->window; y++) {
		for (size_t x = 0; x < g->window; x++)
			sum += (uint32_t)in[y * g->in_pitch + x * g->channels];
	}
	return (int32_t)sum / (int32_t)(g->window * g->window);
}

static void pool(const struct cconv_pool_geometry *g, const int32_t *in,
		 int32_t *out,
		 int32_t (*reduce)(const struct cconv_pool_geometry *,
				   const int32_t *))
{
	for (size_t y = 0; y < g->out_height; y++) {
		for (size_t x = 0; x < g->out_width; x++) {
			const int32_t *window =
				in + y * g->row_step + x * g->pixel_step;

			for (size_t c = 0; c < g->channels; c++) {
				int32_t result = reduce(g, window + c);

				*out++ = g->relu && result < 0 ? 0 : result;
			}
		}
	}
}

void cconv_max_pool__scalar(const struct cconv_pool_geometry *g,
			    const int32_t *in, int32_t *out)
{
	pool(g, in, out, maximum);
}

void cconv_average_pool__scalar(const struct cconv_pool_geometry *g,
				const int32_t *in, int32_t *out)
{
	pool(g, in, out, average);
}

void cconv_relu__scalar(int32_t *words, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (words[i] < 0)
			words[i] = 0;
	}
}
