// SPDX-License-Identifier: BSD-3-Clause
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "../include/axi_dma_regs.h"
#include "board.h"
#include "programmed.h"

/* Somebody may load another bitstream at any time; asking takes
 * microseconds, so not before every access. */
#define CHECK_INTERVAL_NS 10000000u

static int open_node(struct cdrv_uio_board *board, int uio, const char *mem,
		     char *message, size_t message_size)
{
	const struct cdrv_system *system = board->system;
	struct cdrv_uio_node *node = &board->nodes[board->node_count];
	char path[80];
	int err;

	if (uio == CDRV_UIO_NONE)
		snprintf(path, sizeof(path), "%s", mem);
	else
		snprintf(path, sizeof(path), "/dev/uio%d", uio);
	*node = (struct cdrv_uio_node){
		.uio = uio,
		.has_interrupt = uio != CDRV_UIO_NONE,
	};
	/* All of memory is mapped uncached, as devices are. Reading the count
	 * of interrupts never blocks, whoever else reads it. */
	node->fd = cdrv_system_open(system, path,
				    O_RDWR | (uio == CDRV_UIO_NONE
						      ? O_SYNC
						      : O_NONBLOCK));
	if (node->fd < 0) {
		cdrv_explain_node(path, node->fd, message, message_size);
		return node->fd == -EACCES || node->fd == -EPERM ? -EACCES
								 : -ENODEV;
	}
	board->node_count++;
	err = system->lock(system->context, node->fd);
	if (err) {
		cdrv_explain_node(path, err, message, message_size);
		return err == -EWOULDBLOCK ? -EBUSY : -ENODEV;
	}
	return 0;
}

static int find_node(struct cdrv_uio_board *board, int uio, const char *mem,
		     uint32_t *index, char *message, size_t message_size)
{
	for (*index = 0; *index < board->node_count; ++*index)
		if (board->nodes[*index].uio == uio)
			return 0;
	return open_node(board, uio, mem, message, message_size);
}

static void explain_map(const struct cdrv_place *place, const char *mem,
			int error, char *message, size_t message_size)
{
	uint32_t base = place->region.base;

	if (place->uio != CDRV_UIO_NONE)
		snprintf(message, message_size,
			 "/dev/uio%d does not map 0x%08" PRIx32 ": %s; check "
			 "its node in the device tree",
			 place->uio, base, strerror(-error));
	else if (error == -EPERM || error == -EACCES)
		snprintf(message, message_size,
			 "the kernel keeps 0x%08" PRIx32 " of %s to itself "
			 "(CONFIG_STRICT_DEVMEM or CONFIG_IO_STRICT_DEVMEM): "
			 "use a UIO device",
			 base, mem);
	else
		snprintf(message, message_size,
			 "%s does not map 0x%08" PRIx32 ": %s", mem, base,
			 strerror(-error));
}

static int map_window(struct cdrv_uio_board *board, uint32_t index,
		      const char *mem, char *message, size_t message_size)
{
	const struct cdrv_place *place = &board->plan.places[index];
	struct cdrv_uio_window *window = &board->windows[index];
	size_t mapped = (size_t)cdrv_place_mapped(place);
	int err;

	err = find_node(board, place->uio, mem, &window->node, message,
			message_size);
	if (err)
		return err;
	err = board->system->map(board->system->context,
				 board->nodes[window->node].fd, mapped,
				 place->file_offset, &window->mapping);
	if (err) {
		window->mapping = NULL;
		explain_map(place, mem, err, message, message_size);
		return -ENODEV;
	}
	window->mapped = mapped;
	window->registers = (unsigned char *)window->mapping + place->skipped;
	return 0;
}

int cdrv_uio_windows_open(struct cdrv_uio_board *board, const char *mem,
			  char *message, size_t message_size)
{
	uint32_t i;
	int err = 0;

	for (i = 0; i < board->plan.count && !err; i++)
		err = map_window(board, i, mem, message, message_size);
	return err;
}

static void close_node(const struct cdrv_system *system,
		       struct cdrv_uio_node *node)
{
	uint32_t off = 0;

	if (node->is_enabled)
		cdrv_system_write(system, node->fd, &off, sizeof(off));
	system->close(system->context, node->fd);
}

void cdrv_uio_windows_close(struct cdrv_uio_board *board)
{
	const struct cdrv_system *system = board->system;
	uint32_t i;

	for (i = 0; i < board->plan.count; i++)
		if (board->windows[i].mapping)
			system->unmap(system->context,
				      board->windows[i].mapping,
				      board->windows[i].mapped);
	for (i = 0; i < board->node_count; i++)
		close_node(system, &board->nodes[i]);
	board->node_count = 0;
}

static int check_fabric(struct cdrv_uio_board *board)
{
	const struct cdrv_system *system = board->system;
	uint64_t now;
	int err;

	if (board->trusts_user)
		return 0;
	now = system->now_ns(system->context);
	if (board->checked_ns && now - board->checked_ns < CHECK_INTERVAL_NS)
		return 0;
	err = cdrv_programmed_check(system, NULL, 0);
	board->checked_ns = err ? 0 : now;
	return err;
}

int cdrv_uio_read32(void *context, uint32_t region, uint32_t offset,
		    uint32_t *value)
{
	struct cdrv_uio_board *board = context;
	int err = check_fabric(board);

	if (err)
		return err;
	*value = board->system->load32(
		board->system->context,
		board->windows[region].registers + offset);
	return 0;
}

static bool starts_transfer(const struct cdrv_uio_board *board,
			    uint32_t region, uint32_t offset)
{
	return board->plan.places[region].region.kind == CDRV_REGION_AXI_DMA &&
	       (offset == AXI_DMA_MM2S + AXI_DMA_LENGTH ||
		offset == AXI_DMA_S2MM + AXI_DMA_LENGTH);
}

int cdrv_uio_write32(void *context, uint32_t region, uint32_t offset,
		     uint32_t value)
{
	struct cdrv_uio_board *board = context;
	struct cdrv_uio_window *window = &board->windows[region];
	int err = check_fabric(board);

	if (err)
		return err;
	if (starts_transfer(board, region, offset))
		window->heard = window->missed = false;
	board->system->store32(board->system->context,
			       window->registers + offset, value);
	return 0;
}
