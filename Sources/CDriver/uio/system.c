// SPDX-License-Identifier: BSD-3-Clause
/* The system calls of Linux as cdriver_system.h wants them. */
#define _GNU_SOURCE
#define _FILE_OFFSET_BITS 64

#include <errno.h>
#include <stdio.h>

#include "system.h"

#ifdef __linux__

#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "../internal.h"

static int host_open(void *context, const char *path, int flags)
{
	int fd = open(path, flags | O_CLOEXEC);

	(void)context;
	return fd < 0 ? -errno : fd;
}

static void host_close(void *context, int fd)
{
	(void)context;
	close(fd);
}

static int64_t host_read(void *context, int fd, void *bytes, size_t size)
{
	ssize_t count = read(fd, bytes, size);

	(void)context;
	return count < 0 ? -errno : count;
}

static int64_t host_write(void *context, int fd, const void *bytes,
			  size_t size)
{
	ssize_t count = write(fd, bytes, size);

	(void)context;
	return count < 0 ? -errno : count;
}

static int host_ioctl(void *context, int fd, unsigned long request,
		      void *argument)
{
	int result = ioctl(fd, request, argument);

	(void)context;
	return result < 0 ? -errno : result;
}

static int host_map(void *context, int fd, size_t length, uint64_t offset,
		    void **address)
{
	void *mapped = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_SHARED,
			    fd, (off_t)offset);

	(void)context;
	if (mapped == MAP_FAILED)
		return -errno;
	*address = mapped;
	return 0;
}

static void host_unmap(void *context, void *address, size_t length)
{
	(void)context;
	munmap(address, length);
}

static int host_poll(void *context, int fd, uint64_t timeout_ns)
{
	struct pollfd wanted = { .fd = fd, .events = POLLIN };
	struct timespec timeout = {
		.tv_sec = (time_t)(timeout_ns / 1000000000u),
		.tv_nsec = (long)(timeout_ns % 1000000000u),
	};
	int count = ppoll(&wanted, fd < 0 ? 0 : 1, &timeout, NULL);

	(void)context;
	if (count < 0)
		return -errno;
	if (count > 0 && !(wanted.revents & POLLIN))
		return -EIO;
	return count;
}

static int host_lock(void *context, int fd)
{
	(void)context;
	return flock(fd, LOCK_EX | LOCK_NB) < 0 ? -errno : 0;
}

static uint32_t host_load32(void *context, const volatile void *address)
{
	(void)context;
	return *(const volatile uint32_t *)address;
}

static void host_store32(void *context, volatile void *address, uint32_t value)
{
	(void)context;
	/* What the CPU wrote to memory comes before what starts a DMA. */
	__sync_synchronize();
	*(volatile uint32_t *)address = value;
}

static uint64_t host_now_ns(void *context)
{
	(void)context;
	return cdrv_wall_ns();
}

const struct cdrv_system *cdrv_system_host(void)
{
	static const struct cdrv_system host = {
		.context = NULL,
		.root = "",
		.open = host_open,
		.close = host_close,
		.read = host_read,
		.write = host_write,
		.ioctl = host_ioctl,
		.map = host_map,
		.unmap = host_unmap,
		.poll = host_poll,
		.lock = host_lock,
		.load32 = host_load32,
		.store32 = host_store32,
		.now_ns = host_now_ns,
	};

	return &host;
}

#endif
