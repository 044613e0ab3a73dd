// SPDX-License-Identifier: BSD-3-Clause
/* Transfers over memory in pieces, where the engines have scatter-gather. */
#define _FILE_OFFSET_BITS 64
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "memory.h"
#include "selftest.h"

#define MIB (1024 * 1024)
#define LARGE (64l * MIB)
#define SMALL (1l * MIB)
#define CRUMBS 8192

static int fd;
static uint32_t dma;

static int submit(const struct memory *tx, uint64_t tx_offset,
		  uint64_t tx_length, const struct memory *rx,
		  uint64_t rx_offset, uint64_t rx_length, uint64_t *transfer)
{
	struct accel_submit ask = {
		.window = dma,
		.tx = tx ? tx->handle : 0,
		.rx = rx ? rx->handle : 0,
		.tx_offset = tx_offset,
		.tx_length = tx_length,
		.rx_offset = rx_offset,
		.rx_length = rx_length,
	};
	int err = call(fd, ACCEL_IOC_SUBMIT, &ask);

	*transfer = ask.transfer;
	return err;
}

static int wait_for(uint64_t transfer, uint64_t ms, struct accel_wait *wait)
{
	*wait = (struct accel_wait){
		.transfer = transfer,
		.deadline = now_ns() + ms * 1000000,
	};
	return call(fd, ACCEL_IOC_WAIT, wait);
}

/* Bytes that came back, or -errno. */
static long exchange(const struct memory *tx, uint64_t tx_offset,
		     uint64_t tx_length, const struct memory *rx,
		     uint64_t rx_offset, uint64_t rx_length)
{
	struct accel_wait wait;
	uint64_t transfer;
	int err = submit(tx, tx_offset, tx_length, rx, rx_offset, rx_length,
			 &transfer);

	if (!err)
		err = wait_for(transfer, 60000, &wait);
	return err ? err : (long)wait.received;
}

/* ---- without scatter-gather ---- */

static void refusals(void)
{
	struct accel_alloc ask = { .size = 4096,
				   .flags = ACCEL_BUFFER_SCATTERED };

	expect(call(fd, ACCEL_IOC_ALLOC, &ask), -EINVAL);
}

/* ---- with it ---- */

static void whole(void)
{
	struct memory tx, rx;

	take_memory(fd, LARGE, ACCEL_BUFFER_SCATTERED, &tx);
	take_memory(fd, LARGE, ACCEL_BUFFER_SCATTERED, &rx);
	fill_memory(&tx, 1);
	expect(exchange(&tx, 0, LARGE, &rx, 0, LARGE), LARGE);
	expect(count_different(&tx, 0, &rx, 0, LARGE), 0);
	give_memory(&tx);
	give_memory(&rx);
}

/* Memory is left in single pages only, every second one, and taken again. */
static void crumbs(void)
{
	struct accel_alloc ask = { .size = 4096,
				   .flags = ACCEL_BUFFER_SCATTERED };
	struct accel_free undo = { 0 };
	static uint32_t pages[CRUMBS];
	struct memory tx, rx;
	long i, pieces;

	expect(set_parameter("chunk", "4096"), 0);
	for (i = 0; i < CRUMBS; i++) {
		expect(call(fd, ACCEL_IOC_ALLOC, &ask), 0);
		pages[i] = ask.handle;
	}
	for (i = 0; i < CRUMBS; i += 2) {
		undo.handle = pages[i];
		expect(call(fd, ACCEL_IOC_FREE, &undo), 0);
	}
	pieces = pieces_out();
	take_memory(fd, CRUMBS / 4 * 4096, ACCEL_BUFFER_SCATTERED, &tx);
	take_memory(fd, CRUMBS / 4 * 4096, ACCEL_BUFFER_SCATTERED, &rx);
	pieces = pieces_out() - pieces;
	printf("%d pages in %ld pieces\n", CRUMBS / 2, pieces);
	expect(pieces > CRUMBS / 4, 1);
	fill_memory(&tx, 2);
	expect(exchange(&tx, 0, tx.size, &rx, 0, rx.size), (long)rx.size);
	expect(count_different(&tx, 0, &rx, 0, rx.size), 0);
	give_memory(&tx);
	give_memory(&rx);
	for (i = 1; i < CRUMBS; i += 2) {
		undo.handle = pages[i];
		expect(call(fd, ACCEL_IOC_FREE, &undo), 0);
	}
	expect(set_parameter("chunk", "65536"), 0);
}

