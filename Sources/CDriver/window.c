// SPDX-License-Identifier: BSD-3-Clause
#include <errno.h>

#include "internal.h"

bool cdrv_window_is(const cdrv_device *device, uint32_t window,
		    enum cdrv_region_kind kind)
{
	return window < device->board.region_count &&
	       device->board.regions[window].kind == kind;
}

int cdrv_window_find(const cdrv_device *device, uint32_t kind,
		     uint32_t ordinal, uint32_t *window)
{
	uint32_t i;

	for (i = 0; i < device->board.region_count; i++) {
		if ((uint32_t)device->board.regions[i].kind != kind)
			continue;
		if (ordinal == 0) {
			*window = i;
			return 0;
		}
		ordinal--;
	}
	return -ENOENT;
}

static int check_access(const cdrv_device *device, uint32_t window,
			uint32_t offset)
{
	if (window >= device->board.region_count)
		return -ERANGE;
	if (offset >= device->board.regions[window].size)
		return -ERANGE;
	if (offset % 4 != 0)
		return -EINVAL;
	return 0;
}

int cdrv_locked_read32(cdrv_device *device, uint32_t window, uint32_t offset,
		       uint32_t *value)
{
	uint64_t start = cdrv_wall_ns();
	int err;

	err = device->ops->read32(device->context, window, offset, value);
	device->stats.register_reads++;
	device->stats.board_wall_ns += cdrv_wall_ns() - start;
	return err;
}

int cdrv_locked_write32(cdrv_device *device, uint32_t window, uint32_t offset,
			uint32_t value)
{
	uint64_t start = cdrv_wall_ns();
	int err;

	err = device->ops->write32(device->context, window, offset, value);
	device->stats.register_writes++;
	device->stats.board_wall_ns += cdrv_wall_ns() - start;
	return err;
}

int cdrv_window_read32(cdrv_device *device, uint32_t window, uint32_t offset,
		       uint32_t *value)
{
	int err = check_access(device, window, offset);

	if (err)
		return err;
	pthread_mutex_lock(&device->lock);
	err = cdrv_locked_read32(device, window, offset, value);
	pthread_mutex_unlock(&device->lock);
	return err;
}

int cdrv_window_write32(cdrv_device *device, uint32_t window, uint32_t offset,
			uint32_t value)
{
	int err = check_access(device, window, offset);

	if (err)
		return err;
	pthread_mutex_lock(&device->lock);
	err = cdrv_locked_write32(device, window, offset, value);
	pthread_mutex_unlock(&device->lock);
	return err;
}
