// SPDX-License-Identifier: BSD-3-Clause
/* Nobody reaches memory that is not theirs, whatever they ask for. */
#define _FILE_OFFSET_BITS 64
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "selftest.h"

static int fd, other;

static int map(uint64_t offset, size_t length, int flags)
{
	void *memory = mmap(NULL, length, PROT_READ | PROT_WRITE, flags, fd,
			    (off_t)offset);

	if (memory == MAP_FAILED)
		return -errno;
	munmap(memory, length);
	return 0;
}

static int alloc(uint64_t size, uint32_t flags)
{
	struct accel_alloc ask = { .size = size, .flags = flags };
	struct accel_free undo = { 0 };
	int err = call(fd, ACCEL_IOC_ALLOC, &ask);

	undo.handle = ask.handle;
	return err ? err : call(fd, ACCEL_IOC_FREE, &undo);
}

static void calls(void)
{
	char bytes[256];

	memset(bytes, 0xff, sizeof(bytes));
	expect(call(fd, _IO(ACCEL_IOC_MAGIC, 99), bytes), -ENOTTY);
	expect(call(fd, _IOR('X', 1, int), bytes), -ENOTTY);
	expect(call(fd, _IOWR(ACCEL_IOC_MAGIC, 4, char[8000]), bytes), -ENOTTY);
	expect(call(fd, _IOWR(ACCEL_IOC_MAGIC, 4, char[8]), bytes), -ENOTTY);
	expect(call(fd, ACCEL_IOC_FREE, bytes), -EINVAL);
	expect(call(fd, ACCEL_IOC_CANCEL, bytes), -EINVAL);
	expect(call(fd, ACCEL_IOC_PHYSICAL, bytes), -EINVAL);
	expect(call(fd, ACCEL_IOC_READ, bytes), -EINVAL);
	expect(call(fd, ACCEL_IOC_WAIT, bytes), -EINVAL);
	expect(call(fd, ACCEL_IOC_ALLOC, NULL), -EFAULT);
	expect(call(fd, ACCEL_IOC_INFO, (void *)8), -EFAULT);
}

static void buffers(void)
{
	uint32_t handle = allocate(fd, 100);
	struct accel_sync sync = { .handle = handle,
				   .direction = ACCEL_SYNC_FOR_CPU };
	struct accel_physical physical = { .handle = handle };
	struct accel_alloc ask = { .size = 5000 };
	struct accel_free undo;

	expect(alloc(0, 0), -EINVAL);
	expect(alloc(4096, 1u << 2), -EINVAL);
	expect(alloc(4096, ACCEL_BUFFER_SCATTERED |
				   ACCEL_BUFFER_WRITE_COMBINED), -EINVAL);
	expect(alloc(4096, ACCEL_BUFFER_WRITE_COMBINED), 0);
	expect(alloc(1ull << 32, 0), -ENOMEM);
	expect(alloc(UINT64_MAX, 0), -ENOMEM);
	expect(alloc(1ull << 30, 0), -EDQUOT);
	expect(call(fd, ACCEL_IOC_PHYSICAL, &physical), -EPERM);
	sync.offset = 101;
	expect(call(fd, ACCEL_IOC_SYNC, &sync), -ERANGE);
	sync.offset = 4;
	sync.length = UINT64_MAX;
	expect(call(fd, ACCEL_IOC_SYNC, &sync), -ERANGE);
	sync.length = 97;
	expect(call(fd, ACCEL_IOC_SYNC, &sync), -ERANGE);
	sync.length = 96;
	expect(call(fd, ACCEL_IOC_SYNC, &sync), 0);
	sync.direction = 3;
	expect(call(fd, ACCEL_IOC_SYNC, &sync), -EINVAL);
	sync.handle = handle + 77;
	expect(call(fd, ACCEL_IOC_SYNC, &sync), -ENOENT);
	expect(call(fd, ACCEL_IOC_ALLOC, &ask), 0);
	expect(map(ask.mmap_offset, 8192, MAP_SHARED), 0);
	expect(map(ask.mmap_offset, 8193, MAP_SHARED), -EINVAL);
	expect(map(ask.mmap_offset, 4096, MAP_PRIVATE), -EINVAL);
	expect(map(ask.mmap_offset + 4096 * 77, 4096, MAP_SHARED), -EINVAL);
	expect(map(0, 4096, MAP_SHARED), -EINVAL);
	/* Windows of DMA engines are nobody's to map. */
	expect(map(0x80000ull * 4096, 4096, MAP_SHARED), -EPERM);
	expect(map(0x80000ull * 4096 + (99 << 12), 4096, MAP_SHARED), -EINVAL);
	undo = (struct accel_free){ .handle = ask.handle };
	expect(call(other, ACCEL_IOC_FREE, &undo), -ENOENT);
	expect(call(fd, ACCEL_IOC_FREE, &undo), 0);
	expect(call(fd, ACCEL_IOC_FREE, &undo), -ENOENT);
	expect(map(ask.mmap_offset, 4096, MAP_SHARED), -EINVAL);
	undo.handle = handle;
	expect(call(fd, ACCEL_IOC_FREE, &undo), 0);
}

