// SPDX-License-Identifier: BSD-3-Clause
#include <errno.h>
#include <stdlib.h>

#include "internal.h"

int cdrv_buffer_alloc(cdrv_device *device, size_t size, cdrv_buffer **buffer)
{
	cdrv_buffer *allocated;
	int err;

	if (size == 0)
		return -EINVAL;
	allocated = calloc(1, sizeof(*allocated));
	if (!allocated)
		return -ENOMEM;
	pthread_mutex_lock(&device->lock);
	err = device->ops->buffer_alloc(device->context, size,
					&allocated->memory);
	pthread_mutex_unlock(&device->lock);
	if (err) {
		free(allocated);
		return err;
	}
	cdrv_device_ref(device);
	allocated->device = device;
	*buffer = allocated;
	return 0;
}

/* End whatever exchange still uses the buffer. */
static void stop_exchange_with(cdrv_device *device, const cdrv_buffer *buffer)
{
	uint32_t i;

	for (i = 0; i < device->board.region_count; i++) {
		const struct cdrv_exchange *exchange = &device->exchanges[i];

		if (exchange->running &&
		    (exchange->tx == buffer || exchange->rx == buffer))
			cdrv_locked_dma_reset(device, i);
	}
}

void cdrv_buffer_free(cdrv_buffer *buffer)
{
	cdrv_device *device = buffer->device;

	pthread_mutex_lock(&device->lock);
	if (buffer->owner == CDRV_OWNER_DEVICE)
		stop_exchange_with(device, buffer);
	if (buffer->is_lost) {
		buffer->next_lost = device->lost;
		device->lost = buffer;
	} else {
		device->ops->buffer_free(device->context, &buffer->memory);
		free(buffer);
	}
	pthread_mutex_unlock(&device->lock);
	cdrv_device_unref(device);
}

void cdrv_buffers_free_lost(cdrv_device *device)
{
	cdrv_buffer *buffer;

	while (device->lost) {
		buffer = device->lost;
		device->lost = buffer->next_lost;
		device->ops->buffer_free(device->context, &buffer->memory);
		free(buffer);
	}
}

size_t cdrv_buffer_size(const cdrv_buffer *buffer)
{
	return buffer->memory.size;
}

cdrv_owner cdrv_buffer_owner(const cdrv_buffer *buffer)
{
	cdrv_owner owner;

	pthread_mutex_lock(&buffer->device->lock);
	owner = buffer->owner;
	pthread_mutex_unlock(&buffer->device->lock);
	return owner;
}

static int sync_range(cdrv_buffer *buffer, enum cdrv_sync_direction direction)
{
	cdrv_device *device = buffer->device;
	uint64_t start = cdrv_wall_ns();
	int err;

	if (buffer->length == 0)
		return 0;
	err = device->ops->buffer_sync(device->context, &buffer->memory,
				       buffer->offset, buffer->length,
				       direction);
	device->stats.sync_wall_ns += cdrv_wall_ns() - start;
	if (err)
		return -EIO;
	device->stats.bytes_synced += buffer->length;
	return 0;
}

int cdrv_buffer_begin_cpu(cdrv_buffer *buffer, size_t offset, size_t length,
			  cdrv_access access, void **bytes)
{
	int err = 0;

	if (offset > buffer->memory.size ||
	    length > buffer->memory.size - offset)
		return -ERANGE;
	pthread_mutex_lock(&buffer->device->lock);
	if (buffer->owner != CDRV_OWNER_NOBODY) {
		err = -EBUSY;
		goto out;
	}
	buffer->offset = offset;
	buffer->length = length;
	buffer->access = access;
	if (access & CDRV_ACCESS_READ)
		err = sync_range(buffer, CDRV_SYNC_FOR_CPU);
	if (err)
		goto out;
	buffer->owner = CDRV_OWNER_CPU;
	*bytes = (unsigned char *)buffer->memory.cpu + offset;
out:
	pthread_mutex_unlock(&buffer->device->lock);
	return err;
}

int cdrv_buffer_end_cpu(cdrv_buffer *buffer)
{
	int err = 0;

	pthread_mutex_lock(&buffer->device->lock);
	if (buffer->owner != CDRV_OWNER_CPU) {
		err = -EINVAL;
		goto out;
	}
	buffer->owner = CDRV_OWNER_NOBODY;
	if (buffer->access & CDRV_ACCESS_WRITE)
		err = sync_range(buffer, CDRV_SYNC_FOR_DEVICE);
out:
	pthread_mutex_unlock(&buffer->device->lock);
	return err;
}
