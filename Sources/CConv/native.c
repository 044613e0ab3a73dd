/* SPDX-License-Identifier: BSD-3-Clause */
#include "native.h"

#include <errno.h>

static const struct cconv_native_ops *ops_of(cconv_level level)
{
	if (!cconv_level_available(level))
		return NULL;
	switch (level) {
#if defined(__x86_64__)
	case CCONV_AVX2:
	case CCONV_AVX512_VNNI:
		return &cconv_native_avx2;
#endif
#if defined(CCONV_HAS_NEON)
	case CCONV_NEON:
	case CCONV_NEON_DOTPROD:
		return &cconv_native_neon;
#endif
	default:
		return &cconv_native_scalar;
	}
}

static bool in_range(int32_t value, int32_t least, int32_t most)
{
	return value >= least && value <= most;
}

static bool is_size(int32_t value)
{
	return in_range(value, 1, 4096);
}

static bool is_code(int32_t value)
{
	return in_range(value, INT16_MIN, INT16_MAX);
}

static bool is_narrow(cconv_element element)
{
	return element == CCONV_INT8 || element == CCONV_INT16;
}

static bool is_right(const cconv_requantisation *by)
{
	return in_range(by->pre_shift, 0, 15) && in_range(by->shift, 11, 31) &&
	       is_code(by->zero_point) && is_code(by->minimum) &&
	       is_code(by->maximum) && is_narrow(by->out);
}

/* The last window begins inside the map, the first one ends there. */
static bool reaches(int32_t out, int32_t stride, int32_t pad, int32_t window,
		    int32_t side)
{
	return is_size(out) && window > pad &&
	       (int64_t)(out - 1) * stride - pad < side;
}

static bool windows_fit(const cconv_windows *w)
{
	return is_size(w->in_height) && is_size(w->in_width) &&
	       is_size(w->channels) && is_size(w->window_height) &&
	       is_size(w->window_width) && is_size(w->stride) &&
	       in_range(w->pad, 0, 255) && is_code(w->zero_point) &&
	       is_narrow(w->element) &&
	       reaches(w->out_height, w->stride, w->pad, w->window_height,
		       w->in_height) &&
	       reaches(w->out_width, w->stride, w->pad, w->window_width,
		       w->in_width);
}

int cconv_requantise(const cconv_requantisation *by, cconv_level level,
		     size_t pixels, size_t channels, const int32_t *sums,
		     const int32_t *biases, const int32_t *multipliers,
		     void *codes)
{
	const struct cconv_native_ops *ops = ops_of(level);

	if (!ops || !is_right(by))
		return -EINVAL;
	ops->requantise(by, pixels, channels, sums, biases, multipliers,
			codes);
	return 0;
}

int cconv_window_maxima(const cconv_windows *windows, cconv_level level,
			const void *in, void *out)
{
	const struct cconv_native_ops *ops = ops_of(level);

	if (!ops || !windows_fit(windows))
		return -EINVAL;
	ops->window_maxima(windows, in, out);
	return 0;
}

int cconv_window_sums(const cconv_windows *windows, cconv_level level,
		      const void *in, int32_t *sums)
{
	const struct cconv_native_ops *ops = ops_of(level);

	if (!ops || !windows_fit(windows) ||
	    windows->window_height * windows->window_width > 32768)
		return -EINVAL;
	ops->window_sums(windows, in, NULL, sums);
	return 0;
}

int cconv_depthwise_sums(const cconv_windows *windows, cconv_level level,
			 const void *in, const int16_t *weights, int32_t *sums)
{
	const struct cconv_native_ops *ops = ops_of(level);

	if (!ops || !windows_fit(windows))
		return -EINVAL;
	ops->window_sums(windows, in, weights, sums);
	return 0;
}

int cconv_add(const cconv_addition *addition, cconv_level level, size_t count,
	      const void *first, const void *second, void *out)
{
	const struct cconv_native_ops *ops = ops_of(level);

	if (!ops || !is_right(&addition->by) || addition->by.pre_shift != 0 ||
	    !is_narrow(addition->element) ||
	    !is_code(addition->zero_points[0]) ||
	    !is_code(addition->zero_points[1]) ||
	    !in_range(addition->multipliers[0], 0, 131071) ||
	    !in_range(addition->multipliers[1], 0, 131071))
		return -EINVAL;
	ops->add(addition, count, first, second, out);
	return 0;
}
