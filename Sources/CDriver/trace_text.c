// SPDX-License-Identifier: BSD-3-Clause
/* Registers by name, and events in words. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#include "include/accel_core_regs.h"
#include "include/axi_dma_regs.h"
#include "include/axis_switch_regs.h"
#include "include/slcr_regs.h"
#include "trace.h"

struct named {
	uint32_t offset;
	const char *name;
};

#define CORE(register) { ACCEL_CORE_##register, #register }
#define LAYER(register) { ACCEL_CORE_LAYER_##register, #register }

static const struct named dma[] = {
	{ AXI_DMA_CR, "DMACR" },
	{ AXI_DMA_SR, "DMASR" },
	{ AXI_DMA_CURDESC, "CURDESC" },
	{ AXI_DMA_TAILDESC, "TAILDESC" },
	/* PG021 calls it by what it is an address of. */
	{ AXI_DMA_ADDR, "SA" },
	{ AXI_DMA_LENGTH, "LENGTH" },
};

static const struct named slcr[] = {
	{ SLCR_LOCK, "SLCR_LOCK" },
	{ SLCR_UNLOCK, "SLCR_UNLOCK" },
	{ SLCR_LOCKSTA, "SLCR_LOCKSTA" },
	{ SLCR_FPGA_RST_CTRL, "FPGA_RST_CTRL" },
};

static const struct named core[] = {
	CORE(MAGIC),	    CORE(VERSION),     CORE(STRUCTURE_LO),
	CORE(STRUCTURE_HI), CORE(CONTENTS_LO), CORE(CONTENTS_HI),
	CORE(CLOCK_KHZ),    CORE(CAPABILITIES), CORE(CONTROL),
	CORE(STATUS),	    CORE(LAYER_COUNT), CORE(IMAGE_IN),
	CORE(IMAGE_OUT),    CORE(CYCLES_LO),   CORE(CYCLES_HI),
	CORE(IMAGES),
};

static const struct named layer[] = {
	LAYER(KIND),  LAYER(ARRAY), LAYER(DEPTH),   LAYER(WORDS),
	LAYER(READS), LAYER(BUSY),  LAYER(STARVED), LAYER(BLOCKED),
};

#define FIND(table, offset) \
	find(table, sizeof(table) / sizeof((table)[0]), offset)

static const char *find(const struct named *table, size_t count,
			uint32_t offset)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (table[i].offset == offset)
			return table[i].name;
	return NULL;
}

static int number(uint32_t offset, char *text, size_t size)
{
	return snprintf(text, size, "0x%03" PRIx32, offset);
}

static int name_dma(uint32_t offset, char *text, size_t size)
{
	bool receives = offset >= AXI_DMA_S2MM;
	uint32_t in_channel = receives ? offset - AXI_DMA_S2MM : offset;
	const char *name = FIND(dma, in_channel);

	if (!name)
		return number(offset, text, size);
	if (receives && in_channel == AXI_DMA_ADDR)
		name = "DA";
	return snprintf(text, size, "%s_%s", receives ? "S2MM" : "MM2S", name);
}

static int name_switch(uint32_t offset, char *text, size_t size)
{
	if (offset == AXIS_SWITCH_CONTROL)
		return snprintf(text, size, "CONTROL");
	if (offset >= AXIS_SWITCH_MI_MUX(0) && offset < AXIS_SWITCH_MI_MUX(16))
		return snprintf(text, size, "MI%" PRIu32 "_MUX",
				(offset - AXIS_SWITCH_MI_MUX(0)) / 4);
	return number(offset, text, size);
}

static int name_core(uint32_t offset, char *text, size_t size)
{
	uint32_t entry = (offset - ACCEL_CORE_LAYER) / ACCEL_CORE_LAYER_STRIDE;
	const char *name;

	if (offset < ACCEL_CORE_LAYER) {
		name = FIND(core, offset);
		return name ? snprintf(text, size, "%s", name)
			    : number(offset, text, size);
	}
	name = FIND(layer, offset % ACCEL_CORE_LAYER_STRIDE);
	if (!name || entry >= ACCEL_CORE_LAYER_MOST)
		return number(offset, text, size);
	return snprintf(text, size, "LAYER[%" PRIu32 "].%s", entry, name);
}

