/* SPDX-License-Identifier: BSD-3-Clause */
/* An open board:uio: its windows, its interrupts, its memory. */
#ifndef CDRIVER_UIO_BOARD_H
#define CDRIVER_UIO_BOARD_H

#include "discovery.h"
#include "memory.h"

/* An open /dev/uioN, or the file of mem=. */
struct cdrv_uio_node {
	int fd, uio;
	/* Interrupts; false where it has none, found at the first use. */
	bool has_interrupt;
	bool is_enabled;
	/* How many there were, by the last read. */
	bool has_count;
	uint32_t count;
};

struct cdrv_uio_window {
	unsigned char *registers;
	void *mapping;
	size_t mapped;
	uint32_t node;  /* index */
	/* Since the exchange began: one came; one came and was not seen. */
	bool heard, missed;
};

struct cdrv_uio_board {
	const struct cdrv_system *system;
	bool trusts_user; /* programmed=yes */
	uint64_t checked_ns;
	struct cdrv_plan plan;
	uint32_t node_count;
	struct cdrv_uio_node nodes[CDRV_MAX_REGIONS];
	struct cdrv_uio_window windows[CDRV_MAX_REGIONS];
	struct cdrv_pool pool;
};

/* Open, lock and map what the plan says. Return: 0, or -errno with a sentence
 * in @message; close what is open in either case. */
int cdrv_uio_windows_open(struct cdrv_uio_board *board, const char *mem,
			  char *message, size_t message_size);
void cdrv_uio_windows_close(struct cdrv_uio_board *board);

/* One access. -ENODEV: the fabric is no longer programmed. */
int cdrv_uio_read32(void *context, uint32_t region, uint32_t offset,
		    uint32_t *value);
int cdrv_uio_write32(void *context, uint32_t region, uint32_t offset,
		     uint32_t value);

/* As the operation of cdriver_backend.h. */
int cdrv_uio_wait(void *context, uint32_t region, uint64_t timeout_ns,
		  uint64_t *elapsed_ns, struct cdrv_dma_status *status);

#endif
