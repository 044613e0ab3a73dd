// SPDX-License-Identifier: BSD-3-Clause
/* A board with a generated design in its fabric: registers and transfers. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "design.h"

#define REGION_DMA 0
#define TIME_OF_A_TRANSFER_NS 1000

/* open has no argument that could say which design it is for. */
static _Thread_local struct ctest_design *opening;

void design_note(struct ctest_design *design, const char *format, ...)
{
	size_t left = DESIGN_TEXT - design->used;
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsnprintf(design->text + design->used, left, format,
			   arguments);
	va_end(arguments);
	if (length > 0 && (size_t)length < left)
		design->used += (size_t)length;
}

uint32_t design_layer(const struct ctest_design *design, uint32_t layer,
		      uint32_t offset)
{
	if (layer >= DESIGN_LAYERS)
		return 0;
	offset += ACCEL_CORE_LAYER + layer * ACCEL_CORE_LAYER_STRIDE;
	return design->registers[offset / 4];
}

static int design_open(const char *options, void **context,
		       struct cdrv_board *board, char *message,
		       size_t message_size)
{
	struct ctest_design *design = opening;

	(void)options;
	(void)message;
	(void)message_size;
	snprintf(board->name, sizeof(board->name), "played design");
	board->time_kind = CDRV_TIME_SIMULATED;
	board->region_count = 2;
	board->regions[REGION_DMA] = (struct cdrv_region){
		CDRV_REGION_AXI_DMA, ACCEL_DMA_BASE, ACCEL_DMA_SIZE,
		design->length_width, 8
	};
	board->regions[1] = (struct cdrv_region){
		design->is_core ? CDRV_REGION_CORE : CDRV_REGION_AXIS_SWITCH,
		ACCEL_CORE_BASE, ACCEL_CORE_SIZE, 0, 0
	};
	design->users++;
	*context = design;
	return 0;
}

static void design_close(void *context)
{
	ctest_design_free(context);
}

static int design_read32(void *context, uint32_t region, uint32_t offset,
			 uint32_t *value)
{
	struct ctest_design *design = context;
	bool known = region != REGION_DMA &&
		     offset < sizeof(design->registers);

	*value = known ? design->registers[offset / 4] : 0;
	if (design->busy && offset == ACCEL_CORE_STATUS)
		*value |= 1u << ACCEL_CORE_STATUS_BUSY_SHIFT;
	return 0;
}

/* The memories lose what they held, as block RAMs may. */
static void reset_core(struct ctest_design *design)
{
	uint32_t layer;

	design_note(design, "reset\n");
	for (layer = 0; layer < DESIGN_LAYERS; layer++) {
		free(design->memory[layer]);
		design->memory[layer] = NULL;
	}
	design->jammed = false;
	design->registers[ACCEL_CORE_STATUS / 4] = 0;
}

static int design_write32(void *context, uint32_t region, uint32_t offset,
			  uint32_t value)
{
	struct ctest_design *design = context;

	if (region == REGION_DMA || offset != ACCEL_CORE_CONTROL)
		return 0;
	if (value >> ACCEL_CORE_CONTROL_RESET_SHIFT & 1)
		reset_core(design);
	if (value >> ACCEL_CORE_CONTROL_CLEAR_SHIFT & 1) {
		design_note(design, "clear\n");
		design->registers[ACCEL_CORE_IMAGES / 4] = 0;
	}
	return 0;
}

static int design_alloc(void *context, size_t size, struct cdrv_memory *memory)
{
	(void)context;
	memory->cpu = aligned_alloc(64, (size + 63) / 64 * 64);
	if (!memory->cpu)
		return -ENOMEM;
	memset(memory->cpu, 0, size);
	memory->bus = 0x10000000;
	memory->size = size;
	return 0;
}

static void design_free_buffer(void *context, struct cdrv_memory *memory)
{
	(void)context;
	free(memory->cpu);
}

static int design_sync(void *context, struct cdrv_memory *memory,
		       size_t offset, size_t length,
		       enum cdrv_sync_direction direction)
{
	(void)context;
	(void)memory;
	(void)offset;
	(void)length;
	(void)direction;
	return 0;
}

static int design_submit(void *context, const struct cdrv_dma_request *request)
{
	struct ctest_design *design = context;
	char *tx, *rx;

	if (!request->tx || !request->rx)
		return -EINVAL;
	tx = (char *)request->tx->cpu + request->tx_offset;
	rx = (char *)request->rx->cpu + request->rx_offset;
	design->status.received = (uint32_t)design_take(
		design, (uint64_t *)(void *)tx, request->tx_length,
		(uint64_t *)(void *)rx, request->rx_length);
	return 0;
}

static int design_wait(void *context, uint32_t region, uint64_t timeout_ns,
		       uint64_t *elapsed_ns, struct cdrv_dma_status *status)
{
	struct ctest_design *design = context;

	(void)region;
	*status = design->status;
	*elapsed_ns = TIME_OF_A_TRANSFER_NS;
	if (!design->jammed || status->s2mm_sr)
		return 0;
	*elapsed_ns = timeout_ns;
	return 0;
}

ctest_design *ctest_design_create(uint32_t layers, ctest_design_infer infer,
				  void *user)
{
	struct ctest_design *design = calloc(1, sizeof(*design));

	if (!design)
		return NULL;
	design->users = 1;
	design->infer = infer;
	design->user = user;
	design->ops = (struct cdrv_backend_ops){
		.name = "design",
		.open = design_open,
		.close = design_close,
		.read32 = design_read32,
		.write32 = design_write32,
		.buffer_alloc = design_alloc,
		.buffer_free = design_free_buffer,
		.buffer_sync = design_sync,
		.dma_submit = design_submit,
		.wait = design_wait,
	};
	ctest_design_set(design, ACCEL_CORE_MAGIC, ACCEL_CORE_MAGIC_VALUE);
	ctest_design_set(design, ACCEL_CORE_VERSION, ACCEL_CORE_VERSION_VALUE);
	ctest_design_set(design, ACCEL_CORE_LAYER_COUNT, layers);
	return design;
}

void ctest_design_free(ctest_design *design)
{
	if (--design->users > 0)
		return;
	reset_core(design);
	free(design);
}

int ctest_design_open(ctest_design *design, uint32_t length_width, bool core,
		      cdrv_device **device)
{
	char message[128];

	opening = design;
	design->length_width = length_width;
	design->is_core = core;
	return cdrv_device_open(&design->ops, "", message, sizeof(message),
				device);
}

void ctest_design_set(ctest_design *design, uint32_t offset, uint32_t value)
{
	design->registers[offset / 4] = value;
}

const uint32_t *ctest_design_memory(const ctest_design *design, uint32_t layer)
{
	return design->memory[layer];
}

void ctest_design_fail(ctest_design *design, ctest_design_fault fault,
		       uint32_t argument, uint32_t packet, uint32_t times)
{
	design->fault = fault;
	design->argument = argument;
	design->first = packet;
	design->times = times;
}

void ctest_design_stay_busy(ctest_design *design)
{
	design->busy = true;
}

const char *ctest_design_text(const ctest_design *design)
{
	return design->text;
}

void ctest_design_clear_text(ctest_design *design)
{
	design->used = 0;
	design->text[0] = '\0';
}
