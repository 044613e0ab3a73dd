// SPDX-License-Identifier: BSD-3-Clause
#include <errno.h>
#include <stdlib.h>

#include "internal.h"

int csim_layer_slot(const struct csim_overlay *overlay, int32_t ordinal)
{
	int32_t found = 0;
	int slot;

	for (slot = 0; slot < overlay->slot_count; slot++)
		if (overlay->slots[slot].kind == SIM_CONVOLUTION &&
		    ++found == ordinal)
			return slot;
	return -1;
}

static bool within(int32_t value, int32_t largest)
{
	return value >= 1 && value <= largest;
}

bool csim_layer_shape(const struct csim_core *core, int slot,
		      const int32_t *header, cconv_convolution *shape)
{
	const struct csim_slot *room = &core->overlay->slots[slot];
	int32_t kernel = header[SIM_KERNEL], pad = header[SIM_PAD];

	if (!within(kernel, room->kernel) ||
	    !within(header[SIM_IN_CHANNELS], room->in_channels) ||
	    !within(header[SIM_IN_SIDE], room->in_side) ||
	    !within(header[SIM_OUT_CHANNELS], room->out_channels) ||
	    !within(header[SIM_OUT_SIDE], room->out_side) || pad < 0 ||
	    pad >= kernel)
		return false;
	if (header[SIM_OUT_SIDE] != header[SIM_IN_SIDE] + 2 * pad - kernel + 1)
		return false;
	*shape = (cconv_convolution){
		.in_height = header[SIM_IN_SIDE],
		.in_width = header[SIM_IN_SIDE],
		.in_channels = header[SIM_IN_CHANNELS],
		.out_channels = header[SIM_OUT_CHANNELS],
		.kernel_height = kernel,
		.kernel_width = kernel,
		.stride = 1,
		.pad = pad,
		/* The published cores pad with the value of pad. */
		.pad_value = pad,
		.format = core->overlay->format,
		.relu = room->relu,
	};
	return true;
}

static void *aligned(size_t size)
{
	return aligned_alloc(64, (size + 63) & ~(size_t)63);
}

int csim_layer_load(struct csim_core *core, int slot,
		    const cconv_convolution *shape, const int32_t *weights)
{
	struct csim_layer *layer = &core->layers[slot];
	size_t packed_size, scratch_size;

	if (cconv_packed_size(shape, core->level, &packed_size) ||
	    cconv_scratch_size(shape, core->level, &scratch_size))
		return -EINVAL;
	free(layer->packed);
	free(layer->scratch);
	*layer = (struct csim_layer){
		.shape = *shape,
		.out_side = shape->in_height + 2 * shape->pad -
			    shape->kernel_height + 1,
		.packed = aligned(packed_size),
		.scratch = aligned(scratch_size ? scratch_size : 1),
	};
	if (!layer->packed || !layer->scratch)
		return -ENOMEM;
	layer->loaded =
		!cconv_pack(shape, core->level, weights, layer->packed);
	return layer->loaded ? 0 : -EINVAL;
}

bool csim_layers_loaded(const struct csim_core *core)
{
	int slot;

	for (slot = 0; slot < core->overlay->slot_count; slot++)
		if (core->overlay->slots[slot].kind == SIM_CONVOLUTION &&
		    !core->layers[slot].loaded)
			return false;
	return true;
}

bool csim_layers_agree(const struct csim_core *core, const int32_t *header)
{
	int32_t side = header[SIM_IN_SIDE], channels = header[SIM_IN_CHANNELS];
	int slot;

	for (slot = 0; slot < core->overlay->slot_count; slot++) {
		const struct csim_layer *layer = &core->layers[slot];

		if (core->overlay->slots[slot].kind != SIM_CONVOLUTION) {
			side /= 2;
			if (side < 1)
				return false;
			continue;
		}
		if (layer->shape.in_height != side ||
		    layer->shape.in_channels != channels)
			return false;
		side = layer->out_side;
		channels = layer->shape.out_channels;
	}
	return header[SIM_OUT_SIDE] == side &&
	       header[SIM_OUT_CHANNELS] == channels;
}

const int32_t *csim_layers_run(struct csim_core *core, const int32_t *image)
{
	cconv_pooling pool = { .window = 2, .stride = 2 };
	const int32_t *in = image;
	int slot;

	for (slot = 0; slot < core->overlay->slot_count; slot++) {
		const struct csim_slot *step = &core->overlay->slots[slot];
		struct csim_layer *layer = &core->layers[slot];
		int32_t *out = core->maps[slot % 2];

		if (step->kind == SIM_CONVOLUTION) {
			cconv_convolve(&layer->shape, core->level, 1, in,
				       layer->packed, out, layer->scratch,
				       NULL);
			pool.in_height = layer->out_side;
			pool.in_width = layer->out_side;
			pool.channels = layer->shape.out_channels;
		} else {
			pool.relu = step->relu;
			if (step->kind == SIM_MAX_POOL)
				cconv_max_pool(&pool, core->level, in, out);
			else
				cconv_average_pool(&pool, core->level, in,
						   out);
		}
		in = out;
	}
	return in;
}
