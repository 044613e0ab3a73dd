// SPDX-License-Identifier: BSD-3-Clause
/* board:uio as a back end; see cdrv_uio_backend(). */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "../include/axi_dma_regs.h"
#include "../include/cdriver.h"
#include "board.h"
#include "programmed.h"

#ifdef __linux__

#define SR_SCATTER_GATHER (1u << 3) /* PG021, SGIncld */

static void describe(const struct cdrv_uio_board *board,
		     const struct cdrv_uio_options *options,
		     struct cdrv_board *out)
{
	char memory[40] = "";
	uint32_t i;

	board->pool.provider->describe(board->pool.context, memory,
				       sizeof(memory));
	snprintf(out->name, sizeof(out->name), "board by %.24s, memory by %s",
		 options->mem[0] ? options->mem : "UIO", memory);
	out->time_kind = CDRV_TIME_MEASURED;
	out->region_count = board->plan.count;
	for (i = 0; i < board->plan.count; i++)
		out->regions[i] = board->plan.places[i].region;
}

/* The one look at the registers before anything runs. */
static int check_engines(struct cdrv_uio_board *board, char *message,
			 size_t message_size)
{
	uint32_t i, status;
	int err;

	for (i = 0; i < board->plan.count; i++) {
		const struct cdrv_region *region =
			&board->plan.places[i].region;

		if (region->kind != CDRV_REGION_AXI_DMA)
			continue;
		err = cdrv_uio_read32(board, i, AXI_DMA_MM2S + AXI_DMA_SR,
				      &status);
		if (err)
			return err;
		if (status == UINT32_MAX) {
			snprintf(message, message_size,
				 "the fabric is not programmed (every register "
				 "at 0x%08" PRIx32 " reads 0xffffffff): load "
				 "the overlay's bitstream",
				 region->base);
			return -ENXIO;
		}
		if (status & SR_SCATTER_GATHER) {
			snprintf(message, message_size,
				 "the AXI DMA at 0x%08" PRIx32 " is built with "
				 "scatter-gather: build it in direct register "
				 "mode",
				 region->base);
			return -ENODEV;
		}
	}
	return 0;
}

static int open_parts(struct cdrv_uio_board *board,
		      const struct cdrv_uio_options *options, char *message,
		      size_t message_size)
{
	int err = cdrv_plan_make(board->system, options, &board->plan, message,
				 message_size);

	if (err)
		return err;
	if (!board->trusts_user &&
	    cdrv_programmed_check(board->system, message, message_size))
		return -ENXIO;
	err = cdrv_uio_windows_open(board, options->mem, message,
				    message_size);
	if (err)
		return err;
	err = check_engines(board, message, message_size);
	if (err)
		return err;
	return cdrv_pool_open(board->system, options, &board->pool, message,
			      message_size);
}

int cdrv_uio_open(const struct cdrv_system *system, const char *text,
		  void **context, struct cdrv_board *out, char *message,
		  size_t message_size)
{
	struct cdrv_uio_options options;
	struct cdrv_uio_board *board;
	int err;

	err = cdrv_uio_options_parse(text, &options, message, message_size);
	if (err)
		return err;
	board = calloc(1, sizeof(*board));
	if (!board)
		return -ENOMEM;
	board->system = system;
	board->trusts_user = options.is_programmed;
	err = open_parts(board, &options, message, message_size);
	if (err) {
		cdrv_uio_windows_close(board);
		free(board);
		return err;
	}
	describe(board, &options, out);
	*context = board;
	return 0;
}

static int host_open(const char *options, void **context,
		     struct cdrv_board *out, char *message,
		     size_t message_size)
{
	return cdrv_uio_open(cdrv_system_host(), options, context, out,
			     message, message_size);
}

static void uio_close(void *context)
{
	struct cdrv_uio_board *board = context;

	cdrv_pool_close(&board->pool);
	cdrv_uio_windows_close(board);
	free(board);
}

static int uio_alloc(void *context, size_t size, struct cdrv_memory *memory)
{
	struct cdrv_uio_board *board = context;

	return cdrv_pool_alloc(&board->pool, size, memory);
}

static void uio_free(void *context, struct cdrv_memory *memory)
{
	struct cdrv_uio_board *board = context;

	cdrv_pool_free(&board->pool, memory);
}

static int uio_sync(void *context, struct cdrv_memory *memory, size_t offset,
		    size_t length, enum cdrv_sync_direction direction)
{
	struct cdrv_uio_board *board = context;

	return cdrv_pool_sync(&board->pool, memory, offset, length, direction);
}

int cdrv_uio_find_on(const struct cdrv_system *system)
{
	const struct cdrv_uio_options options = { 0 };
	struct cdrv_plan plan;
	int err = cdrv_plan_make(system, &options, &plan, NULL, 0);

	if (!err && cdrv_programmed_check(system, NULL, 0))
		err = -ENXIO;
	return err;
}

int cdrv_uio_find(void)
{
	return cdrv_uio_find_on(cdrv_system_host());
}

#else

static int host_open(const char *options, void **context,
		     struct cdrv_board *out, char *message,
		     size_t message_size)
{
	(void)options;
	(void)context;
	(void)out;
	snprintf(message, message_size, "boards need Linux");
	return -ENODEV;
}

int cdrv_uio_find(void)
{
	return -ENODEV;
}

#endif

const struct cdrv_backend_ops *cdrv_uio_backend(void)
{
	static const struct cdrv_backend_ops ops = {
		.name = "uio",
		.open = host_open,
#ifdef __linux__
		.close = uio_close,
		.read32 = cdrv_uio_read32,
		.write32 = cdrv_uio_write32,
		.buffer_alloc = uio_alloc,
		.buffer_free = uio_free,
		.buffer_sync = uio_sync,
		.wait = cdrv_uio_wait,
#endif
	};

	return &ops;
}
