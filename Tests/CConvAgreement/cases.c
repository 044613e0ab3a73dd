/* SPDX-License-Identifier: BSD-3-Clause */
#include "cases.h"

#include <stdio.h>
#include <string.h>

#define TURNS 30

#define SHAPE(h, w, c, filters, kh, kw, s, p, value, count) \
	{                                                   \
		.conv = {                                   \
			.in_height = h, .in_width = w,      \
			.in_channels = c,                   \
			.out_channels = filters,            \
			.kernel_height = kh,                \
			.kernel_width = kw,                 \
			.stride = s, .pad = p,              \
			.pad_value = value,                 \
		},                                          \
		.images = count,                            \
	}

/* The layers of published networks, then what comes out uneven. */
static const struct convolution_case listed[] = {
	SHAPE(28, 28, 1, 20, 5, 5, 1, 0, 0, 1),
	SHAPE(12, 12, 20, 50, 5, 5, 1, 0, 0, 1),
	SHAPE(4, 4, 50, 125, 4, 4, 1, 0, 0, 3),
	SHAPE(1, 1, 500, 10, 1, 1, 1, 0, 0, 33),
	SHAPE(1, 1, 500, 10, 1, 1, 1, 0, 0, 1),
	SHAPE(16, 16, 3, 32, 5, 5, 1, 2, 2, 1),
	SHAPE(8, 8, 32, 64, 5, 5, 1, 2, 2, 1),
	SHAPE(1, 1, 1, 1, 1, 1, 1, 0, 0, 1),
	SHAPE(1, 1, 1, 17, 1, 1, 1, 0, 0, 2),
	SHAPE(1, 7, 1, 8, 1, 7, 1, 0, 0, 5),
	SHAPE(7, 1, 1, 9, 7, 1, 1, 0, 0, 4),
	SHAPE(7, 9, 3, 7, 1, 1, 1, 0, 0, 2),
	SHAPE(9, 7, 5, 15, 3, 3, 2, 0, 0, 1),
	SHAPE(9, 8, 2, 16, 2, 3, 2, 1, 1, 1),
	SHAPE(5, 5, 7, 33, 3, 3, 3, 2, 2, 1),
	SHAPE(6, 6, 3, 24, 6, 6, 1, 1, 1, 1),
	SHAPE(2, 2, 1, 3, 4, 4, 1, 3, INT32_MIN, 1),
	SHAPE(10, 10, 13, 41, 3, 5, 1, 1, -1, 1),
	SHAPE(3, 50, 1, 8, 3, 3, 7, 0, 0, 1),
	SHAPE(9, 9, 1, 5, 7, 7, 1, 3, -128, 1),
	SHAPE(11, 10, 17, 25, 1, 1, 1, 0, 0, 1),
	SHAPE(6, 7, 9, 49, 2, 2, 2, 0, 0, 2),
	SHAPE(3, 5, 11, 23, 3, 5, 1, 0, 0, 31),
};

const size_t listed_count = sizeof(listed) / sizeof(*listed);

static uint64_t state = 0xacce1;

uint32_t next_random(void)
{
	state = state * UINT64_C(6364136223846793005) +
		UINT64_C(1442695040888963407);
	return (uint32_t)(state >> 33);
}

int32_t between(int32_t least, int32_t most)
{
	uint32_t count = (uint32_t)most - (uint32_t)least + 1;

	return least + (int32_t)(next_random() % count);
}

static void set_kind(struct convolution_case *c, unsigned kind)
{
	cconv_convolution *conv = &c->conv;
	int32_t height, width;

	conv->format = kind % 2 ? CCONV_FIXED16 : CCONV_FIXED8;
	conv->in = (cconv_element)(kind / 2 % 3);
	conv->out = (cconv_element)(kind / 3 % 3);
	conv->relu = kind / 5 % 2;
	conv->pool_relu = kind / 7 % 2;
	conv->pool = (cconv_fused_pool)(kind / 4 % 3);
	conv->sums = kind / 6 % 2;
	if (cconv_convolution_output(conv, &height, &width))
		conv->pool = CCONV_NO_POOL;
}

