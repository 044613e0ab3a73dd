/* SPDX-License-Identifier: BSD-3-Clause */
/* For programs that drive a design through CDriver. */
#ifndef HARNESS_H
#define HARNESS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "accel_core_regs.h"
#include "axi_dma_regs.h"
#include "cdriver.h"

#define DMA 0u
#define CORE 1u

static int checks;

#define CHECK(condition)                                                       \
	do {                                                                   \
		checks++;                                                      \
		if (!(condition)) {                                            \
			printf("FAIL %s:%d: %s\n", __FILE__, __LINE__,         \
			       #condition);                                    \
			exit(1);                                               \
		}                                                              \
	} while (0)

static inline cdrv_device *device_open(const char *locator)
{
	char message[512];
	cdrv_device *device = NULL;
	int err = cdrv_device_open(cdrv_rtl_backend(), locator, message,
				   sizeof(message), &device);

	if (err) {
		printf("FAIL %s: %d %s\n", locator, err, message);
		exit(1);
	}
	return device;
}

static inline uint32_t core_read(cdrv_device *device, uint32_t offset)
{
	uint32_t value = 0;

	CHECK(cdrv_window_read32(device, CORE, offset, &value) == 0);
	return value;
}

static inline void core_write(cdrv_device *device, uint32_t offset,
			      uint32_t value)
{
	CHECK(cdrv_window_write32(device, CORE, offset, value) == 0);
}

static inline uint64_t header(uint32_t opcode, uint32_t layer, uint32_t count)
{
	return (uint64_t)count << ACCEL_PACKET_COUNT_SHIFT |
	       (uint64_t)ACCEL_PACKET_MARK_GOOD << ACCEL_PACKET_MARK_SHIFT |
	       layer << ACCEL_PACKET_LAYER_SHIFT | opcode;
}

static inline uint64_t bad(uint64_t header)
{
	return (header & ~((uint64_t)ACCEL_PACKET_MARK_MASK
			   << ACCEL_PACKET_MARK_SHIFT)) |
	       (uint64_t)ACCEL_PACKET_MARK_BAD << ACCEL_PACKET_MARK_SHIFT;
}

/* What an exchange came to. */
struct outcome {
	int err;
	cdrv_dma_report report;
};

/* Send beats, receive up to @room of them. Offsets in beats, in buffers of
 * their own. */
static inline struct outcome
exchange_at(cdrv_device *device, const uint64_t *send, size_t count,
	    uint64_t *receive, size_t room, size_t tx_offset, size_t rx_offset,
	    uint64_t timeout_ns)
{
	struct outcome outcome = { 0 };
	cdrv_buffer *tx, *rx;
	void *bytes;

	CHECK(cdrv_buffer_alloc(device, 8 * (count + tx_offset), &tx) == 0);
	CHECK(cdrv_buffer_alloc(device, 8 * (room + rx_offset), &rx) == 0);
	CHECK(cdrv_buffer_begin_cpu(tx, 8 * tx_offset, 8 * count,
				    CDRV_ACCESS_WRITE, &bytes) == 0);
	memcpy(bytes, send, 8 * count);
	CHECK(cdrv_buffer_end_cpu(tx) == 0);
	outcome.err = cdrv_dma_submit(device, DMA, tx, 8 * tx_offset, 8 * count,
				      rx, 8 * rx_offset, 8 * room);
	if (!outcome.err)
		outcome.err = cdrv_dma_wait(device, DMA, timeout_ns,
					    &outcome.report);
	CHECK(cdrv_buffer_begin_cpu(rx, 8 * rx_offset, 8 * room,
				    CDRV_ACCESS_READ, &bytes) == 0);
	memcpy(receive, bytes, 8 * room);
	CHECK(cdrv_buffer_end_cpu(rx) == 0);
	cdrv_buffer_free(tx);
	cdrv_buffer_free(rx);
	return outcome;
}

static inline struct outcome exchange(cdrv_device *device, const uint64_t *send,
				      size_t count, uint64_t *receive,
				      size_t room)
{
	return exchange_at(device, send, count, receive, room, 0, 0, 10000000);
}

#endif
