// SPDX-License-Identifier: BSD-3-Clause
#define _GNU_SOURCE
#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kernel.h"

#define POOL_SIZE (32u << 20)

ctest_kernel *ctest_kernel_create(const char *board)
{
	ctest_kernel *kernel = calloc(1, sizeof(*kernel));

	if (!kernel)
		return NULL;
	strcpy(kernel->root, "/tmp/ctest-kernel-XXXXXX");
	kernel->first_bus = 0x10000000;
	if (!mkdtemp(kernel->root) || !ctest_kernel_boot(kernel, board)) {
		free(kernel);
		return NULL;
	}
	return kernel;
}

static int remove_one(const char *path, const struct stat *about, int kind,
		      struct FTW *walk)
{
	(void)about;
	(void)kind;
	(void)walk;
	return remove(path);
}

void ctest_kernel_free(ctest_kernel *kernel)
{
	int i;

	nftw(kernel->root, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	for (i = 1; i < MAX_BUFFERS; i++)
		ctest_memory_give(kernel, &kernel->buffers[i]);
	cboardsim_device_close(kernel->board);
	free(kernel);
}

void ctest_kernel_write(ctest_kernel *kernel, const char *path,
			const void *bytes, size_t size)
{
	char full[640];
	char *slash;
	FILE *file;

	snprintf(full, sizeof(full), "%s%s", kernel->root, path);
	for (slash = full + strlen(kernel->root) + 1;
	     (slash = strchr(slash, '/')); slash++) {
		*slash = '\0';
		mkdir(full, 0755);
		*slash = '/';
	}
	file = fopen(full, "wb");
	if (!file || fwrite(bytes, 1, size, file) != size || fclose(file))
		abort();
}

const char *ctest_kernel_root(const ctest_kernel *kernel)
{
	return kernel->root;
}

static void write_text(ctest_kernel *kernel, const char *path,
		       const char *text)
{
	ctest_kernel_write(kernel, path, text, strlen(text));
}

static void write_map(ctest_kernel *kernel, int uio, int map, const char *file,
		      uint64_t value)
{
	char path[80], text[32];

	snprintf(path, sizeof(path), "/sys/class/uio/uio%d/maps/map%d/%s", uio,
		 map, file);
	snprintf(text, sizeof(text), "0x%llx\n", (unsigned long long)value);
	write_text(kernel, path, text);
}

void ctest_kernel_add_uio(ctest_kernel *kernel, int uio, int map,
			  uint32_t region, uint64_t address, uint32_t offset)
{
	struct uio *device = &kernel->uios[uio];
	char path[80];

	device->exists = true;
	if (map >= device->map_count)
		device->map_count = map + 1;
	device->maps[map].region = region;
	device->maps[map].offset = offset;
	snprintf(path, sizeof(path), "/sys/class/uio/uio%d/name", uio);
	write_text(kernel, path, "whatever it is called\n");
	write_map(kernel, uio, map, "addr", address);
	write_map(kernel, uio, map, "size", CBOARDSIM_WINDOW_SIZE);
	write_map(kernel, uio, map, "offset", offset);
}

static void offer_udmabuf(ctest_kernel *kernel, bool has_ioctls)
{
	static const char folder[] = "/sys/class/u-dma-buf/udmabuf0/";
	char path[80], text[32];

	kernel->has_udmabuf = true;
	kernel->has_ioctls = has_ioctls;
	ctest_memory_take(kernel, POOL_SIZE, NODE_UDMABUF);
	snprintf(path, sizeof(path), "%sphys_addr", folder);
	snprintf(text, sizeof(text), "0x%llx\n",
		 (unsigned long long)ctest_udmabuf_buffer(kernel)->bus);
	write_text(kernel, path, text);
	snprintf(path, sizeof(path), "%ssize", folder);
	snprintf(text, sizeof(text), "%u\n", POOL_SIZE);
	write_text(kernel, path, text);
	snprintf(path, sizeof(path), "%sioctl_version", folder);
	if (has_ioctls)
		write_text(kernel, path, "1\n");
}

void ctest_kernel_offer(ctest_kernel *kernel, ctest_memory memory)
{
	static const char *const releases[] = {
		"4.6.0-xilinx\n",
		"4.9.0-xilinx\n",
		"4.14.0-xilinx-v2018.3\n",
		"4.19.0-xilinx-v2019.1\n",
	};

	switch (memory) {
	case CTEST_ZOCL:
		kernel->has_zocl = true;
		return;
	case CTEST_UDMABUF:
	case CTEST_UDMABUF_OLD:
		offer_udmabuf(kernel, memory == CTEST_UDMABUF);
		return;
	case CTEST_XLNK_A:
	case CTEST_XLNK_B:
	case CTEST_XLNK_C:
	case CTEST_XLNK_D:
		kernel->xlnk = (char)('A' + (memory - CTEST_XLNK_A));
		break;
	case CTEST_XLNK_B_UNCACHED:
		kernel->xlnk = 'B';
		kernel->no_caches = true;
		break;
	case CTEST_XLNK_STRANGE:
		kernel->xlnk = 'B';
		kernel->is_strange = true;
		break;
	}
	write_text(kernel, "/dev/shm/.here", "");
	write_text(kernel, "/proc/sys/kernel/osrelease",
		   releases[kernel->xlnk - 'A']);
}

void ctest_kernel_place_memory(ctest_kernel *kernel, uint64_t bus)
{
	kernel->first_bus = bus;
}

void ctest_kernel_set_line(ctest_kernel *kernel, ctest_line line)
{
	kernel->line = line;
}

void ctest_kernel_fail(ctest_kernel *kernel, const char *call,
		       const char *node, int status, int skip, int times)
{
	static const char *const calls[] = { "open", "ioctl", "map",  "lock",
					     "read", "write", "poll" };
	struct failure *failure;
	size_t i;

	if (kernel->failure_count == MAX_FAILURES)
		abort();
	failure = &kernel->failures[kernel->failure_count++];
	*failure = (struct failure){ .status = status, .skip = skip,
				     .times = times };
	snprintf(failure->node, sizeof(failure->node), "%s", node);
	for (i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
		if (!strcmp(call, calls[i]))
			failure->call = calls[i];
	if (!failure->call)
		abort();
}

uint64_t ctest_kernel_accesses(const ctest_kernel *kernel)
{
	return kernel->accesses;
}

int ctest_kernel_sins(const ctest_kernel *kernel)
{
	return kernel->sins;
}

uint64_t ctest_kernel_synced(const ctest_kernel *kernel)
{
	return kernel->synced;
}
