// SPDX-License-Identifier: BSD-3-Clause
/* The module is not unloaded under its users, and leaves nothing behind. */
#define _FILE_OFFSET_BITS 64
#include <errno.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "selftest.h"

#define RELOADS 40
#define SIZE 65536

/* KiB, or -1. */
static long memory(const char *format)
{
	FILE *file = fopen("/proc/meminfo", "r");
	char line[128];
	long found = -1;

	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, format, &found) == 1)
			break;
	if (file)
		fclose(file);
	return found;
}

static long available(void)
{
	return memory("MemAvailable: %ld");
}

/* Each thing that a process can hold keeps it, the last until it goes. */
static void in_use(void)
{
	struct accel_alloc ask = { .size = SIZE };
	struct accel_dmabuf share = { .handle = 0 };
	int fd = open_device();
	void *bytes;

	expect(unload_module("accel"), -EWOULDBLOCK);
	expect(call(fd, ACCEL_IOC_ALLOC, &ask), 0);
	share.handle = ask.handle;
	expect(call(fd, ACCEL_IOC_EXPORT, &share), 0);
	bytes = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd,
		     (off_t)ask.mmap_offset);
	expect(bytes == MAP_FAILED, 0);
	close(fd);
	expect(unload_module("accel"), -EWOULDBLOCK);
	*(volatile char *)bytes = 1;
	munmap(bytes, SIZE);
	expect(unload_module("accel"), -EWOULDBLOCK);
	expect(buffers_out(), 1);
	close(share.fd);
	expect(buffers_out(), 0);
	expect(try_device(), 0);
}

static void reload(int times)
{
	int i;

	for (i = 0; i < times; i++) {
		in_use();
		expect(unload_module("accel"), 0);
		expect(wait_for_device(0), 0);
		expect(load_accel(""), 0);
		expect(wait_for_device(1), 0);
	}
}

/*
 * KiB that RELOADS of them keep. What a kernel with checks frees late is given
 * some time.
 */
static long kept(void)
{
	long before = available();
	uint64_t until;

	reload(RELOADS);
	until = now_ns() + 20000000000u;
	while (before - available() > 512 && now_ns() < until)
		usleep(500000);
	return before - available();
}

int main(void)
{
	long cma, more;
	int round = 0;

	/* The first ones fill the kernel's caches. */
	reload(10);
	cma = memory("CmaFree: %ld");
	/* What leaks does so every time; what others take does not. */
	do {
		more = kept();
	} while (more > 512 && ++round < 3);
	expect(try_device(), 0);
	expect(more <= 512, 1);
	expect(cma - memory("CmaFree: %ld") <= 64, 1);
	printf("reloaded: %d times, %ld KiB more in use, CMA %ld KiB\n",
	       RELOADS, more, cma - memory("CmaFree: %ld"));
	return verdict("reloaded");
}