bool listed_case(size_t index, unsigned turn, struct convolution_case *c)
{
	if (turn >= TURNS)
		return false;
	*c = listed[index];
	set_kind(c, turn + (unsigned)index * 5);
	c->shares = 1 + (int32_t)turn / 3 % 5;
	c->fill = (enum fill)((turn + index * 3) % FILL_COUNT);
	c->weights = (enum fill)(turn / 2 % FILL_COUNT);
	return true;
}

struct convolution_case random_case(size_t most_images)
{
	struct convolution_case c;
	cconv_convolution *conv = &c.conv;
	int32_t height, width;

	do {
		memset(&c, 0, sizeof(c));
		conv->in_height = between(1, 9);
		conv->in_width = between(1, 9);
		conv->in_channels = between(1, between(1, 40));
		conv->out_channels = between(1, 60);
		conv->kernel_height = between(1, 7);
		conv->kernel_width = between(1, 7);
		if (between(0, 2) == 0) {
			conv->kernel_height = conv->in_height;
			conv->kernel_width = conv->in_width;
		}
		conv->stride = between(1, 3);
		conv->pad = between(0, 2);
		conv->pad_value = between(-200, 200);
		set_kind(&c, next_random() % 5040);
	} while (cconv_convolution_output(conv, &height, &width));
	c.images = (size_t)between(1, 3);
	if (height == 1 && width == 1)
		c.images = (size_t)between(1, (int32_t)most_images);
	c.shares = between(1, 5);
	c.fill = (enum fill)between(0, FILL_COUNT - 1);
	c.weights = (enum fill)between(0, FILL_COUNT - 1);
	return c;
}

size_t element_size(cconv_element element)
{
	return element == CCONV_WORD ? 4 : (size_t)element;
}

size_t weight_count(const cconv_convolution *conv)
{
	return (size_t)conv->out_channels * (size_t)conv->kernel_height *
	       (size_t)conv->kernel_width * (size_t)conv->in_channels;
}

static int32_t value(size_t i, enum fill fill, int32_t least)
{
	int32_t most = -1 - least;

	switch (fill) {
	case FILL_RANDOM:
		return (int32_t)(next_random() << 7 ^ next_random());
	case FILL_LEAST:
		return least;
	case FILL_MOST:
		return most;
	case FILL_EXTREMES:
		return i % 2 ? least : most;
	case FILL_SMALL:
		return between(-3, 3);
	case FILL_FIFTEEN:
		return 15;
	case FILL_PEAKS:
		return between(0, 99) == 0 ? least : between(-3, 3);
	case FILL_ZERO:
	case FILL_COUNT:
		break;
	}
	return 0;
}

void fill_elements(const struct guarded *out, cconv_element element,
		   cconv_format format, enum fill fill)
{
	bool bytes = element == CCONV_INT8 || format == CCONV_FIXED8;

	for (size_t i = 0; i < out->size / element_size(element); i++) {
		int32_t word = value(i, fill, bytes ? INT8_MIN : INT16_MIN);
		int16_t half = (int16_t)word;
		int8_t byte = (int8_t)word;
		uint8_t *at = out->bytes + i * element_size(element);

		if (element == CCONV_WORD)
			memcpy(at, &word, sizeof(word));
		else if (element == CCONV_INT16)
			memcpy(at, &half, sizeof(half));
		else
			memcpy(at, &byte, sizeof(byte));
	}
}

void print_case(const struct convolution_case *c)
{
	const cconv_convolution *conv = &c->conv;

	printf("%zu of %dx%dx%d, %d filters %dx%d, stride %d, pad %d of %d, "
	       "fixed%d, relu %d, elements %d to %d, pool %d %d, sums %d, "
	       "%d shares, fills %d and %d\n",
	       c->images, (int)conv->in_height, (int)conv->in_width,
	       (int)conv->in_channels, (int)conv->out_channels,
	       (int)conv->kernel_height, (int)conv->kernel_width,
	       (int)conv->stride, (int)conv->pad, (int)conv->pad_value,
	       (int)conv->format, conv->relu, (int)conv->in, (int)conv->out,
	       (int)conv->pool, conv->pool_relu, conv->sums,
	       (int)c->shares, (int)c->fill,
	       (int)c->weights);
}
