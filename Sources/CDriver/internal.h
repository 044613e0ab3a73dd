/* SPDX-License-Identifier: BSD-3-Clause */
/* What the files of CDriver share; never installed. */
#ifndef CDRIVER_INTERNAL_H
#define CDRIVER_INTERNAL_H

#include <pthread.h>
#include <stdatomic.h>

#include "include/cdriver.h"
#include "include/cdriver_backend.h"

/* A running exchange of one engine. */
struct cdrv_exchange {
	bool running;
	uint64_t serial; /* tells it from the engine's other exchanges */
	bool mm2s_done, s2mm_done;
	cdrv_buffer *tx, *rx;
	size_t tx_length, rx_length;
};

struct cdrv_device {
	const struct cdrv_backend_ops *ops;
	void *context;
	struct cdrv_board board;
	atomic_uint references;
	/* Everything below, and every call of ops, is under the lock. */
	pthread_mutex_t lock;
	cdrv_stats stats;
	/* By region; engines only. A started engine takes transfers. */
	bool started[CDRV_MAX_REGIONS];
	struct cdrv_exchange exchanges[CDRV_MAX_REGIONS];
	uint64_t last_serial;
	cdrv_buffer *lost; /* freed by their owners, kept until the close */
	struct cdrv_trace *trace; /* held by the back end in front, or NULL */
};

struct cdrv_buffer {
	cdrv_device *device;
	struct cdrv_memory memory;
	cdrv_owner owner;
	/* The range that the CPU has, and how. */
	size_t offset, length;
	cdrv_access access;
	/* An engine that did not come out of reset may still write to it. */
	bool is_lost;
	cdrv_buffer *next_lost;
};

/* The caller of a function with `locked` in its name holds the lock. */
int cdrv_locked_read32(cdrv_device *device, uint32_t window, uint32_t offset,
		       uint32_t *value);
int cdrv_locked_write32(cdrv_device *device, uint32_t window, uint32_t offset,
			uint32_t value);
int cdrv_locked_dma_reset(cdrv_device *device, uint32_t window);

/* Free what was kept from an engine that may still write. */
void cdrv_buffers_free_lost(cdrv_device *device);

/* Whether @window is a region of @kind. */
bool cdrv_window_is(const cdrv_device *device, uint32_t window,
		    enum cdrv_region_kind kind);

/* CLOCK_MONOTONIC. */
uint64_t cdrv_wall_ns(void);

#endif
