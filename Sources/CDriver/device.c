// SPDX-License-Identifier: BSD-3-Clause
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "internal.h"

uint64_t cdrv_wall_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static bool region_is_sound(const struct cdrv_region *region)
{
	if (region->size == 0 || region->size % 4 != 0)
		return false;
	if (region->kind != CDRV_REGION_AXI_DMA)
		return true;
	if (region->length_width < 8 || region->length_width > 26)
		return false;
	switch (region->data_width) {
	case 4:
	case 8:
	case 16:
	case 32:
	case 64:
	case 128:
		return true;
	default:
		return false;
	}
}

static bool board_is_sound(const struct cdrv_board *board)
{
	uint32_t i;

	if (board->region_count > CDRV_MAX_REGIONS)
		return false;
	for (i = 0; i < board->region_count; i++)
		if (!region_is_sound(&board->regions[i]))
			return false;
	return true;
}

int cdrv_device_open(const struct cdrv_backend_ops *ops, const char *options,
		     char *message, size_t message_size, cdrv_device **device)
{
	cdrv_device *opened;
	int err;

	if (message_size > 0)
		message[0] = '\0';
	opened = calloc(1, sizeof(*opened));
	if (!opened)
		return -ENOMEM;
	opened->ops = ops;
	atomic_init(&opened->references, 1);
	err = -pthread_mutex_init(&opened->lock, NULL);
	if (err)
		goto err_free;
	err = ops->open(options, &opened->context, &opened->board, message,
			message_size);
	if (err)
		goto err_destroy;
	if (!board_is_sound(&opened->board)) {
		ops->close(opened->context);
		err = -EINVAL;
		goto err_destroy;
	}
	*device = opened;
	return 0;

err_destroy:
	pthread_mutex_destroy(&opened->lock);
err_free:
	free(opened);
	return err;
}

void cdrv_device_ref(cdrv_device *device)
{
	atomic_fetch_add_explicit(&device->references, 1, memory_order_relaxed);
}

void cdrv_device_unref(cdrv_device *device)
{
	if (atomic_fetch_sub_explicit(&device->references, 1,
				      memory_order_acq_rel) != 1)
		return;
	cdrv_buffers_free_lost(device);
	device->ops->close(device->context);
	pthread_mutex_destroy(&device->lock);
	free(device);
}

const char *cdrv_device_name(const cdrv_device *device)
{
	return device->board.name;
}

cdrv_clock cdrv_device_clock(const cdrv_device *device)
{
	switch (device->board.time_kind) {
	case CDRV_TIME_SIMULATED:
		return CDRV_CLOCK_SIMULATED;
	case CDRV_TIME_MODELLED:
		return CDRV_CLOCK_MODELLED;
	case CDRV_TIME_MEASURED:
		break;
	}
	return CDRV_CLOCK_MEASURED;
}

void cdrv_device_stats(cdrv_device *device, cdrv_stats *stats)
{
	pthread_mutex_lock(&device->lock);
	*stats = device->stats;
	pthread_mutex_unlock(&device->lock);
}
