// SPDX-License-Identifier: BSD-3-Clause
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "kernel.h"

#define PAGE 4096u

int ctest_memory_take(ctest_kernel *kernel, size_t size, enum node_kind owner)
{
	uint64_t bus = kernel->first_bus;
	struct buffer *buffer;
	int i, number = 0;

	for (i = 1; i < MAX_BUFFERS; i++) {
		buffer = &kernel->buffers[i];
		if (!buffer->ddr && !number)
			number = i;
		if (buffer->ddr && buffer->bus + buffer->size > bus)
			bus = (buffer->bus + buffer->size + 2 * PAGE - 1) /
			      PAGE * PAGE;
	}
	if (!number || size == 0 || size > (64u << 20))
		return -ENOMEM;
	buffer = &kernel->buffers[number];
	*buffer = (struct buffer){ .bus = bus, .size = size,
				   .owner = owner };
	if (posix_memalign((void **)&buffer->cpu, PAGE, size) ||
	    posix_memalign((void **)&buffer->ddr, PAGE, size))
		abort();
	/* Somebody else's bytes, where tests look. */
	memset(buffer->cpu, 0xa5, size < (1u << 20) ? size : 1u << 20);
	memset(buffer->ddr, 0x5a, size < (1u << 20) ? size : 1u << 20);
	return number;
}

void ctest_memory_give(ctest_kernel *kernel, struct buffer *buffer)
{
	(void)kernel;
	free(buffer->cpu);
	free(buffer->ddr);
	*buffer = (struct buffer){ 0 };
}

void ctest_memory_sync(ctest_kernel *kernel, struct buffer *buffer,
		       uint64_t offset, uint64_t size, bool for_device)
{
	if (offset > buffer->size || size > buffer->size - offset) {
		kernel->sins++;
		return;
	}
	kernel->synced += size;
	if (for_device)
		memcpy(buffer->ddr + offset, buffer->cpu + offset, size);
	else
		memcpy(buffer->cpu + offset, buffer->ddr + offset, size);
}

struct buffer *ctest_memory_at(ctest_kernel *kernel, uint64_t bus)
{
	int i;

	for (i = 1; i < MAX_BUFFERS; i++) {
		struct buffer *buffer = &kernel->buffers[i];

		if (buffer->ddr && bus >= buffer->bus &&
		    bus - buffer->bus < buffer->size)
			return buffer;
	}
	return NULL;
}

struct buffer *ctest_memory_numbered(ctest_kernel *kernel, int number,
				     enum node_kind owner)
{
	if (number < 1 || number >= MAX_BUFFERS ||
	    !kernel->buffers[number].ddr ||
	    kernel->buffers[number].owner != owner)
		return NULL;
	return &kernel->buffers[number];
}

int ctest_kernel_buffers(const ctest_kernel *kernel)
{
	int i, count = 0;

	for (i = 1; i < MAX_BUFFERS; i++)
		count += kernel->buffers[i].ddr != NULL;
	return count;
}

int ctest_kernel_leave_buffer(ctest_kernel *kernel, size_t size)
{
	return ctest_memory_take(kernel, size, NODE_XLNK);
}

uint64_t ctest_kernel_bus(const ctest_kernel *kernel, int number)
{
	return kernel->buffers[number].bus;
}