static uint64_t draw(uint64_t largest)
{
	return ((uint64_t)rand() << 16 ^ (uint64_t)rand()) % largest;
}

static void ranges(const struct memory *tx, const struct memory *rx)
{
	static const uint64_t edges[] = { 4, 8, 60, 4092, 4096, 4100, 65532,
					  65536, 65540, 131076, 500000 };
	size_t i;

	for (i = 0; i < 60; i++) {
		uint64_t length = i < 11 ? edges[i]
					 : draw(SMALL / 2 / 4) * 4 + 4;
		uint64_t from = draw((SMALL - length) / 4 + 1) * 4;
		uint64_t to = draw((SMALL - length) / 4 + 1) * 4;

		fill_memory(tx, i);
		clear_memory(rx);
		expect(exchange(tx, from, length, rx, to, length),
		       (long)length);
		expect(count_different(tx, from, rx, to, length), 0);
		/* Nothing beside the range was touched. */
		expect(count_set(rx, 0, to), 0);
		expect(count_set(rx, to + length, SMALL - to - length), 0);
	}
}

/* Replies that are shorter than their memory, and longer. */
static void lengths(const struct memory *tx, const struct memory *rx)
{
	struct accel_cancel cancel = { .window = dma };
	struct accel_wait wait;
	uint64_t transfer;

	clear_memory(rx);
	fill_memory(tx, 77);
	expect(exchange(tx, 0, 100000, rx, 0, SMALL), 100000);
	expect(count_different(tx, 0, rx, 0, 100000), 0);
	expect(count_set(rx, 100000, SMALL - 100000), 0);
	/* The memory that was left over is not the next reply's. */
	expect(exchange(tx, 4, 200000, rx, 300000, 200000), 200000);
	expect(count_different(tx, 4, rx, 300000, 200000), 0);
	expect(count_set(rx, 100000, 200000), 0);
	expect(submit(tx, 0, SMALL, rx, 0, SMALL / 2, &transfer), 0);
	expect(wait_for(transfer, 300, &wait), -ETIMEDOUT);
	expect(call(fd, ACCEL_IOC_CANCEL, &cancel), 0);
	expect(wait_for(transfer, 300, &wait), -ECANCELED);
	expect(wait.flags, ACCEL_WAIT_ENDED);
	expect(exchange(tx, 0, SMALL, rx, 0, SMALL), SMALL);
	expect(count_different(tx, 0, rx, 0, SMALL), 0);
}

static void bad_transfers(const struct memory *tx, const struct memory *rx)
{
	uint64_t id;

	expect(submit(tx, 0, 0, rx, 0, 64, &id), -EINVAL);
	expect(submit(tx, 0, 63, rx, 0, 64, &id), -EINVAL);
	expect(submit(tx, 2, 64, rx, 0, 64, &id), -EINVAL);
	expect(submit(tx, 0, 64, tx, 0, 64, &id), -EINVAL);
	expect(submit(tx, 0, SMALL + 4, rx, 0, 64, &id), -ERANGE);
	expect(submit(tx, SMALL, 4, rx, 0, 64, &id), -ERANGE);
	expect(submit(tx, SMALL - 60, 64, rx, 0, 64, &id), -ERANGE);
	expect(submit(tx, UINT64_MAX - 3, 8, rx, 0, 64, &id), -ERANGE);
	expect(submit(tx, 0, 64, rx, 0, 1ull << 32, &id), -EMSGSIZE);
}

static void physical(const struct memory *memory)
{
	struct accel_physical ask = { .handle = memory->handle };

	expect(call(fd, ACCEL_IOC_PHYSICAL, &ask),
	       geteuid() ? -EPERM : -EINVAL);
}

static void mappings(const struct memory *memory)
{
	void *bytes = mmap(NULL, SMALL + 4096, PROT_READ, MAP_SHARED, fd,
			   (off_t)memory->offset);

	expect(bytes != MAP_FAILED, 0);
	bytes = mmap(NULL, 8192, PROT_READ, MAP_SHARED, fd,
		     (off_t)memory->offset);
	expect(bytes == MAP_FAILED, 0);
	expect(memcmp(bytes, memory->bytes, 8192), 0);
	munmap(bytes, 8192);
}

