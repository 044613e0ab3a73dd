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

enum csim_slot_kind { SIM_CONVOLUTION, SIM_MAX_POOL, SIM_AVERAGE_POOL };

/* A step of an overlay's chain; sizes are capacities. */
struct csim_slot {
	enum csim_slot_kind kind;
	bool relu;
	int32_t kernel, in_channels, in_side, out_channels, out_side;
};

#define SIM_MAX_SLOTS 8
#define SIM_MAX_MAP_WORDS (32 * 32 * 32)

struct csim_overlay {
	const char *option;
	const char *name;
	cconv_format format;
	uint64_t image_ns; /* modelled time of one image */
	int slot_count;
	struct csim_slot slots[SIM_MAX_SLOTS];
};

const struct csim_overlay *csim_overlay_find(const char *option, size_t length);

/* ---- options and faults (options.c, faults.c) ---- */

enum csim_fault_kind {
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

struct csim_fault {
	enum csim_fault_kind kind;
	uint64_t first;   /* exchange, from 1 */
	uint64_t times;   /* UINT64_MAX: always */
	uint64_t happened;
};

#define SIM_MAX_FAULTS 16

struct csim_options {
	const struct csim_overlay *overlay;
	bool gathers; /* the engines do scatter-gather */
	uint64_t latency_ns;
	int fault_count;
	struct csim_fault faults[SIM_MAX_FAULTS];
};

const char *csim_fault_name(enum csim_fault_kind kind);

/* Returns 0, or -EINVAL with a sentence in @message. */
int csim_options_parse(const char *text, struct csim_options *options,
		       char *message, size_t message_size);

/* ---- memory (memory.c) ---- */

struct csim_buffer {
	struct csim_buffer *next;
	unsigned char *cpu; /* what the CPU sees */
	unsigned char *ddr; /* what the DMA sees */
	uint64_t bus;
	size_t size;
};

struct csim_memory {
	struct csim_buffer *first;
	uint64_t next_bus;
	size_t used;
	/* Instead of buffers of our own: somebody else's bus. */
	void *(*translate)(void *context, uint64_t bus, size_t length,
			   bool writes);
	void *translate_context;
};

int csim_memory_alloc(struct csim_memory *memory, size_t size,
		      struct cdrv_memory *out);
void csim_memory_free(struct csim_memory *memory, struct cdrv_memory *buffer);
void csim_memory_free_all(struct csim_memory *memory);
void csim_memory_sync(struct cdrv_memory *buffer, size_t offset, size_t length,
		      enum cdrv_sync_direction direction);
/* NULL unless the range lies inside one live buffer, or on the bus. */
unsigned char *csim_memory_at(const struct csim_memory *memory, uint64_t bus,
			      size_t length, bool writes);

/* ---- core (core.c, layers.c) ---- */

#define SIM_HEADER_WORDS 8

enum csim_header {
	SIM_MODE,
	SIM_BATCH,
	SIM_KERNEL,
	SIM_IN_CHANNELS,
	SIM_IN_SIDE,
	SIM_OUT_CHANNELS,
	SIM_OUT_SIDE,
	SIM_PAD,
};

enum csim_core_state {
	SIM_CORE_HEADER,  /* collecting header words */
	SIM_CORE_BODY,    /* collecting weights or images */
	SIM_CORE_SWALLOW, /* takes input, will never answer */
	SIM_CORE_HUNG,    /* takes nothing */
};

/* A loaded layer. */
struct csim_layer {
	bool loaded;
	cconv_convolution shape;
	int32_t out_side;
	void *packed;
	void *scratch;
};

struct csim_core {
	const struct csim_overlay *overlay;
	cconv_level level;
	enum csim_core_state state;
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
	struct csim_layer layers[SIM_MAX_SLOTS];
	int32_t *maps[2];
};

int csim_core_init(struct csim_core *core, const struct csim_overlay *overlay);
void csim_core_free(struct csim_core *core);
void csim_core_reset(struct csim_core *core);
/* Offer words; returns how many the core took. */
size_t csim_core_take(struct csim_core *core, const int32_t *words,
		      size_t count);
/* The reply has been read. */
void csim_core_reply_done(struct csim_core *core);

/* Whether the header of a weight load fits the slot; fills in the shape. */
bool csim_layer_shape(const struct csim_core *core, int slot,
		      const int32_t *header, cconv_convolution *shape);
int csim_layer_load(struct csim_core *core, int slot,
		    const cconv_convolution *shape, const int32_t *weights);
/* Slot index of the @ordinal-th (from 1) layer with weights, or -1. */
int csim_layer_slot(const struct csim_overlay *overlay, int32_t ordinal);
bool csim_layers_loaded(const struct csim_core *core);
/* Whether the loaded layers fit each other and the inference header. */
bool csim_layers_agree(const struct csim_core *core, const int32_t *header);
/* Run one image; returns the output words. */
const int32_t *csim_layers_run(struct csim_core *core, const int32_t *image);

/* ---- DMA (dma.c, gather.c) ---- */

enum csim_event { SIM_NOTHING, SIM_COMPLETE, SIM_ERROR };

struct csim_channel {
	uint32_t cr, sr, address, length;
	bool active;          /* LENGTH was written, not ended yet */
	uint32_t start;       /* address of the transfer */
	unsigned char *data;
	size_t size, moved;   /* bytes */
	enum csim_event pending;
	uint32_t error;       /* DMASR bits of a pending error */
	uint64_t due_ns;
	/* Of the transfer or descriptor; S2MM's ends when TLAST came. */
	bool starts_packet, ends_packet;
	/* Scatter-gather. */
	bool gathers;
	bool fresh;           /* CURDESC was written, nothing fetched yet */
	bool ended;           /* the descriptor; the next one is to come */
	bool paused;          /* at the tail */
	bool inside_packet;   /* S2MM: the last descriptor had no TLAST */
	uint32_t current, next, tail; /* descriptors' addresses */
	uint32_t packets_left; /* until the interrupt */
};

struct csim_dma {
	struct csim_channel mm2s, s2mm;
	bool irq_lost;
};

void csim_dma_reset(struct csim_dma *dma);
uint32_t csim_dma_read(const struct csim_dma *dma, uint32_t offset);
/* What a write asks of the board. */
enum csim_dma_action {
	SIM_NO_ACTION,
	SIM_MM2S_STARTS,
	SIM_S2MM_STARTS,
	SIM_MM2S_FETCHES,
	SIM_S2MM_FETCHES,
};
enum csim_dma_action csim_dma_write(struct csim_dma *dma, uint32_t offset,
				    uint32_t value);
void csim_channel_schedule(struct csim_channel *channel, enum csim_event event,
			   uint32_t error, uint64_t due_ns);
/* Let events that are due happen. */
void csim_dma_advance(struct csim_dma *dma, uint64_t now_ns);
bool csim_dma_interrupt(const struct csim_dma *dma);
/* The next thing that an engine will do; UINT64_MAX: nothing. */
uint64_t csim_dma_next_event(const struct csim_dma *dma);

#define SIM_LENGTH_MASK ((1u << 23) - 1)

struct csim_board;

/* Fetch a channel's current descriptor and begin what it says. */
void csim_gather_fetch(struct csim_board *board, int index, bool receives);
/* Descriptors of engine @index that end by now are written back. */
void csim_gather_write_back(struct csim_board *board, int index);
/* Behind descriptors that have ended come the next ones. */
void csim_gather_go_on(struct csim_board *board, int index);

/* ---- stream switch (stream_switch.c) ---- */

#define SIM_SWITCH_OUTPUTS 7

struct csim_switch {
	uint32_t staged[SIM_SWITCH_OUTPUTS], active[SIM_SWITCH_OUTPUTS];
};

void csim_switch_reset(struct csim_switch *sw);
uint32_t csim_switch_read(const struct csim_switch *sw, uint32_t offset);
/* Returns true when routes took effect. */
bool csim_switch_write(struct csim_switch *sw, uint32_t offset, uint32_t value);
bool csim_switch_connects(const struct csim_switch *sw, uint32_t input,
			  uint32_t output);

/* ---- board (board.c, traffic.c, loopback.c) ---- */

#define SIM_DMA_COUNT 2

/* Register windows; the engines come first, by number. */
enum csim_region {
	SIM_REGION_DMA0,
	SIM_REGION_DMA1,
	SIM_REGION_SWITCH,
	SIM_REGION_SLCR,
	SIM_REGIONS,
};

/* Words received that have not reached memory, on somebody else's bus. */
struct csim_late {
	unsigned char *bytes;
	size_t size, room;
};

struct csim_board {
	struct csim_options options;
	uint64_t now_ns;
	struct csim_memory memory;
	struct csim_dma dma[SIM_DMA_COUNT];
	struct csim_late late[SIM_DMA_COUNT];
	struct csim_switch stream_switch;
	struct csim_core core;
	uint64_t exchanges;
	uint64_t started_ns; /* when the current exchange began */
	const struct csim_dma *sender; /* engine of the current exchange */
	bool strikes[SIM_FAULT_KINDS]; /* faults of the current exchange */
	bool unprogrammed;
	bool stuck;
	bool slcr_locked;
	uint32_t fpga_reset;
};

/* @board: zeroed. Returns 0, or -errno with a sentence in @message. */
int csim_board_init(struct csim_board *board, const char *options,
		    char *message, size_t message_size);
void csim_board_free(struct csim_board *board);
/* The state after the open; time goes on. */
void csim_board_power_up(struct csim_board *board);
void csim_board_advance(struct csim_board *board, uint64_t now_ns);
uint32_t csim_board_read(const struct csim_board *board,
			 enum csim_region region, uint32_t offset);
void csim_board_write(struct csim_board *board, enum csim_region region,
		      uint32_t offset, uint32_t value);

/* A fault of @kind for the current exchange; counts it. */
bool csim_fault_strikes(struct csim_board *board, enum csim_fault_kind kind);
/* The fabric was reset: lasting faults end when they have lasted. */
void csim_faults_fabric_reset(struct csim_board *board);
/* No fault has happened yet. */
void csim_faults_forget(struct csim_board *board);

/* When an engine will next do something; UINT64_MAX: never. */
uint64_t csim_board_next_event(const struct csim_board *board);

/* An MM2S or S2MM transfer of engine @index was asked for. */
void csim_traffic_mm2s(struct csim_board *board, int index);
void csim_traffic_s2mm(struct csim_board *board, int index);
/* Move words wherever they can go. */
void csim_traffic_pump(struct csim_board *board);
/* Words that are late reach memory, if engine @index is done by now. */
void csim_traffic_land(struct csim_board *board, int index);

/* Whether it has a transfer that goes on. */
bool csim_traffic_moves(const struct csim_channel *channel);
/* Find the memory of a transfer; without any it ends in DMADecErr. */
bool csim_traffic_attach(struct csim_board *board,
			 struct csim_channel *channel, bool writes);
/* Whether the current exchange is to end in an error of @dma. */
bool csim_traffic_breaks(const struct csim_board *board,
			 const struct csim_dma *dma);
void csim_traffic_break_off(struct csim_board *board, struct csim_dma *dma);
/* Bytes for S2MM; false where there is no room to keep them. */
bool csim_traffic_deliver(struct csim_board *board, int index,
			  const void *bytes, size_t size);
/* Whether what MM2S of engine @from sends goes to S2MM of engine @to. */
bool csim_traffic_loops(const struct csim_board *board, int from, int to);
/* Move words where engines are connected to engines. */
bool csim_loopback_pump(struct csim_board *board);

/* ---- timing (timing.c) ---- */

uint64_t csim_timing_weights(size_t words);
uint64_t csim_timing_images(const struct csim_overlay *overlay,
			    uint64_t images);
uint64_t csim_timing_words(size_t words);
#define SIM_REGISTER_NS 100u

#endif
