// SPDX-License-Identifier: BSD-3-Clause
#include "ctestbackend.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cdriver_backend.h"

#define MAX_FORCED 8
#define TEXT_SIZE 65536

struct ctest_recorder {
	const struct cdrv_backend_ops *inner;
	struct cdrv_backend_ops ops;
	void *context;
	char text[TEXT_SIZE];
	size_t used;
	struct {
		uint32_t region, offset, value;
	} forced[MAX_FORCED];
	int forced_count;
	int fail_read, fail_write, fail_alloc, fail_sync, fail_wait;
	ctest_spoil spoil;
	struct cdrv_dma_status status;
};

/* open has no argument that could say which recorder it is for. */
static _Thread_local ctest_recorder *opening;

__attribute__((format(printf, 2, 3))) static void
note(ctest_recorder *recorder, const char *format, ...)
{
	size_t left = TEXT_SIZE - recorder->used;
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsnprintf(recorder->text + recorder->used, left, format,
			   arguments);
	va_end(arguments);
	if (length > 0 && (size_t)length < left)
		recorder->used += (size_t)length;
}

static void spoil(ctest_spoil what, struct cdrv_board *board)
{
	switch (what) {
	case CTEST_SPOIL_NOTHING:
		break;
	case CTEST_SPOIL_REGION_COUNT:
		board->region_count = CDRV_MAX_REGIONS + 1;
		break;
	case CTEST_SPOIL_LENGTH_WIDTH:
		board->regions[0].length_width = 32;
		break;
	case CTEST_SPOIL_DATA_WIDTH:
		board->regions[0].data_width = 3;
		break;
	case CTEST_SPOIL_SIZE:
		board->regions[0].size = 6;
		break;
	}
}

static int record_open(const char *options, void **context,
		       struct cdrv_board *board, char *message,
		       size_t message_size)
{
	ctest_recorder *recorder = opening;
	int err;

	err = recorder->inner->open(options, &recorder->context, board,
				    message, message_size);
	if (err)
		return err;
	spoil(recorder->spoil, board);
	*context = recorder;
	return 0;
}

static void record_close(void *context)
{
	ctest_recorder *recorder = context;

	note(recorder, "close\n");
	recorder->inner->close(recorder->context);
}

static int record_read32(void *context, uint32_t region, uint32_t offset,
			 uint32_t *value)
{
	ctest_recorder *recorder = context;
	int i;

	note(recorder, "read %u %02x\n", region, offset);
	if (recorder->fail_read)
		return recorder->fail_read;
	for (i = 0; i < recorder->forced_count; i++)
		if (recorder->forced[i].region == region &&
		    recorder->forced[i].offset == offset) {
			*value = recorder->forced[i].value;
			return 0;
		}
	return recorder->inner->read32(recorder->context, region, offset,
				       value);
}

static int record_write32(void *context, uint32_t region, uint32_t offset,
			  uint32_t value)
{
	ctest_recorder *recorder = context;

	note(recorder, "write %u %02x %08x\n", region, offset, value);
	if (recorder->fail_write)
		return recorder->fail_write;
	return recorder->inner->write32(recorder->context, region, offset,
					value);
}

static int record_alloc(void *context, size_t size, struct cdrv_memory *memory)
{
	ctest_recorder *recorder = context;

	note(recorder, "alloc %zu\n", size);
	if (recorder->fail_alloc)
		return recorder->fail_alloc;
	return recorder->inner->buffer_alloc(recorder->context, size, memory);
}

static void record_free(void *context, struct cdrv_memory *memory)
{
	ctest_recorder *recorder = context;

	note(recorder, "free %zu\n", memory->size);
	recorder->inner->buffer_free(recorder->context, memory);
}

static int record_sync(void *context, struct cdrv_memory *memory,
		       size_t offset, size_t length,
		       enum cdrv_sync_direction direction)
{
	ctest_recorder *recorder = context;

