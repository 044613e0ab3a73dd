// SPDX-License-Identifier: BSD-3-Clause
/*
 * Memory from u-dma-buf: one device node is one piece of memory, and a pool
 * here. Whoever has a node has it alone. Source of files and calls: the
 * Readme.md and u-dma-buf-ioctl.h of u-dma-buf.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include "maps.h"
#include "memory.h"
#include "ranges.h"

#define MAX_NODES 64
#define LARGEST_POOL (UINT64_C(1) << 30)

/* Ranges of caches: a whole number of lines, and of what the driver takes. */
#define LINE 64u

#define SET_SYNC_FOR_CPU _IOW('U', 5, uint64_t)
#define SET_SYNC_FOR_DEVICE _IOW('U', 6, uint64_t)

enum { TO_DEVICE = 1, FROM_DEVICE = 2 };

struct udmabuf {
	const struct cdrv_system *system;
	char name[48];
	const char *class; /* folder of sysfs; the driver was renamed once */
	int fd;
	unsigned char *cpu;
	uint64_t bus, size;
	/* Where there are no ioctls: files of sysfs, else -1. */
	int sync_for_cpu, sync_for_device;
	struct cdrv_ranges ranges;
};

static void path_of(const struct udmabuf *pool, const char *file,
		    char path[CDRV_PATH_SIZE])
{
	snprintf(path, CDRV_PATH_SIZE, "%s/%s/%s", pool->class, pool->name,
		 file);
}

static int read_number(const struct udmabuf *pool, const char *file,
		       uint64_t *number)
{
	char path[CDRV_PATH_SIZE];

	path_of(pool, file, path);
	return cdrv_system_read_number(pool->system, path, number);
}

static int open_file(const struct udmabuf *pool, const char *file)
{
	char path[CDRV_PATH_SIZE];

	path_of(pool, file, path);
	return cdrv_system_open(pool->system, path, O_WRONLY);
}

static void close_fd(const struct udmabuf *pool, int fd)
{
	if (fd >= 0)
		pool->system->close(pool->system->context, fd);
}

/* How caches are synchronised: by ioctl, else by files kept open. */
static int prepare_sync(struct udmabuf *pool, char *message, size_t size)
{
	char path[CDRV_PATH_SIZE];
	uint64_t version;

	if (!read_number(pool, "ioctl_version", &version) && version > 0)
		return 0;
	pool->sync_for_cpu = open_file(pool, "sync_for_cpu");
	if (pool->sync_for_cpu < 0) {
		path_of(pool, "sync_for_cpu", path);
		cdrv_explain_node(path, pool->sync_for_cpu, message, size);
		return pool->sync_for_cpu;
	}
	pool->sync_for_device = open_file(pool, "sync_for_device");
	if (pool->sync_for_device < 0) {
		path_of(pool, "sync_for_device", path);
		cdrv_explain_node(path, pool->sync_for_device, message, size);
		return pool->sync_for_device;
	}
	return 0;
}

static int measure(struct udmabuf *pool, char *message, size_t size)
{
	if (read_number(pool, "phys_addr", &pool->bus) ||
	    read_number(pool, "size", &pool->size) || pool->bus == 0 ||
	    pool->size < cdrv_page_size() || pool->size > LARGEST_POOL) {
		snprintf(message, size,
			 "%s/%s does not say where its memory lies, or more "
			 "than 1 GiB: load u-dma-buf again",
			 pool->class, pool->name);
		return -EINVAL;
	}
	if (cdrv_is_reachable(pool->bus, pool->size))
		return 0;
	snprintf(message, size,
		 "the memory of %s lies above 4 GiB, where the engine cannot "
		 "reach: give it a dma-mask of 32 bits",
		 pool->name);
	return -EADDRNOTAVAIL;
}

static int claim(struct udmabuf *pool, char *message, size_t size)
{
	char path[64];
	void *cpu;
	int err;

	snprintf(path, sizeof(path), "/dev/%s", pool->name);
	/* Without O_SYNC, which would turn the caches off. */
	pool->fd = cdrv_system_open(pool->system, path, O_RDWR);
	err = pool->fd < 0 ? pool->fd
			   : pool->system->lock(pool->system->context,
						pool->fd);
	if (!err)
		err = pool->system->map(pool->system->context, pool->fd,
					(size_t)pool->size, 0, &cpu);
	if (err) {
		cdrv_explain_node(path, err, message, size);
		return err;
	}
	pool->cpu = cpu;
	return 0;
}

static void release(struct udmabuf *pool)
{
	if (pool->cpu)
		pool->system->unmap(pool->system->context, pool->cpu,
				    (size_t)pool->size);
	close_fd(pool, pool->sync_for_cpu);
	close_fd(pool, pool->sync_for_device);
	close_fd(pool, pool->fd);
	pool->cpu = NULL;
	pool->fd = pool->sync_for_cpu = pool->sync_for_device = -1;
}