/* End a large transfer at some moment of it; what follows is right. */
static void cancelled(void)
{
	struct accel_cancel cancel = { .window = dma };
	struct memory tx, rx;
	struct accel_wait wait;
	uint64_t transfer;
	long i, middle = 0;
	int err;

	take_memory(fd, 8 * MIB, ACCEL_BUFFER_SCATTERED, &tx);
	take_memory(fd, 8 * MIB, ACCEL_BUFFER_SCATTERED, &rx);
	fill_memory(&tx, 5);
	for (i = 0; i < 20; i++) {
		struct timespec pause = { 0, (long)draw(3000000) };

		expect(submit(&tx, 0, 8 * MIB, &rx, 0, 8 * MIB, &transfer), 0);
		nanosleep(&pause, NULL);
		expect(call(fd, ACCEL_IOC_CANCEL, &cancel), 0);
		err = wait_for(transfer, 60000, &wait);
		middle += err == -ECANCELED;
		expect(err == 0 || err == -ECANCELED, 1);
	}
	printf("cancelled: %ld of 20 in the middle\n", middle);
	clear_memory(&rx);
	expect(exchange(&tx, 0, 8 * MIB, &rx, 0, 8 * MIB), 8 * MIB);
	expect(count_different(&tx, 0, &rx, 0, 8 * MIB), 0);
	give_memory(&tx);
	give_memory(&rx);
}

/* Transfers without an end, for ever. */
static void work(void)
{
	struct accel_cancel cancel = { .window = dma };
	struct accel_wait wait;
	struct memory tx, rx;
	uint64_t transfer;

	fd = open_device();
	for (;;) {
		take_memory(fd, 4 * MIB, ACCEL_BUFFER_SCATTERED, &tx);
		take_memory(fd, 4 * MIB, ACCEL_BUFFER_SCATTERED, &rx);
		if (submit(&tx, 0, 4 * MIB, &rx, 0, 4 * MIB, &transfer))
			_exit(2);
		give_memory(&tx);
		give_memory(&rx);
		if (wait_for(transfer, 1 + draw(8), &wait) == -ETIMEDOUT) {
			call(fd, ACCEL_IOC_CANCEL, &cancel);
			wait_for(transfer, 0, &wait);
		}
	}
}

static void killed(void)
{
	int i, status;

	for (i = 0; i < 20; i++) {
		struct timespec pause = { 0, rand() % 60000000 };
		pid_t child = fork();

		if (child == 0)
			work();
		nanosleep(&pause, NULL);
		kill(child, SIGKILL);
		waitpid(child, &status, 0);
		if (!WIFSIGNALED(status))
			expect(WEXITSTATUS(status), 0);
		expect(buffers_out(), 0);
	}
}

static void everything(void)
{
	struct accel_info info;
	struct memory tx, rx;

	loop_streams(fd);
	whole();
	crumbs();
	take_memory(fd, SMALL, ACCEL_BUFFER_SCATTERED, &tx);
	take_memory(fd, SMALL, ACCEL_BUFFER_SCATTERED, &rx);
	ranges(&tx, &rx);
	lengths(&tx, &rx);
	bad_transfers(&tx, &rx);
	physical(&tx);
	mappings(&tx);
	give_memory(&tx);
	give_memory(&rx);
	/* One of each kind. */
	take_memory(fd, SMALL, 0, &tx);
	take_memory(fd, SMALL, ACCEL_BUFFER_SCATTERED, &rx);
	fill_memory(&tx, 9);
	expect(exchange(&tx, 0, SMALL, &rx, 0, SMALL), SMALL);
	expect(count_different(&tx, 0, &rx, 0, SMALL), 0);
	give_memory(&tx);
	give_memory(&rx);
	cancelled();
	expect(call(fd, ACCEL_IOC_INFO, &info), 0);
	expect((long)info.used, 0);
	expect(buffers_out(), 0);
	close(fd);
	killed();
}

int main(void)
{
	struct accel_info info;

	srand(2018);
	expect(set_parameter("exclusive", "Y"), 0);
	expect(set_parameter("quota", "268435456"), 0);
	fd = open_device();
	dma = find_window(fd, ACCEL_WINDOW_DMA);
	expect(call(fd, ACCEL_IOC_INFO, &info), 0);
	expect(!(info.features & ACCEL_FEATURE_SCATTER_GATHER), 0);
	if (engine_gathers(fd, dma)) {
		everything();
	} else {
		printf("SKIPPED scattered: direct mode; refusals only\n");
		refusals();
		close(fd);
	}
	expect(buffers_out(), 0);
	return verdict("scattered");
}
