/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a device does, written down operation by operation: a layer between
 * the driver and any of its back ends. A device that was opened without one
 * has no such layer, so its accesses to registers cost what they did.
 *
 * A trace keeps its newest events and counts those it dropped. It may be read
 * while devices write to it, from any thread, and after they are closed.
 */
#ifndef CDRIVER_TRACE_H
#define CDRIVER_TRACE_H

#include "cdriver.h"

#ifdef __cplusplus
extern "C" {
#endif

#ifdef __clang__
#pragma clang assume_nonnull begin
#endif

typedef struct cdrv_trace cdrv_trace;

/** What happened. */
typedef enum cdrv_trace_kind {
	/** A register was loaded, @value, or stored. */
	CDRV_TRACE_READ = 1,
	CDRV_TRACE_WRITE = 2,
	/** Memory at @address of @length bytes. */
	CDRV_TRACE_ALLOC = 3,
	CDRV_TRACE_FREE = 4,
	/** A range of it was made visible to the board, or to the CPU. */
	CDRV_TRACE_SYNC_DEVICE = 5,
	CDRV_TRACE_SYNC_CPU = 6,
	/** An exchange begins: MM2S is to send @length bytes from @address,
	 *  S2MM may receive as many. One event for each direction it has. */
	CDRV_TRACE_SEND = 7,
	CDRV_TRACE_RECEIVE = 8,
	/** Slept until the engine's interrupt (@status 0) or for nothing;
	 *  @board_ns: how long, by the board's clock. */
	CDRV_TRACE_WAIT = 9,
	/** The exchange ended; @length bytes arrived, @board_ns: all its waits,
	 *  @value: an enum cdrv_fault; @interrupt_lost. One for each exchange,
	 *  with @status -ECANCELED where the engine was reset under it. */
	CDRV_TRACE_END = 10,
} cdrv_trace_kind;

/** An event; fields that its kind does not name are 0. */
typedef struct cdrv_trace_event {
	uint64_t start_ns;   /**< CLOCK_MONOTONIC when it began */
	uint64_t wall_ns;    /**< how long it took, by that clock */
	uint64_t board_ns;   /**< likewise by the board's own clock */
	uint64_t address;    /**< on the bus */
	uint64_t length;     /**< bytes */
	uint32_t kind;       /**< enum cdrv_trace_kind */
	int32_t status;      /**< 0 or -errno */
	uint32_t window;     /**< registers and exchanges: which */
	uint32_t offset;     /**< of the register, in bytes */
	uint32_t value;
	uint8_t region;      /**< the window's enum cdrv_region_kind */
	uint8_t ordinal;     /**< 0 for the first window of that kind */
	uint8_t interrupt_lost;
	uint8_t pad;
} cdrv_trace_event;

#define CDRV_TRACE_MOST 16777216u

/**
 * Make an empty trace.
 * @capacity: events that it keeps, 1 to CDRV_TRACE_MOST; 64 bytes each.
 * @trace: receives a trace to be released with cdrv_trace_unref().
 * Return: 0; -EINVAL: capacity out of range; -ENOMEM.
 */
int cdrv_trace_create(size_t capacity,
		      cdrv_trace *_Nullable *_Nonnull trace);

/** Take another reference; each device that writes to it has one. */
void cdrv_trace_ref(cdrv_trace *trace);

/** Drop a reference; the last one frees it. */
void cdrv_trace_unref(cdrv_trace *trace);

/**
 * Copy the oldest events that are still kept, in the order in which they
 * ended; an exchange's SEND and RECEIVE stand where it began.
 * @room: most events to copy.
 * @dropped: receives how many older ones are gone.
 * Return: how many were copied.
 */
size_t cdrv_trace_copy(cdrv_trace *trace,
		       cdrv_trace_event *_Nullable events, size_t room,
		       uint64_t *dropped);

/** How many events it keeps now. */
size_t cdrv_trace_count(cdrv_trace *trace);

/**
 * cdrv_device_open() of a device that writes down what it does. Opening and
 * closing themselves are no events.
 * @trace: several devices may write to one.
 */
int cdrv_device_open_traced(const struct cdrv_backend_ops *ops,
			    const char *options, cdrv_trace *trace,
			    char *message, size_t message_size,
			    cdrv_device *_Nullable *_Nonnull device);

/**
 * The name of a register, for example "MM2S_DMASR" (PG021) or
 * "LAYER[2].BUSY" (Docs/Registers.md); its offset where it has none.
 * @region: an enum cdrv_region_kind.
 * Return: the length of the whole name, as snprintf() does.
 */
int cdrv_register_name(uint32_t region, uint32_t offset,
		       char *_Nullable text, size_t size);

/** The name of a register's or an exchange's window, for example "dma0";
 *  as cdrv_register_name() otherwise. */
int cdrv_trace_window_name(const cdrv_trace_event *event,
			   char *_Nullable text, size_t size);

/**
 * An event in words and without its times, for example
 * "read    dma0 MM2S_DMASR = 0x00000001".
 * Return: the length of the whole text, as snprintf() does.
 */
int cdrv_trace_text(const cdrv_trace_event *event, char *_Nullable text,
		    size_t size);

#ifdef __clang__
#pragma clang assume_nonnull end
#endif

#ifdef __cplusplus
}
#endif

#endif
