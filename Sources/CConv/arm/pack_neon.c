/* SPDX-License-Identifier: BSD-3-Clause */
#include "../conv.h"

#if defined(CCONV_HAS_NEON)

#include <string.h>

#include "layout.h"

/* 16-bit sums pay only when this many taps share one, or more. */
#define LEAST_DEPTH 8

/* 255 times the least input, -128, is the last multiple within 16 bits. */
#define MOST_WEIGHT 255

struct layout cconv_neon_layout(const struct cconv_geometry *g, bool narrow)
{
	size_t lanes = narrow ? NARROW_LANES : WIDE_LANES;
	size_t vectors = (g->out_channels + lanes - 1) / lanes;
	size_t taps = cconv_kernel_size(g);

	return (struct layout){
		.narrow = narrow,
		.lanes = lanes,
		.vectors = vectors,
		.blocks = (vectors + BLOCK_VECTORS - 1) / BLOCK_VECTORS,
		.spans = g->rows + (narrow ? taps / LEAST_DEPTH : 0),
		.taps = taps,
	};
}

static uint64_t size_of(const struct cconv_geometry *g, bool narrow)
{
	struct layout layout = cconv_neon_layout(g, narrow);

	return cconv_neon_weights_at(&layout) +
	       (uint64_t)layout.vectors * layout.taps * 8;
}

uint64_t cconv_packed_size__neon(const struct cconv_geometry *g)
{
	uint64_t wide = size_of(g, false), narrow = size_of(g, true);

	return g->bits == 8 && narrow > wide ? narrow : wide;
}

/* Adds |weight| of @tap to each channel's sum; whether all stay in range. */
static bool add_tap(const struct cconv_geometry *g, const int32_t *weights,
		    size_t channel, size_t tap, int32_t *sums)
{
	bool fits = true;

	for (size_t i = 0; i < BLOCK_VECTORS * NARROW_LANES; i++) {
		int32_t weight;

		if (channel + i >= g->out_channels)
			break;
		weight = cconv_weight(
			g, weights,
			(channel + i) * cconv_kernel_size(g) + tap);
		sums[i] += weight < 0 ? -weight : weight;
		fits = fits && sums[i] <= MOST_WEIGHT;
	}
	return fits;
}

/* The spans of the block that begins at @channel; false if they are so many
 * that wide weights are faster. */
static bool narrow_spans(const struct cconv_geometry *g,
			 const struct layout *layout, const int32_t *weights,
			 size_t channel, struct span *spans)
{
	int32_t sums[BLOCK_VECTORS * NARROW_LANES] = { 0 };
	size_t flushes = 1;
	struct span *span = spans - 1;

	memset(spans, 0, layout->spans * sizeof(*spans));
	for (size_t tap = 0; tap < layout->taps; tap++) {
		bool fits = add_tap(g, weights, channel, tap, sums);

		if (!fits) {
			if (++flushes * LEAST_DEPTH > layout->taps)
				return false;
			span->flush = true;
			memset(sums, 0, sizeof(sums));
			add_tap(g, weights, channel, tap, sums);
		}
		if (!fits || tap % g->run == 0) {
			span++;
			span->offset = tap / g->run * g->padded_pitch +
				       tap % g->run;
		}
		span->taps++;
	}
	span->flush = true;
	return flushes * LEAST_DEPTH <= layout->taps;
}

static bool pack_narrow_spans(const struct cconv_geometry *g,
			      const int32_t *weights, void *packed)
{
	struct layout layout = cconv_neon_layout(g, true);
	struct span *spans = (struct span *)((char *)packed + 64);

	for (size_t b = 0; b < layout.blocks; b++)
		if (!narrow_spans(g, &layout, weights,
				  b * BLOCK_VECTORS * NARROW_LANES,
				  spans + b * layout.spans))
			return false;
	return true;
}

static void pack_wide_spans(const struct cconv_geometry *g, void *packed)
{
	struct layout layout = cconv_neon_layout(g, false);
	struct span *spans = (struct span *)((char *)packed + 64);

	for (size_t i = 0; i < layout.blocks * layout.spans; i++)
		spans[i] = (struct span){
			.offset = i % g->rows * g->padded_pitch,
			.taps = (uint32_t)g->run,
		};
}

static void pack_weights(const struct cconv_geometry *g,
			 const struct layout *layout, const int32_t *weights,
			 void *packed)
{
	void *out = (char *)packed + cconv_neon_weights_at(layout);
	int16_t *halves = out;
	int8_t *bytes = out;

	for (size_t v = 0; v < layout->vectors; v += BLOCK_VECTORS) {
		size_t lanes = layout->lanes * BLOCK_VECTORS;

		if (layout->vectors - v < BLOCK_VECTORS)
			lanes = (layout->vectors - v) * layout->lanes;
		for (size_t i = 0; i < layout->taps * lanes; i++) {
			size_t o = v * layout->lanes + i % lanes;
			int32_t weight = 0;

			if (o < g->out_channels)
				weight = cconv_weight(g, weights,
						      o * layout->taps +
							      i / lanes);
			if (layout->narrow)
				*bytes++ = (int8_t)weight;
			else
				*halves++ = (int16_t)weight;
		}
	}
}

void cconv_pack__neon(const struct cconv_geometry *g, const int32_t *weights,
		      void *packed)
{
	bool narrow = g->bits == 8 && pack_narrow_spans(g, weights, packed);
	struct layout layout = cconv_neon_layout(g, narrow);

	*(bool *)packed = narrow;
	if (!narrow)
		pack_wide_spans(g, packed);
	pack_weights(g, &layout, weights, packed);
}

#endif
