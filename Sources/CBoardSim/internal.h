/* SPDX-License-Identifier: BSD-3-Clause */
/* What the files of CBoardSim share; never installed. */
#ifndef CBOARDSIM_INTERNAL_H
#define CBOARDSIM_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cconv.h"
#include "cdriver_backend.h"

/* ---- overlays (overlay.c) ---- */

enum sim_slot_kind { SIM_CONVOLUTION, SIM_MAX_POOL, SIM_AVERAGE_POOL };

/* A step of an overlay's chain; sizes are capacities. */
struct sim_slot {
	enum sim_slot_kind kind;
	bool relu;
	int32_t kernel, in_channels, in_side, out_channels, out_side;
};

#define SIM_MAX_SLOTS 8
#define SIM_MAX_MAP_WORDS (32 * 32 * 32)

struct sim_overlay {
	const char *option;
	const char *name;
	cconv_format format;
	uint64_t image_ns; /* modelled time of one image */
	int slot_count;
	struct sim_slot slots[SIM_MAX_SLOTS];
};

const struct sim_overlay *sim_overlay_find(const char *option, size_t length);

/* ---- options and faults (options.c, faults.c) ---- */

enum sim_fault_kind {
	SIM_SLVERR,
	SIM_DECERR,
	SIM_INTERR,
	SIM_NO_TLAST,
	SIM_EARLY_TLAST,
	SIM_LOST_IRQ,
	SIM_STUCK,
	SIM_BAD_REPLY,
	SIM_BAD_WEIGHTS,
	SIM_UNPROGRAMMED,
	SIM_FAULT_KINDS,
};

struct sim_fault {
	enum sim_fault_kind kind;
	uint64_t first;   /* exchange, from 1 */
	uint64_t times;   /* UINT64_MAX: always */
	uint64_t happened;
};

#define SIM_MAX_FAULTS 16

struct sim_options {
	const struct sim_overlay *overlay;
	uint64_t latency_ns;
	int fault_count;
	struct sim_fault faults[SIM_MAX_FAULTS];
};

const char *sim_fault_name(enum sim_fault_kind kind);

/* Returns 0, or -EINVAL with a sentence in @message. */
int sim_options_parse(const char *text, struct sim_options *options,
		      char *message, size_t message_size);

/* ---- memory (memory.c) ---- */

struct sim_buffer {
	struct sim_buffer *next;
	unsigned char *cpu; /* what the CPU sees */
	unsigned char *ddr; /* what the DMA sees */
	uint64_t bus;
	size_t size;
};

struct sim_memory {
	struct sim_buffer *first;
	uint64_t next_bus;
	size_t used;
};

int sim_memory_alloc(struct sim_memory *memory, size_t size,
		     struct cdrv_memory *out);
void sim_memory_free(struct sim_memory *memory, struct cdrv_memory *buffer);
void sim_memory_free_all(struct sim_memory *memory);
void sim_memory_sync(struct cdrv_memory *buffer, size_t offset, size_t length,
		     enum cdrv_sync_direction direction);
/* NULL unless the range lies inside one live buffer. */
unsigned char *sim_memory_at(const struct sim_memory *memory, uint64_t bus,
			     size_t length);

/* ---- core (core.c, layers.c) ---- */

#define SIM_HEADER_WORDS 8

enum sim_header {
	SIM_MODE,
	SIM_BATCH,
	SIM_KERNEL,
	SIM_IN_CHANNELS,
	SIM_IN_SIDE,
	SIM_OUT_CHANNELS,
	SIM_OUT_SIDE,
	SIM_PAD,
};

enum sim_core_state {
	SIM_CORE_HEADER,  /* collecting header words */
	SIM_CORE_BODY,    /* collecting weights or images */
	SIM_CORE_SWALLOW, /* takes input, will never answer */
	SIM_CORE_HUNG,    /* takes nothing */
};

/* A loaded layer. */
struct sim_layer {
	bool loaded;
	cconv_convolution shape;
	int32_t out_side;
	void *packed;
	void *scratch;
};

struct sim_core {
	const struct sim_overlay *overlay;
	cconv_level level;
	enum sim_core_state state;
	int32_t header[SIM_HEADER_WORDS];
	size_t header_count;
	/* Words of the body still to come, and the unit being collected:
	 * all weights of a layer, or one image. */
	uint64_t images_left;
	int32_t *unit;
	size_t unit_size, unit_count;
	/* The reply. */
	int32_t *reply;
	size_t reply_count, reply_room, reply_taken;
	bool reply_complete;
	uint64_t cost_ns; /* modelled time of the message */
	struct sim_layer layers[SIM_MAX_SLOTS];
	int32_t *maps[2];
};

