// SPDX-License-Identifier: BSD-3-Clause
/* The module is not unloaded under its users, and leaves nothing behind. */
#define _FILE_OFFSET_BITS 64
#include <errno.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "selftest.h"

#define RELOADS 50
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

static void reload(void)
{
	expect(unload_module("accel"), 0);
	expect(wait_for_device(0), 0);
	expect(load_accel(""), 0);
	expect(wait_for_device(1), 0);
}

int main(void)
{
	long before = 0, after, cma = 0;
	uint64_t until;
	int i;

	for (i = 0; i < RELOADS; i++) {
		in_use();
		reload();
		/* The first ones fill the kernel's caches. */
		if (i == 9) {
			before = available();
			cma = memory("CmaFree: %ld");
		}
	}
	expect(try_device(), 0);
	/* What a kernel with checks frees late is given some time. */
	until = now_ns() + 20000000000u;
	do {
		after = available();
		if (before - after > 512)
			usleep(500000);
	} while (before - after > 512 && now_ns() < until);
	expect(before - after <= 512, 1);
	expect(cma - memory("CmaFree: %ld") <= 64, 1);
	printf("reloaded: %d times, %ld KiB more in use, CMA %ld KiB\n",
	       RELOADS, before - after, cma - memory("CmaFree: %ld"));
	return verdict("reloaded");
}
