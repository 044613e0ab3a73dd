// SPDX-License-Identifier: BSD-3-Clause
/* Buffers lent to other files as dma-bufs, and such of other drivers. */
#define _FILE_OFFSET_BITS 64
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/dma-buf.h>
#include <linux/dma-heap.h>
#include <linux/udmabuf.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "memory.h"
#include "selftest.h"

#define SIZE (256l * 1024)

static int owner, other;
static uint32_t dma;

static int export_buffer(int fd, uint32_t handle, uint64_t *size)
{
	struct accel_dmabuf ask = { .handle = handle, .fd = -1 };
	int err = call(fd, ACCEL_IOC_EXPORT, &ask);

	if (size)
		*size = ask.size;
	return err ? err : ask.fd;
}

static int import_buffer(int fd, int dmabuf, uint32_t *handle)
{
	struct accel_dmabuf ask = { .fd = dmabuf };
	int err = call(fd, ACCEL_IOC_IMPORT, &ask);

	*handle = ask.handle;
	return err;
}

static int free_buffer(int fd, uint32_t handle)
{
	return call(fd, ACCEL_IOC_FREE,
		    &(struct accel_free){ .handle = handle });
}

static int sync_dmabuf(int dmabuf, uint64_t flags)
{
	struct dma_buf_sync sync = { .flags = flags };

	return ioctl(dmabuf, DMA_BUF_IOCTL_SYNC, &sync) ? -errno : 0;
}

static long exchange(int fd, uint32_t tx, uint32_t rx, uint64_t length)
{
	struct accel_submit ask = { .window = dma, .tx = tx, .rx = rx,
				    .tx_length = length,
				    .rx_length = length };
	int err = call(fd, ACCEL_IOC_SUBMIT, &ask);
	struct accel_wait wait = { .transfer = ask.transfer,
				   .deadline = now_ns() + 20000000000u };

	if (!err)
		err = call(fd, ACCEL_IOC_WAIT, &wait);
	return err ? err : (long)wait.received;
}

static long used(int fd)
{
	struct accel_info info;

	expect(call(fd, ACCEL_IOC_INFO, &info), 0);
	return (long)info.used;
}

static uint32_t *map(int fd, uint64_t offset)
{
	void *bytes = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd,
			   (off_t)offset);

	expect(bytes == MAP_FAILED, 0);
	return bytes;
}

static long count_wrong(const uint32_t *bytes, uint32_t first)
{
	long count = 0;
	uint32_t i;

	for (i = 0; i < SIZE / 4; i++)
		count += bytes[i] != first + i;
	return count;
}

static void write_words(int dmabuf, uint32_t *bytes, uint32_t first)
{
	uint32_t i;

	expect(sync_dmabuf(dmabuf, DMA_BUF_SYNC_START | DMA_BUF_SYNC_WRITE),
	       0);
	for (i = 0; i < SIZE / 4; i++)
		bytes[i] = first + i;
	expect(sync_dmabuf(dmabuf, DMA_BUF_SYNC_END | DMA_BUF_SYNC_WRITE), 0);
}

static long read_wrong(int dmabuf, const uint32_t *bytes, uint32_t first)
{
	long wrong;

	expect(sync_dmabuf(dmabuf, DMA_BUF_SYNC_START | DMA_BUF_SYNC_READ), 0);
	wrong = count_wrong(bytes, first);
	expect(sync_dmabuf(dmabuf, DMA_BUF_SYNC_END | DMA_BUF_SYNC_READ), 0);
	return wrong;
}

/* Through the memory of a dma-buf in both directions. */
static void transfers(int dmabuf, uint32_t *bytes, uint32_t handle)
{
	struct memory mine;

	take_memory(other, SIZE, 0, &mine);
	write_words(dmabuf, bytes, 1000);
	expect(exchange(other, handle, mine.handle, SIZE), SIZE);
	expect(count_different(&mine, 0, &mine, 0, SIZE), 0);
	expect(count_wrong(mine.bytes, 1000), 0);
	fill_memory(&mine, 3);
	expect(exchange(other, mine.handle, handle, SIZE), SIZE);
	expect(sync_dmabuf(dmabuf, DMA_BUF_SYNC_START | DMA_BUF_SYNC_READ), 0);
	expect(memcmp(mine.bytes, bytes, SIZE), 0);
	expect(sync_dmabuf(dmabuf, DMA_BUF_SYNC_END | DMA_BUF_SYNC_READ), 0);
	give_memory(&mine);
}