int cdrv_register_name(uint32_t region, uint32_t offset, char *text,
		       size_t size)
{
	const char *name;

	switch (region) {
	case CDRV_REGION_AXI_DMA:
		return name_dma(offset, text, size);
	case CDRV_REGION_AXIS_SWITCH:
		return name_switch(offset, text, size);
	case CDRV_REGION_CORE:
		return name_core(offset, text, size);
	case CDRV_REGION_SLCR:
		name = FIND(slcr, offset);
		if (name)
			return snprintf(text, size, "%s", name);
		break;
	}
	return number(offset, text, size);
}

int cdrv_trace_window_name(const cdrv_trace_event *event, char *text,
			   size_t size)
{
	switch (event->region) {
	case CDRV_REGION_AXI_DMA:
		return snprintf(text, size, "dma%u", event->ordinal);
	case CDRV_REGION_AXIS_SWITCH:
		return snprintf(text, size, "switch%u", event->ordinal);
	case CDRV_REGION_SLCR:
		return snprintf(text, size, "slcr");
	case CDRV_REGION_CORE:
		return snprintf(text, size, "core");
	}
	return snprintf(text, size, "window%" PRIu32, event->window);
}

/* What happened, as if it went well. */
static int plain(const cdrv_trace_event *event, char *text, size_t size)
{
	bool for_cpu = event->kind == CDRV_TRACE_SYNC_CPU;
	char window[24], name[24];

	cdrv_trace_window_name(event, window, sizeof(window));
	cdrv_register_name(event->region, event->offset, name, sizeof(name));
	switch (event->kind) {
	case CDRV_TRACE_READ:
	case CDRV_TRACE_WRITE:
		return snprintf(text, size, "%-8s%s %s = 0x%08" PRIx32,
				event->kind == CDRV_TRACE_READ ? "read"
							       : "write",
				window, name, event->value);
	case CDRV_TRACE_ALLOC:
	case CDRV_TRACE_FREE:
		return snprintf(text, size,
				"%-8s%" PRIu64 " bytes at 0x%08" PRIx64,
				event->kind == CDRV_TRACE_ALLOC ? "alloc"
								: "free",
				event->length, event->address);
	case CDRV_TRACE_SYNC_DEVICE:
	case CDRV_TRACE_SYNC_CPU:
		return snprintf(text, size,
				"sync    for the %s, %" PRIu64
				" bytes at 0x%08" PRIx64,
				for_cpu ? "CPU" : "board", event->length,
				event->address);
	case CDRV_TRACE_SEND:
		return snprintf(text, size,
				"send    %s MM2S, %" PRIu64
				" bytes from 0x%08" PRIx64,
				window, event->length, event->address);
	case CDRV_TRACE_RECEIVE:
		return snprintf(text, size,
				"receive %s S2MM, up to %" PRIu64
				" bytes to 0x%08" PRIx64,
				window, event->length, event->address);
	case CDRV_TRACE_WAIT:
		return snprintf(text, size, "wait    %s, %s", window,
				event->status ? "no interrupt" : "interrupt");
	case CDRV_TRACE_END:
		return snprintf(text, size, "end     %s, %" PRIu64
				" bytes received%s",
				window, event->length,
				event->interrupt_lost ? ", interrupt lost"
						      : "");
	}
	return snprintf(text, size, "event %" PRIu32, event->kind);
}

static int reason(const cdrv_trace_event *event, char *text, size_t size)
{
	if (event->kind == CDRV_TRACE_END && event->value)
		return snprintf(text, size, ": failed, %s",
				cdrv_fault_name((cdrv_fault)event->value));
	if (event->kind == CDRV_TRACE_END && event->status == -ECANCELED)
		return snprintf(text, size, ": reset under it");
	return snprintf(text, size, ": failed, error %" PRId32,
			-event->status);
}

int cdrv_trace_text(const cdrv_trace_event *event, char *text, size_t size)
{
	int length = plain(event, text, size);
	size_t used = (size_t)length < size ? (size_t)length : size;
	bool is_quiet = event->kind == CDRV_TRACE_WAIT &&
			event->status == -ETIMEDOUT;

	if (!event->status || is_quiet)
		return length;
	return length + reason(event, text ? text + used : NULL, size - used);
}
