/* SPDX-License-Identifier: BSD-3-Clause */
#include "conv.h"

#include <errno.h>

static bool in_range(int32_t value, int32_t least, int32_t most)
{
	return value >= least && value <= most;
}

static bool is_size(int32_t value)
{
	return in_range(value, 1, 4096);
}

/* Callers multiply at most four sizes, so 64 bits hold any product. */
static bool words_fit(uint64_t count)
{
	return count <= PTRDIFF_MAX / sizeof(int32_t);
}

static uint64_t volume(int32_t height, int32_t width, int32_t channels)
{
	return (uint64_t)height * (uint64_t)width * (uint64_t)channels;
}

static bool ranges_hold(const cconv_convolution *conv)
{
	return is_size(conv->in_height) && is_size(conv->in_width) &&
	       is_size(conv->in_channels) && is_size(conv->out_channels) &&
	       is_size(conv->kernel_height) && is_size(conv->kernel_width) &&
	       is_size(conv->stride) && in_range(conv->pad, 0, 255) &&
	       conv->pad < conv->kernel_height &&
	       conv->pad < conv->kernel_width &&
	       conv->kernel_height <= conv->in_height + 2 * conv->pad &&
	       conv->kernel_width <= conv->in_width + 2 * conv->pad &&
	       (conv->format == CCONV_FIXED8 ||
		conv->format == CCONV_FIXED16) &&
	       in_range((int32_t)conv->in, CCONV_WORD, CCONV_INT16) &&
	       in_range((int32_t)conv->out, CCONV_WORD, CCONV_INT16) &&
	       in_range((int32_t)conv->pool, CCONV_NO_POOL,
			CCONV_AVERAGE_POOL) &&
	       !(conv->sums && conv->pool == CCONV_AVERAGE_POOL);
}

int cconv_convolution_output(const cconv_convolution *conv, int32_t *height,
			     int32_t *width)
{
	int32_t padded_height, padded_width, out_height, out_width;

	if (!ranges_hold(conv))
		return -EINVAL;

	padded_height = conv->in_height + 2 * conv->pad;
	padded_width = conv->in_width + 2 * conv->pad;
	out_height = (padded_height - conv->kernel_height) / conv->stride + 1;
	out_width = (padded_width - conv->kernel_width) / conv->stride + 1;

	if (!words_fit(volume(padded_height, padded_width,
			      conv->in_channels)) ||
	    !words_fit(volume(out_height, out_width, conv->out_channels)) ||
	    !words_fit(volume(conv->kernel_height, conv->kernel_width,
			      conv->in_channels) *
		       (uint64_t)conv->out_channels))
		return -EINVAL;

	if (conv->pool != CCONV_NO_POOL) {
		if (out_height < 2 || out_width < 2)
			return -EINVAL;
		out_height /= 2;
		out_width /= 2;
	}
	*height = out_height;
	*width = out_width;
	return 0;
}

/* A kernel as wide as its unpadded input: its rows are one behind the other. */
static void merge_rows(struct cconv_geometry *g)
{
	if (g->pad == 0 && g->run == g->padded_pitch) {
		g->run *= g->rows;
		g->rows = 1;
	}
}

struct cconv_geometry cconv_full_batch(const struct cconv_geometry *geometry,
				       size_t images)
{
	struct cconv_geometry g = *geometry;

	g.in_height = g.padded_height = g.out_height = images;
	g.in_pitch = g.padded_pitch = g.run;
	g.pixel_step = g.row_step = g.run;
	g.channels = g.run;
	g.kernel_height = g.kernel_width = g.stride = 1;
	return g;
}

int cconv_geometry_of(const cconv_convolution *conv,
		      struct cconv_geometry *geometry)
{
	int32_t out_height, out_width;
	size_t channels, padded_pitch;
	int status;

	status = cconv_convolution_output(conv, &out_height, &out_width);
	if (status)
		return status;

	channels = (size_t)conv->in_channels;
	padded_pitch = (size_t)(conv->in_width + 2 * conv->pad) * channels;
	*geometry = (struct cconv_geometry){
		.in_height = (size_t)conv->in_height,
		.in_pitch = (size_t)conv->in_width * channels,
		.padded_height = (size_t)(conv->in_height + 2 * conv->pad),
		.padded_pitch = padded_pitch,
		.margin = (size_t)conv->pad * channels,
		.pad = (size_t)conv->pad,
		.rows = (size_t)conv->kernel_height,
		.run = (size_t)conv->kernel_width * channels,
		.channels = channels,
		.kernel_height = (size_t)conv->kernel_height,
		.kernel_width = (size_t)conv->kernel_width,
		.stride = (size_t)conv->stride,
		.pixel_step = (size_t)conv->stride * channels,
		.row_step = (size_t)conv->stride * padded_pitch,
		.out_height = (size_t)out_height,
		.out_width = (size_t)out_width,
		.out_channels = (size_t)conv->out_channels,
		.pad_value = conv->pad_value,
		.bits = conv->format == CCONV_FIXED8 ? 8 : 16,
		.shift = conv->sums ? 0 : conv->format == CCONV_FIXED8 ? 7 : 15,
		.relu = conv->relu,
		.in = conv->in,
		.out = conv->out,
		.pool = conv->pool,
		.pool_relu = conv->pool_relu,
	};
	merge_rows(geometry);
	return 0;
}

int cconv_pooling_output(const cconv_pooling *pool, int32_t *height,
			 int32_t *width)
{
	if (!is_size(pool->in_height) || !is_size(pool->in_width) ||
	    !is_size(pool->channels) || !is_size(pool->window) ||
	    !is_size(pool->stride) || pool->window > pool->in_height ||
	    pool->window > pool->in_width ||
	    !words_fit(volume(pool->in_height, pool->in_width,
			      pool->channels)))
		return -EINVAL;

	*height = (pool->in_height - pool->window) / pool->stride + 1;
	*width = (pool->in_width - pool->window) / pool->stride + 1;
	return 0;
}

int cconv_pool_geometry_of(const cconv_pooling *pool,
			   struct cconv_pool_geometry *geometry)
{
	int32_t out_height, out_width;
	size_t channels, in_pitch;
	int status;

	status = cconv_pooling_output(pool, &out_height, &out_width);
	if (status)
		return status;

	channels = (size_t)pool->channels;
	in_pitch = (size_t)pool->in_width * channels;
	*geometry = (struct cconv_pool_geometry){
		.window = (size_t)pool->window,
		.channels = channels,
		.in_pitch = in_pitch,
		.pixel_step = (size_t)pool->stride * channels,
		.row_step = (size_t)pool->stride * in_pitch,
		.out_height = (size_t)out_height,
		.out_width = (size_t)out_width,
		.relu = pool->relu,
	};
	return 0;
}
