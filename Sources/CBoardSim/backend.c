// SPDX-License-Identifier: BSD-3-Clause
/* The simulated PYNQ-Z1 as a back end; see cboardsim.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "cboardsim.h"
#include "internal.h"
#include "slcr_regs.h"

static const struct cdrv_region regions[SIM_REGIONS] = {
	[SIM_REGION_DMA0] = { CDRV_REGION_AXI_DMA, 0x40400000, 0x10000, 23, 4 },
	[SIM_REGION_DMA1] = { CDRV_REGION_AXI_DMA, 0x40410000, 0x10000, 23, 4 },
	[SIM_REGION_SWITCH] = { CDRV_REGION_AXIS_SWITCH, 0x43c00000, 0x10000, 0,
				0 },
	[SIM_REGION_SLCR] = { CDRV_REGION_SLCR, SLCR_BASE, 0x1000, 0, 0 },
};

static int csim_open(const char *text, void **context, struct cdrv_board *info,
		     char *message, size_t message_size)
{
	struct csim_board *board = calloc(1, sizeof(*board));
	size_t i;
	int err;

	if (!board)
		return -ENOMEM;
	err = csim_board_init(board, text, message, message_size);
	if (err) {
		free(board);
		return err;
	}
	snprintf(info->name, sizeof(info->name),
		 "PYNQ-Z1 (simulated), %s overlay",
		 board->options.overlay->name);
	info->time_kind = CDRV_TIME_MODELLED;
	info->region_count = SIM_REGIONS;
	for (i = 0; i < info->region_count; i++)
		info->regions[i] = regions[i];
	*context = board;
	return 0;
}

static void csim_close(void *context)
{
	csim_board_free(context);
	free(context);
}

static int csim_read32(void *context, uint32_t region, uint32_t offset,
		       uint32_t *value)
{
	struct csim_board *board = context;

	csim_board_advance(board, board->now_ns + SIM_REGISTER_NS);
	*value = csim_board_read(board, (enum csim_region)region, offset);
	return 0;
}

static int csim_write32(void *context, uint32_t region, uint32_t offset,
			uint32_t value)
{
	struct csim_board *board = context;

	csim_board_advance(board, board->now_ns + SIM_REGISTER_NS);
	csim_board_write(board, (enum csim_region)region, offset, value);
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

static int csim_wait(void *context, uint32_t region, uint64_t timeout_ns,
		     uint64_t *elapsed_ns, struct cdrv_dma_status *status)
{
	struct csim_board *board = context;
	const struct csim_dma *dma;
	uint64_t start = board->now_ns, deadline = start + timeout_ns, next;
	int err = 0;

	(void)status;
	if (region > SIM_REGION_DMA1)
		return -EIO;
	dma = &board->dma[region];
	while (board->unprogrammed || !csim_dma_interrupt(dma)) {
		next = board->unprogrammed ? UINT64_MAX
					   : csim_dma_next_event(dma);
		if (next > deadline) {
			csim_board_advance(board, deadline);
			err = -ETIMEDOUT;
			break;
		}
		csim_board_advance(board, next > board->now_ns ? next
							       : board->now_ns);
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
