// SPDX-License-Identifier: BSD-3-Clause
/* The module without hardware: simulate=1 offers a loop-back. */
#define _FILE_OFFSET_BITS 64
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "memory.h"
#include "selftest.h"

#define SIZE (1024l * 1024)

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

int main(void)
{
	int fd = open_simulated();

	/* The guest's whole device may be that one. */
	if (fd >= 0) {
		loop(fd);
		close(fd);
		return verdict("simulated");
	}
	expect(unload("accel"), 0);
	expect(load_accel("simulate=1"), 0);
	fd = open_simulated();
	expect(fd >= 0, 1);
	if (fd >= 0) {
		loop(fd);
		/* It cannot go while somebody has it. */
		expect(unload("accel"), -EAGAIN);
		close(fd);
	}
	expect(unload("accel"), 0);
	expect(load_accel(""), 0);
	close(open_device());
	expect(buffers_out(), 0);
	return verdict("simulated");
}
