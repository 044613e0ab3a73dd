// SPDX-License-Identifier: BSD-3-Clause
/*
 * The stream protocol of the overlay cores. Words go into a FIFO that knows
 * no packets: a short message leaves the core waiting, across transfers,
 * until the fabric is reset.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

/* The largest weight load of any overlay: LeNet's ip1. */
#define MAX_UNIT_WORDS 400000u

int csim_core_init(struct csim_core *core, const struct csim_overlay *overlay)
{
	*core = (struct csim_core){ .overlay = overlay };
	core->level = cconv_level_preferred();
	core->unit = calloc(MAX_UNIT_WORDS, sizeof(int32_t));
	core->maps[0] = calloc(SIM_MAX_MAP_WORDS, sizeof(int32_t));
	core->maps[1] = calloc(SIM_MAX_MAP_WORDS, sizeof(int32_t));
	if (core->unit && core->maps[0] && core->maps[1])
		return 0;
	csim_core_free(core);
	return -ENOMEM;
}

static void forget_layers(struct csim_core *core)
{
	int i;

	for (i = 0; i < SIM_MAX_SLOTS; i++) {
		free(core->layers[i].packed);
		free(core->layers[i].scratch);
		core->layers[i] = (struct csim_layer){ .loaded = false };
	}
}

void csim_core_free(struct csim_core *core)
{
	forget_layers(core);
	free(core->unit);
	free(core->reply);
	free(core->maps[0]);
	free(core->maps[1]);
}

void csim_core_reply_done(struct csim_core *core)
{
	core->reply_count = 0;
	core->reply_taken = 0;
	core->reply_complete = false;
	core->state = SIM_CORE_HEADER;
	core->header_count = 0;
	core->unit_count = 0;
}

void csim_core_reset(struct csim_core *core)
{
	forget_layers(core);
	csim_core_reply_done(core);
}

/* A core that cannot go on takes no more input. */
static void hang(struct csim_core *core)
{
	core->state = SIM_CORE_HUNG;
}

static void answer(struct csim_core *core, const int32_t *words, size_t count)
{
	size_t room = core->reply_room;
	int32_t *grown;

	while (room < core->reply_count + count)
		room = room ? 2 * room : 1024;
	if (room != core->reply_room) {
		grown = realloc(core->reply, room * sizeof(*grown));
		if (!grown) {
			hang(core);
			return;
		}
		core->reply = grown;
		core->reply_room = room;
	}
	memcpy(core->reply + core->reply_count, words, count * sizeof(*words));
	core->reply_count += count;
}

static void begin_inference(struct csim_core *core)
{
	int32_t batch = core->header[SIM_BATCH];

	if (!csim_layers_loaded(core)) {
		core->state = SIM_CORE_SWALLOW;
		return;
	}
	if (batch < 0 || !csim_layers_agree(core, core->header)) {
		hang(core);
		return;
	}
	core->images_left = (uint64_t)batch;
	core->unit_size = (size_t)core->header[SIM_IN_SIDE] *
			  (size_t)core->header[SIM_IN_SIDE] *
			  (size_t)core->header[SIM_IN_CHANNELS];
	core->cost_ns = csim_timing_images(core->overlay, core->images_left);
	core->state = SIM_CORE_BODY;
	answer(core, core->header, SIM_HEADER_WORDS);
	core->reply_complete = batch == 0 && core->state != SIM_CORE_HUNG;
}

static void begin_weights(struct csim_core *core)
{
	int slot = csim_layer_slot(core->overlay, core->header[SIM_MODE]);
	cconv_convolution shape;

	if (slot < 0 || !csim_layer_shape(core, slot, core->header, &shape)) {
		hang(core);
		return;
	}
	core->unit_size = (size_t)shape.out_channels *
			  (size_t)shape.kernel_height *
			  (size_t)shape.kernel_width *
			  (size_t)shape.in_channels;
	core->cost_ns = csim_timing_weights(core->unit_size);
	core->state = SIM_CORE_BODY;
	answer(core, core->header, SIM_HEADER_WORDS);
}

static void finish_weights(struct csim_core *core)
{
	int slot = csim_layer_slot(core->overlay, core->header[SIM_MODE]);
	cconv_convolution shape;

	if (!csim_layer_shape(core, slot, core->header, &shape) ||
	    csim_layer_load(core, slot, &shape, core->unit)) {
		hang(core);
		return;
	}
	answer(core, core->unit, core->unit_size);
	core->reply_complete = core->state != SIM_CORE_HUNG;
}

static void finish_image(struct csim_core *core)
{
	size_t outputs = (size_t)core->header[SIM_OUT_CHANNELS] *
			 (size_t)core->header[SIM_OUT_SIDE] *
			 (size_t)core->header[SIM_OUT_SIDE];

	answer(core, csim_layers_run(core, core->unit), outputs);
	core->images_left--;
	core->reply_complete = core->images_left == 0 &&
			       core->state != SIM_CORE_HUNG;
}

static size_t take_header(struct csim_core *core, const int32_t *words,
			  size_t count)
{
	size_t taken = SIM_HEADER_WORDS - core->header_count;

	if (taken > count)
		taken = count;
	memcpy(core->header + core->header_count, words,
	       taken * sizeof(*words));
	core->header_count += taken;
	if (core->header_count < SIM_HEADER_WORDS)
		return taken;
	if (core->header[SIM_MODE] == 0)
		begin_inference(core);
	else
		begin_weights(core);
	return taken;
}

static size_t take_body(struct csim_core *core, const int32_t *words,
			size_t count)
{
	size_t taken = core->unit_size - core->unit_count;

	if (taken > count)
		taken = count;
	memcpy(core->unit + core->unit_count, words, taken * sizeof(*words));
	core->unit_count += taken;
	if (core->unit_count < core->unit_size)
		return taken;
	core->unit_count = 0;
	if (core->header[SIM_MODE] == 0)
		finish_image(core);
	else
		finish_weights(core);
	return taken;
}

size_t csim_core_take(struct csim_core *core, const int32_t *words,
		      size_t count)
{
	size_t taken = 0;

	/* A reply that nobody reads blocks the input. */
	while (taken < count && !core->reply_complete) {
		switch (core->state) {
		case SIM_CORE_HEADER:
			taken += take_header(core, words + taken,
					     count - taken);
			break;
		case SIM_CORE_BODY:
			taken += take_body(core, words + taken, count - taken);
			break;
		case SIM_CORE_SWALLOW:
			return count;
		case SIM_CORE_HUNG:
			return taken;
		}
	}
	return taken;
}
