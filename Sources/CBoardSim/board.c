// SPDX-License-Identifier: BSD-3-Clause
/* The simulated PYNQ-Z1 behind its register windows, whoever drives it. */
#include <stdlib.h>

#include "internal.h"
#include "slcr_regs.h"

static void reset_fabric(struct csim_board *board)
{
	int i;

	for (i = 0; i < SIM_DMA_COUNT; i++)
		csim_dma_reset(&board->dma[i]);
	csim_switch_reset(&board->stream_switch);
	csim_core_reset(&board->core);
}

int csim_board_init(struct csim_board *board, const char *options,
		    char *message, size_t message_size)
{
	int err, i;

	err = csim_options_parse(options, &board->options, message,
				 message_size);
	if (!err)
		err = csim_core_init(&board->core, board->options.overlay);
	if (err)
		return err;
	for (i = 0; i < SIM_DMA_COUNT; i++) {
		board->dma[i].mm2s.gathers = board->options.gathers;
		board->dma[i].s2mm.gathers = board->options.gathers;
	}
	csim_board_power_up(board);
	return 0;
}

void csim_board_power_up(struct csim_board *board)
{
	csim_faults_forget(board);
	board->stuck = false;
	board->slcr_locked = true;
	board->fpga_reset = 0;
	reset_fabric(board);
	/* Lost before the first exchange is lost from the start. */
	board->exchanges = 1;
	board->unprogrammed = csim_fault_strikes(board, SIM_UNPROGRAMMED);
	board->exchanges = 0;
}

void csim_board_free(struct csim_board *board)
{
	int i;

	for (i = 0; i < SIM_DMA_COUNT; i++)
		free(board->late[i].bytes);
	csim_core_free(&board->core);
	csim_memory_free_all(&board->memory);
}

uint64_t csim_board_next_event(const struct csim_board *board)
{
	uint64_t next = UINT64_MAX, event;
	int i;

	for (i = 0; i < SIM_DMA_COUNT; i++) {
		event = csim_dma_next_event(&board->dma[i]);
		if (event < next)
			next = event;
	}
	return next;
}

static void settle(struct csim_board *board)
{
	int i;

	for (i = 0; i < SIM_DMA_COUNT; i++) {
		csim_traffic_land(board, i);
		csim_gather_write_back(board, i);
		csim_dma_advance(&board->dma[i], board->now_ns);
		csim_gather_go_on(board, i);
	}
}

/* One event after the other: a descriptor's end is the next one's start. */
void csim_board_advance(struct csim_board *board, uint64_t now_ns)
{
	uint64_t next;

	while ((next = csim_board_next_event(board)) <= now_ns) {
		if (next > board->now_ns)
			board->now_ns = next;
		settle(board);
	}
	board->now_ns = now_ns;
}

static uint32_t read_slcr(const struct csim_board *board, uint32_t offset)
{
	return offset == SLCR_FPGA_RST_CTRL ? board->fpga_reset : 0;
}

uint32_t csim_board_read(const struct csim_board *board,
			 enum csim_region region, uint32_t offset)
{
	if (region == SIM_REGION_SLCR)
		return read_slcr(board, offset);
	if (board->unprogrammed)
		return 0xffffffff;
	if (region == SIM_REGION_SWITCH)
		return csim_switch_read(&board->stream_switch, offset);
	return csim_dma_read(&board->dma[region], offset);
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

static void write_dma(struct csim_board *board, int index, uint32_t offset,
		      uint32_t value)
{
	switch (csim_dma_write(&board->dma[index], offset, value)) {
	case SIM_MM2S_STARTS:
		csim_traffic_mm2s(board, index);
		break;
	case SIM_S2MM_STARTS:
		csim_traffic_s2mm(board, index);
		break;
	case SIM_MM2S_FETCHES:
		csim_gather_fetch(board, index, false);
		break;
	case SIM_S2MM_FETCHES:
		csim_gather_fetch(board, index, true);
		break;
	case SIM_NO_ACTION:
		break;
	}
	csim_board_advance(board, board->now_ns);
}

void csim_board_write(struct csim_board *board, enum csim_region region,
		      uint32_t offset, uint32_t value)
{
	if (region == SIM_REGION_SLCR) {
		write_slcr(board, offset, value);
		return;
	}
	if (board->unprogrammed)
		return;
	if (region != SIM_REGION_SWITCH)
		write_dma(board, (int)region, offset, value);
	else if (csim_switch_write(&board->stream_switch, offset, value))
		csim_traffic_pump(board);
}