/* Names of nodes, sorted, so that the same one is taken each time. */
struct names {
	int count;
	char names[MAX_NODES][48];
};

static int add_name(void *context, const char *name)
{
	struct names *names = context;

	if (names->count < MAX_NODES && strlen(name) < sizeof(names->names[0]))
		strcpy(names->names[names->count++], name);
	return 0;
}

static int compare(const void *left, const void *right)
{
	return strcmp(left, right);
}

static int open_one_of(struct udmabuf *pool, const struct names *names,
		       char *message, size_t size)
{
	int i, err, result = -ENOENT;

	for (i = 0; i < names->count; i++) {
		strcpy(pool->name, names->names[i]);
		err = measure(pool, message, size);
		if (!err)
			err = claim(pool, message, size);
		if (!err)
			err = prepare_sync(pool, message, size);
		if (!err)
			return 0;
		release(pool);
		if (err == -EWOULDBLOCK)
			err = -EBUSY;
		result = err == -ENOENT ? -ENODEV : err;
	}
	return result;
}

static int udmabuf_open(const struct cdrv_system *system,
			const struct cdrv_uio_options *options, void **context,
			char *message, size_t size)
{
	static const char *const classes[] = { "/sys/class/u-dma-buf",
					       "/sys/class/udmabuf" };
	struct udmabuf *pool = calloc(1, sizeof(*pool));
	struct names names;
	int i, err, result = -ENOENT;

	(void)options;
	if (!pool)
		return -ENOMEM;
	pool->system = system;
	pool->fd = pool->sync_for_cpu = pool->sync_for_device = -1;
	for (i = 0; i < 2; i++) {
		names.count = 0;
		pool->class = classes[i];
		cdrv_system_list(system, pool->class, MAX_NODES, true,
				 add_name, &names);
		qsort(names.names, (size_t)names.count, sizeof(names.names[0]),
		      compare);
		err = open_one_of(pool, &names, message, size);
		if (!err) {
			cdrv_ranges_init(&pool->ranges, pool->size);
			*context = pool;
			return 0;
		}
		if (err != -ENOENT)
			result = err;
	}
	free(pool);
	return result;
}

static void udmabuf_close(void *context)
{
	struct udmabuf *pool = context;

	cdrv_ranges_free(&pool->ranges);
	release(pool);
	free(pool);
}

static int udmabuf_alloc(void *context, size_t size,
			 struct cdrv_memory *memory)
{
	struct udmabuf *pool = context;
	uint64_t offset;
	int err = cdrv_ranges_take(&pool->ranges, size, &offset);

	if (err)
		return err;
	memory->cpu = pool->cpu + offset;
	memory->bus = pool->bus + offset;
	return 0;
}

static void udmabuf_free(void *context, struct cdrv_memory *memory)
{
	struct udmabuf *pool = context;

	cdrv_ranges_give(&pool->ranges, memory->bus - pool->bus);
}

/* The packed form of u-dma-buf: offset, size, direction, and the order. */
static uint64_t packed(uint64_t offset, uint64_t size, uint64_t direction)
{
	return offset << 32 | (size & 0xfffffff0u) | direction << 2 | 1;
}

static int udmabuf_sync(void *context, const struct cdrv_memory *memory,
			size_t offset, size_t length,
			enum cdrv_sync_direction direction)
{
	struct udmabuf *pool = context;
	bool for_device = direction == CDRV_SYNC_FOR_DEVICE;
	uint64_t start = memory->bus - pool->bus + offset;
	uint64_t end = (start + length + LINE - 1) / LINE * LINE;
	uint64_t order;
	char text[24];
	int size;

	start -= start % LINE;
	order = packed(start, end - start,
		       for_device ? TO_DEVICE : FROM_DEVICE);
	if (pool->sync_for_cpu < 0)
		return cdrv_system_ioctl(pool->system, pool->fd,
					 for_device ? SET_SYNC_FOR_DEVICE
						    : SET_SYNC_FOR_CPU,
					 &order);
	size = snprintf(text, sizeof(text), "0x%016" PRIx64, order);
	return cdrv_system_write(pool->system,
				 for_device ? pool->sync_for_device
					    : pool->sync_for_cpu,
				 text, (size_t)size);
}

static void udmabuf_describe(void *context, char *text, size_t size)
{
	const struct udmabuf *pool = context;

	snprintf(text, size, "u-dma-buf, %s", pool->name);
}

const struct cdrv_provider cdrv_udmabuf_provider = {
	.name = "u-dma-buf",
	.open = udmabuf_open,
	.close = udmabuf_close,
	.alloc = udmabuf_alloc,
	.free = udmabuf_free,
	.sync = udmabuf_sync,
	.describe = udmabuf_describe,
};
