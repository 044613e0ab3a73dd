// SPDX-License-Identifier: BSD-3-Clause
/* The simulated PYNQ-Z1 as a back end; see cboardsim.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "cboardsim.h"
#include "internal.h"
#include "slcr_regs.h"

enum region { REGION_DMA0, REGION_DMA1, REGION_SWITCH, REGION_SLCR };

static const struct cdrv_region regions[] = {
	[REGION_DMA0] = { CDRV_REGION_AXI_DMA, 0x40400000, 0x10000, 23, 4 },
	[REGION_DMA1] = { CDRV_REGION_AXI_DMA, 0x40410000, 0x10000, 23, 4 },
	[REGION_SWITCH] = { CDRV_REGION_AXIS_SWITCH, 0x43c00000, 0x10000, 0,
			    0 },
	[REGION_SLCR] = { CDRV_REGION_SLCR, SLCR_BASE, 0x1000, 0, 0 },
};

static void reset_fabric(struct csim_board *board)
{
	int i;

	for (i = 0; i < SIM_DMA_COUNT; i++)
		csim_dma_reset(&board->dma[i]);
	csim_switch_reset(&board->stream_switch);
	csim_core_reset(&board->core);
}

static int csim_open(const char *text, void **context, struct cdrv_board *info,
		     char *message, size_t message_size)
{
	struct csim_board *board = calloc(1, sizeof(*board));
	size_t i;
	int err;

	if (!board)
		return -ENOMEM;
	err = csim_options_parse(text, &board->options, message, message_size);
	if (!err)
		err = csim_core_init(&board->core, board->options.overlay);
	if (err) {
		free(board);
		return err;
	}
	board->slcr_locked = true;
	reset_fabric(board);
	/* Lost before the first exchange is lost from the start. */
	board->exchanges = 1;
	board->unprogrammed = csim_fault_strikes(board, SIM_UNPROGRAMMED);
	board->exchanges = 0;

	snprintf(info->name, sizeof(info->name),
		 "PYNQ-Z1 (simulated), %s overlay",
		 board->options.overlay->name);
	info->time_kind = CDRV_TIME_MODELLED;
	info->region_count = sizeof(regions) / sizeof(regions[0]);
	for (i = 0; i < info->region_count; i++)
		info->regions[i] = regions[i];
	*context = board;
	return 0;
}

static void csim_close(void *context)
{
	struct csim_board *board = context;

	csim_core_free(&board->core);
	csim_memory_free_all(&board->memory);
	free(board);
}

static void advance(struct csim_board *board, uint64_t now_ns)
{
	int i;

	board->now_ns = now_ns;
	for (i = 0; i < SIM_DMA_COUNT; i++)
		csim_dma_advance(&board->dma[i], now_ns);
}

static uint32_t read_slcr(const struct csim_board *board, uint32_t offset)
{
	return offset == SLCR_FPGA_RST_CTRL ? board->fpga_reset : 0;
}

static int csim_read32(void *context, uint32_t region, uint32_t offset,
		       uint32_t *value)
{
	struct csim_board *board = context;

	advance(board, board->now_ns + SIM_REGISTER_NS);
	if (region == REGION_SLCR)
		*value = read_slcr(board, offset);
	else if (board->unprogrammed)
		*value = 0xffffffff;
	else if (region == REGION_SWITCH)
		*value = csim_switch_read(&board->stream_switch, offset);
	else
		*value = csim_dma_read(&board->dma[region], offset);
	return 0;
}

static void write_slcr(struct csim_board *board, uint32_t offset,
		       uint32_t value)
{
	bool was_low = board->fpga_reset & SLCR_FPGA0_OUT_RST;
	bool is_low = value & SLCR_FPGA0_OUT_RST;

	if (offset == SLCR_UNLOCK && value == SLCR_UNLOCK_KEY)
		board->slcr_locked = false;
	if (offset == SLCR_LOCK && value == SLCR_LOCK_KEY)
		board->slcr_locked = true;
	if (offset != SLCR_FPGA_RST_CTRL || board->slcr_locked)
		return;
	board->fpga_reset = value & 0xf;
	/* Nothing that happens while it is low survives either. */
	if (was_low || is_low)
		reset_fabric(board);
	if (is_low && !was_low)
		csim_faults_fabric_reset(board);
}

static int csim_write32(void *context, uint32_t region, uint32_t offset,
			uint32_t value)
{
	struct csim_board *board = context;
	enum csim_dma_action action;

	advance(board, board->now_ns + SIM_REGISTER_NS);
	if (region == REGION_SLCR) {
		write_slcr(board, offset, value);
		return 0;
	}
	if (board->unprogrammed)
		return 0;
	if (region == REGION_SWITCH) {
		if (csim_switch_write(&board->stream_switch, offset, value))
			csim_traffic_pump(board);
		return 0;
	}
	action = csim_dma_write(&board->dma[region], offset, value);
	if (action == SIM_MM2S_STARTS)
		csim_traffic_mm2s(board, (int)region);
	else if (action == SIM_S2MM_STARTS)
		csim_traffic_s2mm(board, (int)region);
	advance(board, board->now_ns);
	return 0;
}

static int csim_buffer_alloc(void *context, size_t size,
			     struct cdrv_memory *memory)
{
	struct csim_board *board = context;

	return csim_memory_alloc(&board->memory, size, memory);
}

static void csim_buffer_free(void *context, struct cdrv_memory *memory)
{
	struct csim_board *board = context;

	csim_memory_free(&board->memory, memory);
}

static int csim_buffer_sync(void *context, struct cdrv_memory *memory,
			    size_t offset, size_t length,
			    enum cdrv_sync_direction direction)
{
	(void)context;
	csim_memory_sync(memory, offset, length, direction);
	return 0;
}

/* The next thing that an engine will do; UINT64_MAX: nothing. */
static uint64_t next_event(const struct csim_dma *dma)
{
	uint64_t next = UINT64_MAX;

	if (dma->mm2s.pending != SIM_NOTHING)
		next = dma->mm2s.due_ns;
	if (dma->s2mm.pending != SIM_NOTHING && dma->s2mm.due_ns < next)
		next = dma->s2mm.due_ns;
	return next;
}

static int csim_wait(void *context, uint32_t region, uint64_t timeout_ns,
		     uint64_t *elapsed_ns, struct cdrv_dma_status *status)
{
	struct csim_board *board = context;
	const struct csim_dma *dma;
	uint64_t start = board->now_ns, deadline = start + timeout_ns, next;
	int err = 0;

	(void)status;
	if (region > REGION_DMA1)
		return -EIO;
	dma = &board->dma[region];
	while (board->unprogrammed || !csim_dma_interrupt(dma)) {
		next = board->unprogrammed ? UINT64_MAX : next_event(dma);
		if (next > deadline) {
			advance(board, deadline);
			err = -ETIMEDOUT;
			break;
		}
		advance(board, next > board->now_ns ? next : board->now_ns);
	}
	*elapsed_ns = board->now_ns - start;
	return err;
}

const struct cdrv_backend_ops *cboardsim_backend(void)
{
	static const struct cdrv_backend_ops ops = {
		.name = "sim",
		.open = csim_open,
		.close = csim_close,
		.read32 = csim_read32,
		.write32 = csim_write32,
		.buffer_alloc = csim_buffer_alloc,
		.buffer_free = csim_buffer_free,
		.buffer_sync = csim_buffer_sync,
		.wait = csim_wait,
	};

	return &ops;
}
