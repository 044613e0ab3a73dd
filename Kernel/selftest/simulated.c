// SPDX-License-Identifier: BSD-3-Clause
/* The module without hardware: simulate=1 offers a loop-back. */
#define _FILE_OFFSET_BITS 64
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/dma-buf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "memory.h"
#include "selftest.h"

#define SIZE (1024l * 1024)
/* What swiotlb bounces in one piece, where it is forced. */
#define LENT (128l * 1024)

/* The device that is none; -1: there is no such. */
static int open_simulated(void)
{
	struct accel_info info;
	char path[32];
	int i, fd;

	for (i = 0; i < 4; i++) {
		snprintf(path, sizeof(path), "/dev/accel%d", i);
		fd = open(path, O_RDWR | O_CLOEXEC);
		if (fd < 0)
			continue;
		expect(call(fd, ACCEL_IOC_INFO, &info), 0);
		if (info.features & ACCEL_FEATURE_SIMULATED)
			return fd;
		close(fd);
	}
	return -1;
}

static long exchange(const struct memory *tx, uint64_t tx_offset,
		     uint64_t tx_length, const struct memory *rx,
		     uint64_t rx_offset, uint64_t rx_length,
		     struct accel_wait *wait)
{
	struct accel_submit ask = {
		.window = 0,
		.tx = tx->handle, .tx_offset = tx_offset,
		.tx_length = tx_length,
		.rx = rx->handle, .rx_offset = rx_offset,
		.rx_length = rx_length,
	};
	int err = call(tx->fd, ACCEL_IOC_SUBMIT, &ask);

	*wait = (struct accel_wait){ .transfer = ask.transfer,
				     .deadline = now_ns() + 10000000000u };
	if (!err)
		err = call(tx->fd, ACCEL_IOC_WAIT, wait);
	return err ? err : (long)wait->received;
}

static void loop(int fd)
{
	struct accel_window window = { .index = 0 };
	struct accel_alloc scattered = { .size = 4096,
					 .flags = ACCEL_BUFFER_SCATTERED };
	struct accel_wait wait;
	struct memory tx, rx;
	int i;

	expect(call(fd, ACCEL_IOC_WINDOW, &window), 0);
	expect(window.kind, ACCEL_WINDOW_DMA);
	expect(call(fd, ACCEL_IOC_ALLOC, &scattered), -EINVAL);
	take_memory(fd, SIZE, 0, &tx);
	take_memory(fd, SIZE, 0, &rx);
	for (i = 0; i < 20; i++) {
		uint64_t length = (uint64_t)rand() % (SIZE / 2 / 4) * 4 + 4;
		uint64_t from = (uint64_t)rand() % (SIZE / 2 / 4) * 4;
		uint64_t to = (uint64_t)rand() % (SIZE / 2 / 4) * 4;

		fill_memory(&tx, (uint64_t)i);
		clear_memory(&rx);
		expect(exchange(&tx, from, length, &rx, to, length, &wait),
		       (long)length);
		expect(count_different(&tx, from, &rx, to, length), 0);
		expect(count_set(&rx, 0, to), 0);
		expect(count_set(&rx, to + length, SIZE - to - length), 0);
	}
	/* Less room than there are bytes is DMAIntErr, and not the end. */
	expect(exchange(&tx, 0, 8192, &rx, 0, 4096, &wait), -EIO);
	expect(wait.s2mm_sr & 0x11, 0x11);
	expect(exchange(&tx, 0, 4096, &rx, 0, 8192, &wait), 4096);
	expect(count_different(&tx, 0, &rx, 0, 4096), 0);
	give_memory(&tx);
	give_memory(&rx);
}

static uint32_t import_memory(int to, const struct memory *memory, int *dmabuf)
{
	struct accel_dmabuf ask = { .handle = memory->handle };

	expect(call(memory->fd, ACCEL_IOC_EXPORT, &ask), 0);
	*dmabuf = ask.fd;
	ask = (struct accel_dmabuf){ .fd = *dmabuf };
	expect(call(to, ACCEL_IOC_IMPORT, &ask), 0);
	expect((long)ask.size, LENT);
	return ask.handle;
}

static void sync_dmabuf(int dmabuf, uint64_t flags)
{
	struct dma_buf_sync sync = { .flags = flags };

	expect(ioctl(dmabuf, DMA_BUF_IOCTL_SYNC, &sync), 0);
}

/* Memory of this device in a transfer of the board that is one. */
static void lend(int fd)
{
	int board = open_device(), dmabuf;
	struct memory lent, mine, seen;
	struct accel_wait wait;

	loop_streams(board);
	take_memory(fd, LENT, 0, &lent);
	take_memory(board, LENT, 0, &mine);
	seen = lent;
	seen.fd = board;
	seen.handle = import_memory(board, &lent, &dmabuf);
	sync_dmabuf(dmabuf, DMA_BUF_SYNC_START | DMA_BUF_SYNC_WRITE);
	fill_memory(&lent, 11);
	sync_dmabuf(dmabuf, DMA_BUF_SYNC_END | DMA_BUF_SYNC_WRITE);
	expect(exchange(&seen, 0, LENT, &mine, 0, LENT, &wait), LENT);
	expect(count_different(&lent, 0, &mine, 0, LENT), 0);
	fill_memory(&mine, 12);
	expect(exchange(&mine, 0, LENT, &seen, 0, LENT, &wait), LENT);
	sync_dmabuf(dmabuf, DMA_BUF_SYNC_START | DMA_BUF_SYNC_READ);
	expect(memcmp(mine.bytes, lent.bytes, LENT), 0);
	sync_dmabuf(dmabuf, DMA_BUF_SYNC_END | DMA_BUF_SYNC_READ);
	/* By the importer's own call, too. */
	fill_memory(&mine, 13);
	expect(exchange(&mine, 0, LENT, &seen, 0, LENT, &wait), LENT);
	expect(count_different(&mine, 0, &seen, 0, LENT), 0);
	expect(buffers_out(), 2);
	close(dmabuf);
	give_memory(&lent);
	expect(exchange(&seen, 0, LENT, &mine, 0, LENT, &wait), LENT);
	give_memory(&mine);
	close(board);
	expect(buffers_out(), 0);
}

int main(void)
{
	int fd = open_simulated();

	/* The guest's whole device may be that one. */
	if (fd >= 0) {
		loop(fd);
		close(fd);
		return verdict("simulated");
	}
	expect(unload_module("accel"), 0);
	expect(load_accel("simulate=1"), 0);
	fd = open_simulated();
	expect(fd >= 0, 1);
	if (fd >= 0) {
		loop(fd);
		lend(fd);
		/* It cannot go while somebody has it. */
		expect(unload_module("accel"), -EAGAIN);
		close(fd);
	}
	expect(unload_module("accel"), 0);
	expect(load_accel(""), 0);
	close(open_device());
	expect(buffers_out(), 0);
	return verdict("simulated");
}
