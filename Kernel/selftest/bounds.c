// SPDX-License-Identifier: BSD-3-Clause
/* What is not for ever, and not without an end: waits, turns and memory. */
#define _FILE_OFFSET_BITS 64
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "memory.h"
#include "selftest.h"

#define HOUR_NS 3600000000000u

static int fd, other;
static uint32_t dma;

static int submit(int file, uint32_t tx, uint32_t rx, uint64_t *transfer)
{
	struct accel_submit ask = { .window = dma, .tx = tx, .rx = rx,
				    .tx_length = tx ? 4096 : 0,
				    .rx_length = rx ? 4096 : 0 };
	int err = call(file, ACCEL_IOC_SUBMIT, &ask);

	*transfer = ask.transfer;
	return err;
}

static int wait_for(int file, uint64_t transfer, uint64_t ns,
		    struct accel_wait *wait)
{
	*wait = (struct accel_wait){ .transfer = transfer,
				     .deadline = now_ns() + ns };
	return call(file, ACCEL_IOC_WAIT, wait);
}

/* An interrupt may be lost, and the deadline an hour away. */
static void patience(void)
{
	uint32_t tx = allocate(fd, 4096), rx = allocate(fd, 4096);
	struct pollfd ready = { .fd = fd, .events = POLLIN };
	struct accel_wait wait;
	uint64_t transfer, start = now_ns();

	expect(submit(fd, tx, rx, &transfer), 0);
	expect(wait_for(fd, transfer, HOUR_NS, &wait), 0);
	expect(now_ns() - start < 2000000000u, 1);
	expect(wait.flags & ACCEL_WAIT_ENDED, ACCEL_WAIT_ENDED);
	printf("an interrupt was%s lost\n",
	       wait.flags & ACCEL_WAIT_INTERRUPT_LOST ? "" : " not");
	expect(submit(fd, tx, rx, &transfer), 0);
	expect(poll(&ready, 1, 5000), 1);
	expect(wait_for(fd, transfer, 0, &wait), 0);
	call(fd, ACCEL_IOC_FREE, &(struct accel_free){ .handle = tx });
	call(fd, ACCEL_IOC_FREE, &(struct accel_free){ .handle = rx });
}

/* A receive that nothing comes for, and another file that waits. */
static void turns(void)
{
	uint32_t endless = allocate(fd, 4096);
	uint32_t tx = allocate(other, 4096), rx = allocate(other, 4096);
	struct accel_wait wait;
	uint64_t first, second, start;

	expect(set_parameter("hold", "0"), 0);
	expect(submit(fd, 0, endless, &first), 0);
	expect(submit(other, tx, rx, &second), 0);
	expect(wait_for(other, second, 1200000000, &wait), -ETIMEDOUT);
	expect(wait.flags, 0);
	expect(set_parameter("hold", "300"), 0);
	start = now_ns();
	expect(wait_for(other, second, HOUR_NS, &wait), 0);
	expect(now_ns() - start < 3000000000u, 1);
	expect(wait.received, 4096);
	expect(wait_for(fd, first, 0, &wait), -ECANCELED);
	/* One's own transfers wait for each other as long as they like. */
	expect(submit(fd, 0, endless, &first), 0);
	expect(submit(fd, 0, endless, &second), 0);
	expect(wait_for(fd, first, 1500000000, &wait), -ETIMEDOUT);
	expect(call(fd, ACCEL_IOC_CANCEL,
		    &(struct accel_cancel){ .window = dma }), 0);
	expect(wait_for(fd, first, 0, &wait), -ECANCELED);
	expect(wait_for(fd, second, 0, &wait), -ECANCELED);
	expect(set_parameter("hold", "10000"), 0);
}

static int open_files(void)
{
	int i, count = 0;

	for (i = 0; i < 256; i++)
		count += fcntl(i, F_GETFD) >= 0;
	return count;
}

/* The caller's memory can be read only: what was done cannot be told. */
static void untold(void)
{
	uint32_t tx = allocate(fd, 4096), rx = allocate(fd, 4096);
	union {
		struct accel_submit submit;
		struct accel_dmabuf dmabuf;
		struct accel_alloc alloc;
	} *ask = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
		      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	long buffers = buffers_out();
	int i, files = open_files();
	struct accel_wait wait;
	uint64_t transfer;

	expect(ask == MAP_FAILED, 0);
	ask->submit = (struct accel_submit){ .window = dma, .rx = rx,
					     .rx_length = 4096 };
	mprotect(ask, 4096, PROT_READ);
	for (i = 0; i < 2 * ACCEL_MAX_TRANSFERS; i++)
		expect(call(fd, ACCEL_IOC_SUBMIT, ask), -EFAULT);
	expect(submit(fd, tx, rx, &transfer), 0);
	expect(wait_for(fd, transfer, 5000000000, &wait), 0);
	mprotect(ask, 4096, PROT_READ | PROT_WRITE);
	ask->dmabuf = (struct accel_dmabuf){ .handle = tx };
	mprotect(ask, 4096, PROT_READ);
	for (i = 0; i < 10; i++)
		expect(call(fd, ACCEL_IOC_EXPORT, ask), -EFAULT);
	expect(open_files(), files);
	mprotect(ask, 4096, PROT_READ | PROT_WRITE);
	ask->alloc = (struct accel_alloc){ .size = 4096 };
	mprotect(ask, 4096, PROT_READ);
	expect(call(fd, ACCEL_IOC_ALLOC, ask), -EFAULT);
	expect(buffers_out(), buffers);
	munmap(ask, 4096);
}

/* Many files do not get more than all may have. */
static void sums(void)
{
	int files[8], i;
	long had = 0;

	expect(set_parameter("total", "1048576"), 0);
	for (i = 0; i < 8; i++) {
		files[i] = open_device();
		had += allocate(files[i], 262144) != 0;
	}
	expect(had, 4);
	for (i = 0; i < 8; i++)
		close(files[i]);
	fd = open_device();
	expect(allocate(fd, 1048576) != 0, 1);
	expect(allocate(fd, 4096), 0);
	close(fd);
	expect(set_parameter("total", "536870912"), 0);
}

int main(void)
{
	expect(set_parameter("exclusive", "N"), 0);
	expect(set_parameter("quota", "268435456"), 0);
	fd = open_device();
	other = open_device();
	dma = find_window(fd, ACCEL_WINDOW_DMA);
	loop_streams(fd);
	patience();
	turns();
	untold();
	close(fd);
	close(other);
	expect(buffers_out(), 0);
	sums();
	expect(set_parameter("exclusive", "Y"), 0);
	expect(buffers_out(), 0);
	return verdict("bounds");
}