/* What a page shows of a small buffer behind it is zeros. */
static void remainders(void)
{
	struct accel_alloc ask = { .size = 1 };
	unsigned char *bytes;
	long sum = 0;
	int i;

	expect(call(fd, ACCEL_IOC_ALLOC, &ask), 0);
	bytes = mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd,
		     (off_t)ask.mmap_offset);
	expect(bytes == MAP_FAILED, 0);
	for (i = 0; i < 4096; i++)
		sum += bytes[i];
	expect(sum, 0);
	munmap(bytes, 4096);
	call(fd, ACCEL_IOC_FREE, &(struct accel_free){ .handle = ask.handle });
}

static int submit(struct accel_submit ask)
{
	return call(fd, ACCEL_IOC_SUBMIT, &ask);
}

static void transfers(void)
{
	uint32_t dma = find_window(fd, ACCEL_WINDOW_DMA);
	uint32_t tx = allocate(fd, 4096), rx = allocate(fd, 8192);
	uint32_t foreign = allocate(other, 4096), gone = allocate(fd, 4096);
	struct accel_submit good = { .window = dma, .tx = tx, .rx = rx,
				     .tx_length = 64, .rx_length = 64 };
	struct accel_submit bad;

	call(fd, ACCEL_IOC_FREE, &(struct accel_free){ .handle = gone });
#define with(field, value, error)              \
	do {                                   \
		bad = good;                    \
		bad.field = (value);           \
		expect(submit(bad), (error));  \
	} while (0)
	with(flags, 1, -EINVAL);
	with(window, 99, -ERANGE);
	with(rx, tx, -EINVAL);
	with(tx, 0x7fffffff, -ENOENT);
	with(tx, gone, -ENOENT);
	with(tx, foreign + 1000, -ENOENT);
	with(tx_length, 0, -EINVAL);
	with(tx_length, 63, -EINVAL);
	with(tx_offset, 2, -EINVAL);
	with(tx_length, 4100, -ERANGE);
	with(tx_offset, 4096, -ERANGE);
	with(tx_offset, 4040, -ERANGE);
	with(tx_offset, UINT64_MAX - 3, -ERANGE);
	with(tx_offset, UINT64_MAX - 63, -ERANGE);
	with(rx_length, 1ull << 32, -EMSGSIZE);
	with(rx_length, (1ull << 32) + 64, -EMSGSIZE);
	with(rx_length, 8196, -ERANGE);
	with(rx_offset, 1ull << 32, -ERANGE);
	bad = (struct accel_submit){ .window = dma };
	expect(submit(bad), -EINVAL);
#undef with
}

static void registers(void)
{
	struct accel_register ask = {
		.window = find_window(fd, ACCEL_WINDOW_DMA), .offset = 4 };

	expect(call(fd, ACCEL_IOC_READ, &ask), 0);
	expect(call(fd, ACCEL_IOC_WRITE, &ask), -EPERM);
	ask.offset = 5;
	expect(call(fd, ACCEL_IOC_READ, &ask), -EINVAL);
	ask.offset = 0x10000;
	expect(call(fd, ACCEL_IOC_READ, &ask), -ERANGE);
	ask.offset = 0xfffffffc;
	expect(call(fd, ACCEL_IOC_READ, &ask), -ERANGE);
	ask.offset = 0;
	ask.window = 99;
	expect(call(fd, ACCEL_IOC_READ, &ask), -ERANGE);
	ask.window = find_window(fd, ACCEL_WINDOW_SLCR);
	expect(call(fd, ACCEL_IOC_READ, &ask), -EPERM);
	expect(call(fd, ACCEL_IOC_WRITE, &ask), -EPERM);
	ask.offset = 0x240;
	ask.value = 0x10;
	expect(call(fd, ACCEL_IOC_WRITE, &ask), -EINVAL);
}

/* A transfer without an end is cancelled, and its engine works again. */
static void endless(void)
{
	struct accel_submit ask = {
		.window = find_window(fd, ACCEL_WINDOW_DMA),
		.rx = allocate(fd, 4096), .rx_length = 64 };
	struct accel_cancel cancel = { .window = ask.window };
	struct accel_wait wait = { 0 };
	int i;

	for (i = 0; i < 3; i++) {
		expect(submit(ask), 0);
		expect(call(fd, ACCEL_IOC_SUBMIT, &ask), 0);
		wait = (struct accel_wait){ .transfer = ask.transfer,
					    .deadline = now_ns() + 20000000 };
		expect(call(fd, ACCEL_IOC_WAIT, &wait), -ETIMEDOUT);
		expect(call(fd, ACCEL_IOC_CANCEL, &cancel), 0);
		wait.flags = 0;
		expect(call(fd, ACCEL_IOC_WAIT, &wait), -ECANCELED);
		wait.flags = 0;
		expect(call(fd, ACCEL_IOC_WAIT, &wait), -ENOENT);
	}
}

int main(void)
{
	if (set_parameter("exclusive", "N"))
		return 1;
	become_nobody();
	fd = open_device();
	other = open_device();
	calls();
	buffers();
	remainders();
	transfers();
	registers();
	endless();
	close(fd);
	close(other);
	expect(buffers_out(), 0);
	return verdict("hostile");
}
