/* SPDX-License-Identifier: BSD-3-Clause */
#include "../conv.h"

#if defined(__x86_64__)

#include <string.h>

#include "vnni_layout.h"

uint64_t cconv_vnni_packed_size(const struct cconv_geometry *g)
{
	return cconv_vnni_layout_of(g).size;
}

uint64_t cconv_vnni_scratch_size(const struct cconv_geometry *g)
{
	return cconv_vnni_layout_of(g).scratch_size;
}

static void pack_cell_offsets(const struct cconv_geometry *g,
			      const struct cconv_vnni_layout *layout,
			      size_t *offsets)
{
	size_t pitch = g->padded_pitch, below = g->rows / 4 * 4;
	size_t right = layout->right_at - layout->below_at;

	for (size_t row = 0; row < below; row += 4)
		for (size_t x = 0; x < g->run; x++)
			*offsets++ = (row * pitch + x) * layout->step;
	for (size_t row = below; row < g->rows; row++)
		for (size_t x = 0; x < g->run; x += 4)
			*offsets++ = right + (row * pitch + x) * layout->step;
}

static void pack_offsets(const struct cconv_geometry *g,
			 const struct cconv_vnni_layout *layout,
			 size_t *offsets)
{
	if (layout->cells) {
		pack_cell_offsets(g, layout, offsets);
		return;
	}
	cconv_group_offsets(g, layout->width, offsets);
	for (size_t i = 0; i < layout->groups; i++)
		offsets[i] *= layout->step;
}

/* As cconv_tap(), of cells. */
static int32_t cell_tap(const struct cconv_geometry *g,
			const struct cconv_vnni_layout *layout,
			const int32_t *weights, size_t o, size_t group,
			size_t tap)
{
	size_t in_row = (g->run + 3) / 4, row, x;

	if (group < layout->tall) {
		row = group / g->run * 4 + tap;
		x = group % g->run;
	} else {
		group -= layout->tall;
		row = g->rows / 4 * 4 + group / in_row;
		x = group % in_row * 4 + tap;
	}
	if (o >= g->out_channels || x >= g->run)
		return 0;
	return cconv_weight(g, weights,
			    o * cconv_kernel_size(g) + row * g->run + x);
}

/* One group of one channel. */
static void pack_group(const struct cconv_geometry *g,
		       const struct cconv_vnni_layout *layout,
		       const int32_t *weights, size_t o, size_t group,
		       void *out, uint32_t *first)
{
	int16_t *halves = out;
	int8_t *bytes = out;

	for (size_t tap = 0; tap < layout->width; tap++) {
		int32_t weight =
			layout->cells
				? cell_tap(g, layout, weights, o, group, tap)
				: cconv_tap(g, weights, o, group,
					    layout->width, tap);

		if (g->bits == 8) {
			bytes[tap] = (int8_t)weight;
			*first -= 128 * (uint32_t)weight;
		} else {
			halves[tap] = (int16_t)weight;
		}
	}
}

/* One vector; lanes beyond @channels repeat them. Returns its end. */
static char *pack_vector(const struct cconv_geometry *g,
			 const struct cconv_vnni_layout *layout,
			 const int32_t *weights, size_t o, size_t lanes,
			 size_t channels, char *out, uint32_t *first)
{
	for (size_t group = 0; group < layout->groups; group++)
		for (size_t lane = 0; lane < lanes; lane++) {
			pack_group(g, layout, weights, o + lane % channels,
				   group, out, &first[lane]);
			out += CCONV_VNNI_GROUP_BYTES;
		}
	return out;
}

void cconv_vnni_pack(const struct cconv_geometry *g, const int32_t *weights,
		     void *packed)
{
	struct cconv_vnni_layout layout = cconv_vnni_layout_of(g);
	uint32_t *first = (uint32_t *)((char *)packed + layout.first_at);
	char *out = (char *)packed + layout.weights_at;
	size_t lanes = CCONV_VNNI_LANES, channels = lanes;

	pack_offsets(g, &layout, packed);
	memset(first, 0, layout.vectors * CCONV_VNNI_VECTOR_BYTES);
	for (size_t v = 0; v < layout.vectors; v++) {
		if (v == layout.vectors - 1 && layout.tail) {
			lanes = CCONV_VNNI_TAIL_LANES;
			channels = layout.paired ? lanes / 2 : lanes;
		}
		out = pack_vector(g, &layout, weights, v * CCONV_VNNI_LANES,
				  lanes, channels, out,
				  first + v * CCONV_VNNI_LANES);
	}
}

#endif
