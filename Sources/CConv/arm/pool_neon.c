/* SPDX-License-Identifier: BSD-3-Clause */
#include "../conv.h"

#if defined(CCONV_HAS_NEON)

#include "neon.h"

#define LANES CCONV_WORD_LANES

/*
 * Through doubles, because a Cortex-A9 divides no integers: a quotient that is
 * no whole number is at least 1 / divisor away from one, 2^22 times what
 * rounding can move it, so truncation is exact.
 */
CCONV_INLINE int32x4_t divide(int32x4_t words, double divisor)
{
	int32_t lanes[LANES];

	vst1q_s32(lanes, words);
	CCONV_EACH(i, LANES)
		lanes[i] = (int32_t)(lanes[i] / divisor);
	return vld1q_s32(lanes);
}

/* Wraps; gcc's vaddq_s32() is a sum in C, which must not. */
CCONV_INLINE int32x4_t add(int32x4_t a, int32x4_t b)
{
	return vreinterpretq_s32_u32(vaddq_u32(vreinterpretq_u32_s32(a),
					       vreinterpretq_u32_s32(b)));
}

CCONV_INLINE int32x4_t reduce(const struct cconv_pool_geometry *g,
			      const int32_t *in, size_t count, bool average)
{
	int32x4_t result = vdupq_n_s32(average ? 0 : INT32_MIN);

	for (size_t y = 0; y < g->window; y++) {
		for (size_t x = 0; x < g->window; x++) {
			int32x4_t words = cconv_load_words(
				in + y * g->in_pitch + x * g->channels, count);

			result = average ? add(result, words)
					 : vmaxq_s32(result, words);
		}
	}
	return result;
}

CCONV_INLINE void pool(const struct cconv_pool_geometry *g, const int32_t *in,
		       int32_t *out, bool average)
{
	double divisor = (double)(g->window * g->window);

	for (size_t y = 0; y < g->out_height; y++) {
		for (size_t x = 0; x < g->out_width; x++) {
			const int32_t *window =
				in + y * g->row_step + x * g->pixel_step;

			for (size_t c = 0; c < g->channels; c += LANES) {
				size_t count = g->channels - c;
				int32x4_t words = reduce(g, window + c, count,
							 average);

				if (average && g->window == 2)
					words = cconv_divide(words, 2);
				else if (average)
					words = divide(words, divisor);
				cconv_store_words(out + c,
						  cconv_rectify(words, g->relu),
						  count);
			}
			out += g->channels;
		}
	}
}

void cconv_max_pool__neon(const struct cconv_pool_geometry *g,
			  const int32_t *in, int32_t *out)
{
	pool(g, in, out, false);
}

void cconv_average_pool__neon(const struct cconv_pool_geometry *g,
			      const int32_t *in, int32_t *out)
{
	pool(g, in, out, true);
}

void cconv_relu__neon(int32_t *words, size_t count)
{
	size_t i = 0;

	for (; i + LANES <= count; i += LANES)
		vst1q_s32(words + i,
			  cconv_rectify(vld1q_s32(words + i), true));
	cconv_relu__scalar(words + i, count - i);
}

#endif
