/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the `native` number profile has beside sums of products: maps of codes
 * (int8_t or int16_t), of which each layer has a zero point, and sums that
 * become codes by a multiplier and shifts. Accel's documentation ("Numerics")
 * defines it; cconv_convolve() with @sums gives the sums.
 *
 * Maps are in order (y, x, c). No function allocates, keeps state or reads
 * outside its arguments. All levels give identical results. Functions return
 * 0, or -EINVAL for values outside the ranges given here and for levels that
 * are not available; they have then written nothing.
 */
#ifndef CCONV_NATIVE_H
#define CCONV_NATIVE_H

#include "cconv.h"

#ifdef __cplusplus
extern "C" {
#endif

#ifdef __clang__
#pragma clang assume_nonnull begin
#endif

/** From sums to codes:
 *  (((sum >> pre_shift) * multiplier + 2^(shift - 1)) >> shift) + zero_point,
 *  clamped. A sum less pre_shift must have 25 bits. */
typedef struct cconv_requantisation {
	int32_t pre_shift;        /**< 0 to 15 */
	int32_t shift;            /**< 11 to 31 */
	int32_t zero_point;       /**< int16_t */
	int32_t minimum, maximum; /**< of codes; int16_t */
	cconv_element out;        /**< CCONV_INT8 or CCONV_INT16 */
} cconv_requantisation;

/**
 * Requantise the sums of @pixels pixels of @channels each.
 * @biases: added to the sums, one for each channel.
 * @multipliers: 0 to 131,071, one for each channel.
 * @codes: must not overlap @sums.
 */
int cconv_requantise(const cconv_requantisation *by, cconv_level level,
		     size_t pixels, size_t channels, const int32_t *sums,
		     const int32_t *biases, const int32_t *multipliers,
		     void *codes);

/** Windows on a map of codes; sizes and the stride 1 to 4096, pad 0 to 255.
 *  Every window has at least one place inside the map. */
typedef struct cconv_windows {
	int32_t in_height, in_width, channels;
	int32_t out_height, out_width;
	int32_t window_height, window_width;
	int32_t stride;
	int32_t pad;           /**< rows above and columns left of the map */
	int32_t zero_point;    /**< what lies outside the map */
	cconv_element element; /**< CCONV_INT8 or CCONV_INT16 */
} cconv_windows;

/** The largest code of each window, passing over what lies outside. */
int cconv_window_maxima(const cconv_windows *windows, cconv_level level,
			const void *in, void *out);

/** The sum of each window's codes, each less the zero point; at most 32,768
 *  places in a window. */
int cconv_window_sums(const cconv_windows *windows, cconv_level level,
		      const void *in, int32_t *sums);

/** Depthwise convolution: sums of codes times weights, each channel for
 *  itself; places outside the map hold the zero point. Sums wrap.
 *  @weights: window_height x window_width x channels. */
int cconv_depthwise_sums(const cconv_windows *windows, cconv_level level,
			 const void *in, const int16_t *weights,
			 int32_t *sums);

/** Residual addition of two maps of codes. */
typedef struct cconv_addition {
	int32_t zero_points[2]; /**< int16_t */
	int32_t multipliers[2]; /**< 0 to 131,071 */
	cconv_element element;  /**< of the inputs: CCONV_INT8 or _INT16 */
	cconv_requantisation by; /**< pre_shift is 0 */
} cconv_addition;

/** @out may be one of the inputs if its elements are as wide. */
int cconv_add(const cconv_addition *addition, cconv_level level, size_t count,
	      const void *first, const void *second, void *out);

#ifdef __clang__
#pragma clang assume_nonnull end
#endif

#ifdef __cplusplus
}
#endif

#endif
