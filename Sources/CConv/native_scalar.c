/* SPDX-License-Identifier: BSD-3-Clause */
/* The truth: every other level must give what this file gives. */
#include "native_loops.h"

static void requantise(const cconv_requantisation *by, size_t pixels,
		       size_t channels, const int32_t *sums,
		       const int32_t *biases, const int32_t *multipliers,
		       void *codes)
{
	for (size_t pixel = 0; pixel < pixels; pixel++) {
		for (size_t c = 0; c < channels; c++) {
			size_t at = pixel * channels + c;

			cconv_store_code(by->out, codes, at,
					 cconv_requantised(by, sums[at],
							   biases[c],
							   multipliers[c]));
		}
	}
}

const struct cconv_native_ops cconv_native_scalar = {
	.requantise = requantise,
	.window_maxima = window_maxima,
	.window_sums = window_sums,
	.add = add,
};
