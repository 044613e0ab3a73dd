// SPDX-License-Identifier: BSD-3-Clause
/*
 * Memory from XRT's zocl by its DRM render node, which everybody may open.
 * Source of the calls: zynq_ioctl.h of XRT, the same from 2020.1 to 2024.1.
 * Buffers are the open file's: a process that dies leaves none behind.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include "memory.h"

#define FIRST_NODE 128
#define NODE_COUNT 16

#define FLAG_CACHEABLE (1u << 24) /* of memory bank 0 */

enum { TO_DEVICE = 0, FROM_DEVICE = 1 };

struct drm_version {
	int numbers[3];
	size_t name_length;
	char *name;
	size_t date_length;
	char *date;
	size_t text_length;
	char *text;
};

struct create_bo {
	uint64_t size;
	uint32_t handle, flags;
};

struct map_bo {
	uint32_t handle, pad;
	uint64_t offset;
};

struct sync_bo {
	uint32_t handle, direction;
	uint64_t offset, size;
};

struct info_bo {
	uint32_t handle, flags;
	uint64_t size, address;
};

struct gem_close {
	uint32_t handle, pad;
};

#define DRM_IOC_VERSION _IOWR('d', 0x00, struct drm_version)
#define DRM_IOC_GEM_CLOSE _IOW('d', 0x09, struct gem_close)
#define ZOCL_IOC_CREATE_BO _IOWR('d', 0x40, struct create_bo)
#define ZOCL_IOC_MAP_BO _IOWR('d', 0x43, struct map_bo)
#define ZOCL_IOC_SYNC_BO _IOWR('d', 0x44, struct sync_bo)
#define ZOCL_IOC_INFO_BO _IOWR('d', 0x45, struct info_bo)

struct zocl {
	const struct cdrv_system *system;
	int fd, node;
};

static int call(struct zocl *zocl, unsigned long request, void *argument)
{
	int err = cdrv_system_ioctl(zocl->system, zocl->fd, request, argument);

	return err < 0 ? err : 0;
}

/* Other graphics have render nodes too. */
static bool is_zocl(struct zocl *zocl)
{
	char name[16] = "", nothing[1];
	struct drm_version version = {
		.name = name,
		.name_length = sizeof(name) - 1,
		.date = nothing,
		.text = nothing,
	};

	return !call(zocl, DRM_IOC_VERSION, &version) && !strcmp(name, "zocl");
}

static int open_node(struct zocl *zocl, int node, char *message, size_t size)
{
	char path[40];

	snprintf(path, sizeof(path), "/dev/dri/renderD%d", node);
	zocl->node = node;
	zocl->fd = cdrv_system_open(zocl->system, path, O_RDWR);
	if (zocl->fd == -ENOENT || zocl->fd == -ENOTDIR)
		return -ENOENT;
	if (zocl->fd < 0) {
		cdrv_explain_node(path, zocl->fd, message, size);
		return zocl->fd;
	}
	if (is_zocl(zocl))
		return 0;
	zocl->system->close(zocl->system->context, zocl->fd);
	return -ENOENT;
}

static int zocl_open(const struct cdrv_system *system,
		     const struct cdrv_uio_options *options, void **context,
		     char *message, size_t size)
{
	struct zocl *zocl = calloc(1, sizeof(*zocl));
	int node, result = -ENOENT, err = -ENOENT;

	(void)options;
	if (!zocl)
		return -ENOMEM;
	zocl->system = system;
	for (node = FIRST_NODE; node < FIRST_NODE + NODE_COUNT; node++) {
		err = open_node(zocl, node, message, size);
		if (!err) {
			*context = zocl;
			return 0;
		}
		if (err != -ENOENT)
			result = err;
	}
	free(zocl);
	return result;
}

static void zocl_close(void *context)
{
	struct zocl *zocl = context;

	zocl->system->close(zocl->system->context, zocl->fd);
	free(zocl);
}

static int map_bo(struct zocl *zocl, uint32_t handle, size_t size,
		  struct cdrv_memory *memory)
{
	struct info_bo info = { .handle = handle };
	struct map_bo map = { .handle = handle };
	int err = call(zocl, ZOCL_IOC_INFO_BO, &info);

	if (err)
		return err;
	if (info.size < size || info.address == 0)
		return -EIO;
	err = call(zocl, ZOCL_IOC_MAP_BO, &map);
	if (err)
		return err;
	memory->bus = info.address;
	memory->handle = (void *)(uintptr_t)handle;
	return zocl->system->map(zocl->system->context, zocl->fd, size,
				 map.offset, &memory->cpu);
}

static int zocl_alloc(void *context, size_t size, struct cdrv_memory *memory)
{
	struct create_bo create = { .size = size, .flags = FLAG_CACHEABLE };
	struct gem_close undo = { 0 };
	struct zocl *zocl = context;
	int err = call(zocl, ZOCL_IOC_CREATE_BO, &create);

	if (err)
		return err;
	err = map_bo(zocl, create.handle, size, memory);
	if (!err)
		return 0;
	undo.handle = create.handle;
	call(zocl, DRM_IOC_GEM_CLOSE, &undo);
	return err;
}

static void zocl_free(void *context, struct cdrv_memory *memory)
{
	struct zocl *zocl = context;
	struct gem_close ask = {
		.handle = (uint32_t)(uintptr_t)memory->handle,
	};

	zocl->system->unmap(zocl->system->context, memory->cpu, memory->size);
	call(zocl, DRM_IOC_GEM_CLOSE, &ask);
}

static int zocl_sync(void *context, const struct cdrv_memory *memory,
		     size_t offset, size_t length,
		     enum cdrv_sync_direction direction)
{
	struct sync_bo ask = {
		.handle = (uint32_t)(uintptr_t)memory->handle,
		.direction = direction == CDRV_SYNC_FOR_DEVICE ? TO_DEVICE
							       : FROM_DEVICE,
		.offset = offset,
		.size = length,
	};

	return call(context, ZOCL_IOC_SYNC_BO, &ask);
}

static void zocl_describe(void *context, char *text, size_t size)
{
	const struct zocl *zocl = context;

	snprintf(text, size, "zocl, renderD%d", zocl->node);
}

const struct cdrv_provider cdrv_zocl_provider = {
	.name = "zocl",
	.open = zocl_open,
	.close = zocl_close,
	.alloc = zocl_alloc,
	.free = zocl_free,
	.sync = zocl_sync,
	.describe = zocl_describe,
};