static void ours(uint32_t flags)
{
	struct memory memory;
	uint32_t handle, *bytes;
	uint64_t size;
	int dmabuf;

	take_memory(owner, SIZE, flags, &memory);
	dmabuf = export_buffer(owner, memory.handle, &size);
	expect(dmabuf >= 0, 1);
	expect((long)size, SIZE);
	expect((long)lseek(dmabuf, 0, SEEK_END), SIZE);
	expect(fcntl(dmabuf, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
	bytes = map(dmabuf, 0);
	expect(import_buffer(other, dmabuf, &handle), 0);
	/* It counts for its owner. */
	expect(used(other), 0);
	expect(used(owner), SIZE);
	transfers(dmabuf, bytes, handle);
	/* The owner's mapping shows the same. */
	write_words(dmabuf, bytes, 77);
	expect(count_wrong(memory.bytes, 77), 0);
	expect(read_wrong(dmabuf, bytes, 77), 0);
	munmap(bytes, SIZE);
	close(dmabuf);
	/* Lent on, it comes from the same memory. */
	dmabuf = export_buffer(other, handle, &size);
	expect(dmabuf >= 0, 1);
	bytes = map(dmabuf, 0);
	expect(read_wrong(dmabuf, bytes, 77), 0);
	munmap(bytes, SIZE);
	close(dmabuf);
	expect(free_buffer(other, handle), 0);
	give_memory(&memory);
	expect(used(owner), 0);
	expect(used(other), 0);
	expect(buffers_out(), 0);
}

/* ---- ends, in every order ---- */

enum end { FREE, UNMAP, CLOSE, UNMAP_DMABUF, FREE_IMPORT, ENDS };

struct lent {
	struct memory memory;
	int dmabuf;
	uint32_t handle, *bytes;
};

static void lend(struct lent *lent)
{
	take_memory(owner, SIZE, 0, &lent->memory);
	lent->dmabuf = export_buffer(owner, lent->memory.handle, NULL);
	lent->bytes = map(lent->dmabuf, 0);
	lent->bytes[5] = 99;
	expect(import_buffer(other, lent->dmabuf, &lent->handle), 0);
}

/* With @files the files themselves end, and what they hold with them. */
static void end(struct lent *lent, enum end which, bool files)
{
	switch (which) {
	case FREE:
		if (files)
			expect(close(owner), 0);
		else
			expect(free_buffer(owner, lent->memory.handle), 0);
		break;
	case UNMAP:
		expect(lent->memory.bytes[5], 99);
		expect(munmap(lent->memory.bytes, SIZE), 0);
		break;
	case CLOSE:
		expect(close(lent->dmabuf), 0);
		break;
	case UNMAP_DMABUF:
		expect(lent->bytes[5], 99);
		expect(munmap(lent->bytes, SIZE), 0);
		break;
	case FREE_IMPORT:
		if (files)
			expect(close(other), 0);
		else
			expect(free_buffer(other, lent->handle), 0);
		break;
	case ENDS:
		break;
	}
}

static void end_in_order(const enum end order[ENDS], bool files)
{
	struct lent lent;
	int i;

	lend(&lent);
	for (i = 0; i < ENDS; i++) {
		expect(buffers_out() > 0, 1);
		end(&lent, order[i], files);
	}
	if (files) {
		owner = open_device();
		other = open_device();
	}
	expect(used(owner), 0);
	expect(used(other), 0);
	expect(buffers_out(), 0);
}

/* All orders of what is behind @first. */
static int permute(enum end order[ENDS], int first, bool files)
{
	int i, count = 0;

	if (first == ENDS) {
		end_in_order(order, files);
		return 1;
	}
	for (i = first; i < ENDS; i++) {
		enum end kept = order[first];

		order[first] = order[i];
		order[i] = kept;
		count += permute(order, first + 1, files);
		order[i] = order[first];
		order[first] = kept;
	}
	return count;
}

/* ---- what is refused ---- */

static void refusals(void)
{
	int file = open("/tmp", O_RDONLY | O_DIRECTORY), dmabuf;
	uint32_t buffer = allocate(owner, SIZE), first, handle;

	expect(import_buffer(other, -1, &handle), -EBADF);
	expect(import_buffer(other, 12345, &handle), -EBADF);
	expect(import_buffer(other, file, &handle), -EINVAL);
	expect(import_buffer(other, other, &handle), -EINVAL);
	close(file);
	expect(export_buffer(owner, buffer + 1, NULL), -ENOENT);
	dmabuf = export_buffer(owner, buffer, NULL);
	/* Twice in one file is two handles. */
	expect(import_buffer(other, dmabuf, &first), 0);
	expect(import_buffer(other, dmabuf, &handle), 0);
	expect(first == handle, 0);
	expect(buffers_out(), 1);
	close(dmabuf);
	close(other);
	other = open_device();
	expect(free_buffer(owner, buffer), 0);
	expect(buffers_out(), 0);
}

/* ---- memory of other drivers ---- */

static void foreign(const char *whose, int dmabuf)
{
	uint32_t handle, *bytes;
	struct memory mine;
	int err;

	expect(dmabuf >= 0, 1);
	expect(set_parameter("quota", "131072"), 0);
	expect(import_buffer(other, dmabuf, &handle), -EDQUOT);
	expect(set_parameter("quota", "268435456"), 0);
	expect(used(other), 0);
	err = import_buffer(other, dmabuf, &handle);
	if (!engine_gathers(other, dma) && err == -EINVAL) {
		printf("%s: scattered, and refused\n", whose);
		close(dmabuf);
		return;
	}
	expect(err, 0);
	printf("%s: imported\n", whose);
	expect(used(other), SIZE);
	expect(export_buffer(other, handle, NULL), -EINVAL);
	bytes = map(dmabuf, 0);
	transfers(dmabuf, bytes, handle);
	munmap(bytes, SIZE);
	/* It lives as long as the import. */
	close(dmabuf);
	take_memory(other, SIZE, 0, &mine);
	expect(exchange(other, handle, mine.handle, SIZE), SIZE);
	give_memory(&mine);
	expect(free_buffer(other, handle), 0);
	expect(buffers_out(), 0);
}

static void pages_of_a_file(void)
{
	struct udmabuf_create create = { .size = SIZE };
	int maker = open("/dev/udmabuf", O_RDWR | O_CLOEXEC);

	if (maker < 0) {
		printf("SKIPPED udmabuf: the kernel has none\n");
		return;
	}
	create.memfd = (uint32_t)memfd_create("accel", MFD_ALLOW_SEALING);
	expect(ftruncate((int)create.memfd, SIZE), 0);
	expect(fcntl((int)create.memfd, F_ADD_SEALS, F_SEAL_SHRINK), 0);
	foreign("udmabuf", ioctl(maker, UDMABUF_CREATE, &create));
	close((int)create.memfd);
	close(maker);
}

static void heap(const char *path)
{
	struct dma_heap_allocation_data ask = {
		.len = SIZE, .fd_flags = O_RDWR | O_CLOEXEC };
	int maker = open(path, O_RDWR | O_CLOEXEC);

	if (maker < 0) {
		printf("SKIPPED %s: the kernel has none\n", path);
		return;
	}
	expect(ioctl(maker, DMA_HEAP_IOCTL_ALLOC, &ask), 0);
	foreign(path, (int)ask.fd);
	close(maker);
}

int main(void)
{
	enum end order[ENDS] = { FREE, UNMAP, CLOSE, UNMAP_DMABUF,
				 FREE_IMPORT };

	expect(set_parameter("exclusive", "N"), 0);
	expect(set_parameter("quota", "268435456"), 0);
	owner = open_device();
	other = open_device();
	dma = find_window(owner, ACCEL_WINDOW_DMA);
	loop_streams(owner);
	ours(0);
	ours(ACCEL_BUFFER_WRITE_COMBINED);
	if (engine_gathers(owner, dma))
		ours(ACCEL_BUFFER_SCATTERED);
	expect(permute(order, 0, false), 120);
	expect(permute(order, 0, true), 120);
	refusals();
	pages_of_a_file();
	heap("/dev/dma_heap/system");
	heap("/dev/dma_heap/reserved");
	close(owner);
	close(other);
	expect(set_parameter("exclusive", "Y"), 0);
	expect(buffers_out(), 0);
	return verdict("lent");
}
