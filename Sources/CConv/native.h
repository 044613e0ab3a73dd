/* SPDX-License-Identifier: BSD-3-Clause */
/* The private contract of the native profile's layers: arguments are right. */
#ifndef CCONV_NATIVE_PRIVATE_H
#define CCONV_NATIVE_PRIVATE_H

#include "conv.h"
#include "include/cconv_native.h"

#pragma GCC visibility push(hidden)

struct cconv_native_ops {
	void (*requantise)(const cconv_requantisation *by, size_t pixels,
			   size_t channels, const int32_t *sums,
			   const int32_t *biases, const int32_t *multipliers,
			   void *codes);
	void (*window_maxima)(const cconv_windows *windows, const void *in,
			      void *out);
	void (*window_sums)(const cconv_windows *windows, const void *in,
			    const int16_t *weights, int32_t *sums);
	void (*add)(const cconv_addition *addition, size_t count,
		    const void *first, const void *second, void *out);
};

extern const struct cconv_native_ops cconv_native_scalar;
#if defined(__x86_64__)
extern const struct cconv_native_ops cconv_native_avx2;
#endif
#if defined(CCONV_HAS_NEON)
extern const struct cconv_native_ops cconv_native_neon;
#endif

/** A product of a sum and a multiplier, or a sum of two, to a code. */
CCONV_INLINE int32_t cconv_code_of(const cconv_requantisation *by,
				   int64_t product)
{
	int64_t half = (int64_t)1 << (by->shift - 1);
	int64_t code = ((product + half) >> by->shift) + by->zero_point;

	code = code < by->minimum ? by->minimum : code;
	return (int32_t)(code > by->maximum ? by->maximum : code);
}

/** The code of a sum and its bias; both wrap, their sum does not. */
CCONV_INLINE int32_t cconv_requantised(const cconv_requantisation *by,
				       int32_t sum, int32_t bias,
				       int32_t multiplier)
{
	int32_t whole = (int32_t)((uint32_t)sum + (uint32_t)bias);

	return cconv_code_of(by,
			     (int64_t)(whole >> by->pre_shift) * multiplier);
}

CCONV_INLINE void cconv_store_code(cconv_element element, void *out, size_t at,
				   int32_t code)
{
	if (element == CCONV_INT8)
		((int8_t *)out)[at] = (int8_t)code;
	else
		((int16_t *)out)[at] = (int16_t)code;
}

#pragma GCC visibility pop

#endif
