// SPDX-License-Identifier: BSD-3-Clause
/* u-dma-buf with one device. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "kernel.h"

#define SET_SYNC_FOR_CPU 0x40085505u
#define SET_SYNC_FOR_DEVICE 0x40085506u

struct buffer *ctest_udmabuf_buffer(ctest_kernel *kernel)
{
	struct buffer *buffer = NULL;
	int i;

	for (i = 1; i < MAX_BUFFERS && !buffer; i++)
		buffer = ctest_memory_numbered(kernel, i, NODE_UDMABUF);
	return buffer;
}

static int sync(ctest_kernel *kernel, uint64_t order, bool for_device)
{
	struct buffer *buffer = ctest_udmabuf_buffer(kernel);
	uint64_t offset = order >> 32, size = order & 0xfffffff0u;
	unsigned int direction = order >> 2 & 3;

	if (!(order & 1))
		return -EINVAL;
	/* A direction that the driver would do nothing for. */
	if (direction != (for_device ? 1u : 2u))
		kernel->sins++;
	ctest_memory_sync(kernel, buffer, offset, size, for_device);
	return 0;
}

int ctest_udmabuf_ioctl(ctest_kernel *kernel, unsigned long request,
			void *argument)
{
	uint64_t order;

	memcpy(&order, argument, sizeof(order));
	if (kernel->has_ioctls && request == SET_SYNC_FOR_CPU)
		return sync(kernel, order, false);
	if (kernel->has_ioctls && request == SET_SYNC_FOR_DEVICE)
		return sync(kernel, order, true);
	return -ENOTTY;
}

int64_t ctest_udmabuf_write(ctest_kernel *kernel, bool for_device,
			    const void *bytes, size_t size)
{
	char text[32] = "";
	unsigned long long order;
	int err;

	if (size >= sizeof(text))
		return -EINVAL;
	memcpy(text, bytes, size);
	if (sscanf(text, "0x%llx", &order) != 1)
		return -EINVAL;
	err = sync(kernel, order, for_device);
	return err ? err : (int64_t)size;
}

int ctest_udmabuf_map(ctest_kernel *kernel, size_t length, uint64_t offset,
		      void **address)
{
	struct buffer *buffer = ctest_udmabuf_buffer(kernel);

	if (offset || length > buffer->size)
		return -EINVAL;
	*address = buffer->cpu;
	return 0;
}
