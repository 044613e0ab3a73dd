/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef AGREEMENT_CASES_H
#define AGREEMENT_CASES_H

#include "cconv.h"

#include "memory.h"

enum fill {
	FILL_RANDOM,
	FILL_LEAST,    /**< all the format's least */
	FILL_MOST,
	FILL_EXTREMES, /**< the two by turns */
	FILL_SMALL,    /**< -3 to 3, which leads weights to other kernels */
	FILL_FIFTEEN,  /**< 17 of them times -128 just fit 16 bits */
	FILL_PEAKS,    /**< small but for some that are the format's least */
	FILL_ZERO,
	FILL_COUNT
};

struct convolution_case {
	cconv_convolution conv;
	size_t images;
	int32_t shares;
	enum fill fill, weights;
};

extern const size_t listed_count;

/** A listed shape in another format, other elements, fills and shares each
 *  @turn; false when it has had all its turns. */
bool listed_case(size_t index, unsigned turn, struct convolution_case *c);

struct convolution_case random_case(size_t most_images);

uint32_t next_random(void);

/** A random number from @least to @most. */
int32_t between(int32_t least, int32_t most);

size_t element_size(cconv_element element);

size_t weight_count(const cconv_convolution *conv);

void fill_elements(const struct guarded *out, cconv_element element,
		   cconv_format format, enum fill fill);

void print_case(const struct convolution_case *c);

#endif