int sim_core_init(struct sim_core *core, const struct sim_overlay *overlay);
void sim_core_free(struct sim_core *core);
void sim_core_reset(struct sim_core *core);
/* Offer words; returns how many the core took. */
size_t sim_core_take(struct sim_core *core, const int32_t *words,
		     size_t count);
/* The reply has been read. */
void sim_core_reply_done(struct sim_core *core);

/* Whether the header of a weight load fits the slot; fills in the shape. */
bool sim_layer_shape(const struct sim_core *core, int slot,
		     const int32_t *header, cconv_convolution *shape);
int sim_layer_load(struct sim_core *core, int slot,
		   const cconv_convolution *shape, const int32_t *weights);
/* Slot index of the @ordinal-th (from 1) layer with weights, or -1. */
int sim_layer_slot(const struct sim_overlay *overlay, int32_t ordinal);
bool sim_layers_loaded(const struct sim_core *core);
/* Whether the loaded layers fit each other and the inference header. */
bool sim_layers_agree(const struct sim_core *core, const int32_t *header);
/* Run one image; returns the output words. */
const int32_t *sim_layers_run(struct sim_core *core, const int32_t *image);

/* ---- DMA (dma.c) ---- */

enum sim_event { SIM_NOTHING, SIM_COMPLETE, SIM_ERROR };

struct sim_channel {
	uint32_t cr, sr, address, length;
	bool active;          /* LENGTH was written, not ended yet */
	uint32_t start;       /* address of the transfer */
	unsigned char *data;
	size_t size, moved;   /* bytes */
	enum sim_event pending;
	uint32_t error;       /* DMASR bits of a pending error */
	uint64_t due_ns;
};

struct sim_dma {
	struct sim_channel mm2s, s2mm;
	bool irq_lost;
};

void sim_dma_reset(struct sim_dma *dma);
uint32_t sim_dma_read(const struct sim_dma *dma, uint32_t offset);
/* What a write asks of the board. */
enum sim_dma_action { SIM_NO_ACTION, SIM_MM2S_STARTS, SIM_S2MM_STARTS };
enum sim_dma_action sim_dma_write(struct sim_dma *dma, uint32_t offset,
				  uint32_t value);
void sim_channel_schedule(struct sim_channel *channel, enum sim_event event,
			  uint32_t error, uint64_t due_ns);
/* Let events that are due happen. */
void sim_dma_advance(struct sim_dma *dma, uint64_t now_ns);
bool sim_dma_interrupt(const struct sim_dma *dma);

/* ---- stream switch (stream_switch.c) ---- */

#define SIM_SWITCH_OUTPUTS 7

struct sim_switch {
	uint32_t staged[SIM_SWITCH_OUTPUTS], active[SIM_SWITCH_OUTPUTS];
};

void sim_switch_reset(struct sim_switch *sw);
uint32_t sim_switch_read(const struct sim_switch *sw, uint32_t offset);
/* Returns true when routes took effect. */
bool sim_switch_write(struct sim_switch *sw, uint32_t offset, uint32_t value);
bool sim_switch_connects(const struct sim_switch *sw, uint32_t input,
			 uint32_t output);

/* ---- board (board.c, traffic.c) ---- */

#define SIM_DMA_COUNT 2

struct sim_board {
	struct sim_options options;
	uint64_t now_ns;
	struct sim_memory memory;
	struct sim_dma dma[SIM_DMA_COUNT];
	struct sim_switch stream_switch;
	struct sim_core core;
	uint64_t exchanges;
	uint64_t started_ns; /* when the current exchange began */
	const struct sim_dma *sender; /* engine of the current exchange */
	bool strikes[SIM_FAULT_KINDS]; /* faults of the current exchange */
	bool unprogrammed;
	bool stuck;
	bool slcr_locked;
	uint32_t fpga_reset;
};

/* A fault of @kind for the current exchange; counts it. */
bool sim_fault_strikes(struct sim_board *board, enum sim_fault_kind kind);
/* The fabric was reset: lasting faults end when they have lasted. */
void sim_faults_fabric_reset(struct sim_board *board);

/* An MM2S or S2MM transfer of engine @index was asked for. */
void sim_traffic_mm2s(struct sim_board *board, int index);
void sim_traffic_s2mm(struct sim_board *board, int index);
/* Move words wherever they can go. */
void sim_traffic_pump(struct sim_board *board);

/* ---- timing (timing.c) ---- */

uint64_t sim_timing_weights(size_t words);
uint64_t sim_timing_images(const struct sim_overlay *overlay, uint64_t images);
uint64_t sim_timing_words(size_t words);
#define SIM_REGISTER_NS 100u

#endif