	note(recorder, "sync %s %zu+%zu\n",
	     direction == CDRV_SYNC_FOR_CPU ? "cpu" : "device", offset, length);
	if (recorder->fail_sync)
		return recorder->fail_sync;
	return recorder->inner->buffer_sync(recorder->context, memory, offset,
					    length, direction);
}

static int record_submit(void *context, const struct cdrv_dma_request *request)
{
	note(context, "submit %u %zu %zu\n", request->region,
	     request->tx_length, request->rx_length);
	return 0;
}

static int record_wait(void *context, uint32_t region, uint64_t timeout_ns,
		       uint64_t *elapsed_ns, struct cdrv_dma_status *status)
{
	ctest_recorder *recorder = context;

	note(recorder, "wait %u\n", region);
	if (recorder->fail_wait) {
		*elapsed_ns = recorder->fail_wait == -ETIMEDOUT ? timeout_ns
								: 0;
		return recorder->fail_wait;
	}
	if (recorder->ops.dma_submit) {
		*elapsed_ns = 0;
		*status = recorder->status;
		return 0;
	}
	return recorder->inner->wait(recorder->context, region, timeout_ns,
				     elapsed_ns, status);
}

ctest_recorder *ctest_recorder_create(const struct cdrv_backend_ops *inner)
{
	ctest_recorder *recorder = calloc(1, sizeof(*recorder));

	if (!recorder)
		return NULL;
	recorder->inner = inner;
	recorder->ops = (struct cdrv_backend_ops){
		.name = "record",
		.open = record_open,
		.close = record_close,
		.read32 = record_read32,
		.write32 = record_write32,
		.buffer_alloc = record_alloc,
		.buffer_free = record_free,
		.buffer_sync = record_sync,
		.wait = record_wait,
	};
	return recorder;
}

void ctest_recorder_free(ctest_recorder *recorder)
{
	free(recorder);
}

int ctest_recorder_open(ctest_recorder *recorder, const char *options,
			cdrv_device **device)
{
	char message[128];

	opening = recorder;
	return cdrv_device_open(&recorder->ops, options, message,
				sizeof(message), device);
}

int ctest_recorder_open_traced(ctest_recorder *recorder, const char *options,
			       cdrv_trace *trace, cdrv_device **device)
{
	char message[128];

	opening = recorder;
	return cdrv_device_open_traced(&recorder->ops, options, trace, message,
				       sizeof(message), device);
}

const char *ctest_recorder_text(const ctest_recorder *recorder)
{
	return recorder->text;
}

void ctest_recorder_clear(ctest_recorder *recorder)
{
	recorder->used = 0;
	recorder->text[0] = '\0';
}

void ctest_recorder_force_read(ctest_recorder *recorder, uint32_t region,
			       uint32_t offset, uint32_t value)
{
	if (recorder->forced_count == MAX_FORCED)
		return;
	recorder->forced[recorder->forced_count].region = region;
	recorder->forced[recorder->forced_count].offset = offset;
	recorder->forced[recorder->forced_count].value = value;
	recorder->forced_count++;
}

void ctest_recorder_fail(ctest_recorder *recorder, const char *operation,
			 int status)
{
	if (!strcmp(operation, "read"))
		recorder->fail_read = status;
	else if (!strcmp(operation, "write"))
		recorder->fail_write = status;
	else if (!strcmp(operation, "alloc"))
		recorder->fail_alloc = status;
	else if (!strcmp(operation, "sync"))
		recorder->fail_sync = status;
	else if (!strcmp(operation, "wait"))
		recorder->fail_wait = status;
}

void ctest_recorder_spoil(ctest_recorder *recorder, ctest_spoil what)
{
	recorder->spoil = what;
}

void ctest_recorder_own_dma(ctest_recorder *recorder, uint32_t mm2s_sr,
			    uint32_t s2mm_sr, uint32_t received)
{
	recorder->ops.dma_submit = record_submit;
	recorder->status = (struct cdrv_dma_status){ mm2s_sr, s2mm_sr,
						     received, false };
}
