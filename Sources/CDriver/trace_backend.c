// SPDX-License-Identifier: BSD-3-Clause
/* A back end in front of another one, which writes down its operations. */
#include <errno.h>
#include <stdlib.h>

#include "trace.h"

struct layer {
	struct cdrv_backend_ops ops;
	const struct cdrv_backend_ops *inner;
	void *context;
	cdrv_trace *trace;
	struct cdrv_board board;
};

static uint8_t ordinal_of(const struct cdrv_board *board, uint32_t window)
{
	uint8_t ordinal = 0;
	uint32_t i;

	for (i = 0; i < window; i++)
		if (board->regions[i].kind == board->regions[window].kind)
			ordinal++;
	return ordinal;
}

static cdrv_trace_event event_of(const struct cdrv_board *board,
				 cdrv_trace_kind kind, uint32_t window)
{
	cdrv_trace_event event = {
		.start_ns = cdrv_wall_ns(),
		.kind = kind,
		.window = window,
		.region = (uint8_t)board->regions[window].kind,
		.ordinal = ordinal_of(board, window),
	};

	return event;
}

static cdrv_trace_event memory_event(cdrv_trace_kind kind)
{
	cdrv_trace_event event = {
		.start_ns = cdrv_wall_ns(),
		.kind = kind,
	};

	return event;
}

static int finish(struct layer *layer, cdrv_trace_event *event, int status)
{
	event->wall_ns = cdrv_wall_ns() - event->start_ns;
	event->status = status;
	cdrv_trace_add(layer->trace, event);
	return status;
}

static void trace_close(void *context)
{
	struct layer *layer = context;

	layer->inner->close(layer->context);
	cdrv_trace_unref(layer->trace);
	free(layer);
}

static int trace_read32(void *context, uint32_t region, uint32_t offset,
			uint32_t *value)
{
	struct layer *layer = context;
	cdrv_trace_event event =
		event_of(&layer->board, CDRV_TRACE_READ, region);
	int err;

	err = layer->inner->read32(layer->context, region, offset, value);
	event.offset = offset;
	event.value = err ? 0 : *value;
	return finish(layer, &event, err);
}

static int trace_write32(void *context, uint32_t region, uint32_t offset,
			 uint32_t value)
{
	struct layer *layer = context;
	cdrv_trace_event event =
		event_of(&layer->board, CDRV_TRACE_WRITE, region);
	int err;

	event.offset = offset;
	event.value = value;
	err = layer->inner->write32(layer->context, region, offset, value);
	return finish(layer, &event, err);
}

static int trace_alloc(void *context, size_t size, struct cdrv_memory *memory)
{
	struct layer *layer = context;
	cdrv_trace_event event = memory_event(CDRV_TRACE_ALLOC);
	int err = layer->inner->buffer_alloc(layer->context, size, memory);

	event.address = err ? 0 : memory->bus;
	event.length = size;
	return finish(layer, &event, err);
}

static void trace_free(void *context, struct cdrv_memory *memory)
{
	struct layer *layer = context;
	cdrv_trace_event event = memory_event(CDRV_TRACE_FREE);

	event.address = memory->bus;
	event.length = memory->size;
	layer->inner->buffer_free(layer->context, memory);
	finish(layer, &event, 0);
}

static int trace_sync(void *context, struct cdrv_memory *memory, size_t offset,
		      size_t length, enum cdrv_sync_direction direction)
{
	struct layer *layer = context;
	cdrv_trace_event event = memory_event(
		direction == CDRV_SYNC_FOR_CPU ? CDRV_TRACE_SYNC_CPU
					       : CDRV_TRACE_SYNC_DEVICE);

	event.address = memory->bus + offset;
	event.length = length;
	return finish(layer, &event,
		      layer->inner->buffer_sync(layer->context, memory, offset,
						length, direction));
}

static int trace_submit(void *context, const struct cdrv_dma_request *request)
{
	struct layer *layer = context;

	return layer->inner->dma_submit(layer->context, request);
}

static int trace_wait(void *context, uint32_t region, uint64_t timeout_ns,
		      uint64_t *elapsed_ns, struct cdrv_dma_status *status)
{
	struct layer *layer = context;
	cdrv_trace_event event =
		event_of(&layer->board, CDRV_TRACE_WAIT, region);
	int err = layer->inner->wait(layer->context, region, timeout_ns,
				     elapsed_ns, status);

	event.board_ns = err && err != -ETIMEDOUT ? 0 : *elapsed_ns;
	return finish(layer, &event, err);
}

/* Between a device that is open and its back end. */
static int insert(cdrv_device *device, cdrv_trace *trace)
{
	struct layer *layer = calloc(1, sizeof(*layer));

	if (!layer)
		return -ENOMEM;
	layer->inner = device->ops;
	layer->context = device->context;
	layer->trace = trace;
	layer->board = device->board;
	layer->ops = (struct cdrv_backend_ops){
		.name = layer->inner->name,
		.open = layer->inner->open,
		.close = trace_close,
		.read32 = trace_read32,
		.write32 = trace_write32,
		.buffer_alloc = trace_alloc,
		.buffer_free = trace_free,
		.buffer_sync = trace_sync,
		.dma_submit = layer->inner->dma_submit ? trace_submit : NULL,
		.wait = trace_wait,
	};
	cdrv_trace_ref(trace);
	device->ops = &layer->ops;
	device->context = layer;
	device->trace = trace;
	return 0;
}

int cdrv_device_open_traced(const struct cdrv_backend_ops *ops,
			    const char *options, cdrv_trace *trace,
			    char *message, size_t message_size,
			    cdrv_device **device)
{
	cdrv_device *opened;
	int err;

	err = cdrv_device_open(ops, options, message, message_size, &opened);
	if (err)
		return err;
	err = insert(opened, trace);
	if (err) {
		cdrv_device_unref(opened);
		return err;
	}
	*device = opened;
	return 0;
}

void cdrv_trace_begin_exchange(cdrv_device *device,
			       const struct cdrv_dma_request *request)
{
	cdrv_trace_event event;

	if (request->rx) {
		event = event_of(&device->board, CDRV_TRACE_RECEIVE,
				 request->region);
		event.address = request->rx->bus + request->rx_offset;
		event.length = request->rx_length;
		cdrv_trace_add(device->trace, &event);
	}
	if (request->tx) {
		event = event_of(&device->board, CDRV_TRACE_SEND,
				 request->region);
		event.address = request->tx->bus + request->tx_offset;
		event.length = request->tx_length;
		cdrv_trace_add(device->trace, &event);
	}
}

void cdrv_trace_end_exchange(cdrv_device *device, uint32_t window,
			     const cdrv_dma_report *report, int status)
{
	cdrv_trace_event event =
		event_of(&device->board, CDRV_TRACE_END, window);

	if (report) {
		event.board_ns = report->elapsed_ns;
		event.length = report->received;
		event.value = report->fault;
		event.interrupt_lost = report->interrupt_lost;
	}
	event.status = status;
	cdrv_trace_add(device->trace, &event);
}
