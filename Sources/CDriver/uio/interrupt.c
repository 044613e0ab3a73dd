// SPDX-License-Identifier: BSD-3-Clause
/*
 * Waiting for an engine. Source of the protocol: the kernel's uio-howto and
 * uio_pdrv_genirq, which masks the line at each interrupt until a 1 is written.
 *
 * A UIO device often has but one of an engine's two lines, and some have none,
 * so the registers are looked at too, more rarely the longer it takes.
 */
#include <errno.h>

#include "../include/axi_dma_regs.h"
#include "board.h"

#define SHORTEST_NAP_NS 100000u
#define LONGEST_NAP_NS 10000000u

/* Something in a status register that the driver acts upon. */
#define EVENTS (AXI_DMA_SR_IRQS | AXI_DMA_SR_ERRORS | AXI_DMA_SR_HALTED)

static int is_pending(struct cdrv_uio_board *board, uint32_t region)
{
	uint32_t mm2s, s2mm;
	int err = cdrv_uio_read32(board, region, AXI_DMA_MM2S + AXI_DMA_SR,
				  &mm2s);

	if (!err)
		err = cdrv_uio_read32(board, region,
				      AXI_DMA_S2MM + AXI_DMA_SR, &s2mm);
	return err ? err : ((mm2s | s2mm) & EVENTS) != 0;
}

/* The device turned out to have no interrupt. */
static void give_up(struct cdrv_uio_node *node)
{
	node->has_interrupt = false;
	node->is_enabled = false;
}

/* Drivers that answer -ENOSYS do not mask the line: nothing is to be done. */
static void enable(const struct cdrv_system *system,
		   struct cdrv_uio_node *node)
{
	uint32_t on = 1;
	int err = cdrv_system_write(system, node->fd, &on, sizeof(on));

	if (err && err != -ENOSYS)
		give_up(node);
	else
		node->is_enabled = !err;
}

/* Take note of an interrupt; the count says whether others went before. */
static void take(struct cdrv_uio_board *board, struct cdrv_uio_window *window)
{
	const struct cdrv_system *system = board->system;
	struct cdrv_uio_node *node = &board->nodes[window->node];
	uint32_t count;
	int64_t size = system->read(system->context, node->fd, &count,
				    sizeof(count));

	if (size == -EINTR || size == -EAGAIN)
		return;
	if (size != sizeof(count)) {
		give_up(node);
		return;
	}
	if (node->has_count && count - node->count > 1)
		window->missed = true;
	window->heard = true;
	node->count = count;
	node->has_count = true;
	node->is_enabled = false;
}

/* Sleep, for an interrupt to come at most. Return: 0 or -errno. */
static int nap(struct cdrv_uio_board *board, struct cdrv_uio_window *window,
	       uint64_t time_ns)
{
	const struct cdrv_system *system = board->system;
	struct cdrv_uio_node *node = &board->nodes[window->node];
	int result;

	if (node->has_interrupt && !node->is_enabled)
		enable(system, node);
	result = system->poll(system->context,
			      node->has_interrupt ? node->fd : -1, time_ns);
	if (result == -EINTR || result == 0)
		return 0;
	if (result < 0 && node->has_interrupt)
		give_up(node);
	else if (result < 0)
		return -EIO;
	else
		take(board, window);
	return 0;
}

/* Found complete without having been told: is the telling under way? */
static bool is_silent(struct cdrv_uio_board *board,
		      struct cdrv_uio_window *window)
{
	struct cdrv_uio_node *node = &board->nodes[window->node];

	if (!node->has_interrupt)
		return false;
	if (!window->heard &&
	    board->system->poll(board->system->context, node->fd, 0) > 0)
		take(board, window);
	return !window->heard || window->missed;
}

static uint64_t nap_time(uint64_t elapsed, uint64_t left)
{
	uint64_t time = elapsed / 8;

	if (time < SHORTEST_NAP_NS)
		time = SHORTEST_NAP_NS;
	if (time > LONGEST_NAP_NS)
		time = LONGEST_NAP_NS;
	return time < left ? time : left;
}

/*
 * What is found without an interrupt that should have come is returned as if
 * the time were up: the driver looks for itself then, and counts it as lost.
 */
int cdrv_uio_wait(void *context, uint32_t region, uint64_t timeout_ns,
		  uint64_t *elapsed_ns, struct cdrv_dma_status *status)
{
	struct cdrv_uio_board *board = context;
	struct cdrv_uio_window *window = &board->windows[region];
	const struct cdrv_system *system = board->system;
	uint64_t start = system->now_ns(system->context), elapsed = 0;
	bool slept = false;
	int pending, err = 0;

	(void)status;
	for (;;) {
		pending = is_pending(board, region);
		elapsed = system->now_ns(system->context) - start;
		*elapsed_ns = elapsed;
		if (pending < 0)
			return pending;
		if (pending)
			return slept && is_silent(board, window) ? -ETIMEDOUT
								 : 0;
		if (elapsed >= timeout_ns)
			return -ETIMEDOUT;
		err = nap(board, window,
			  nap_time(elapsed, timeout_ns - elapsed));
		if (err)
			return err;
		slept = true;
	}
}
