// SPDX-License-Identifier: BSD-3-Clause
/*
 * Buffers with two faces: the CPU's caches and the DDR memory that the DMA
 * reaches. They agree only where they were synchronised, as on a port that
 * is not coherent.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

#define FIRST_BUS 0x10000000u
#define LAST_BUS 0x20000000u
#define PAGE 4096u

/* cma=128M, the PYNQ image's. */
#define CMA_SIZE (128u * 1024 * 1024)

/* On a cache line, and a whole number of them. */
static void *zeroed(size_t size)
{
	size_t rounded = (size + 63) & ~(size_t)63;
	void *bytes = aligned_alloc(64, rounded);

	if (bytes)
		memset(bytes, 0, rounded);
	return bytes;
}

/* On the bus, with a page behind: an overrun meets nobody's memory. */
static uint64_t span(size_t size)
{
	return ((uint64_t)(size + PAGE - 1) / PAGE + 1) * PAGE;
}

static bool overlaps(const struct csim_memory *memory, uint64_t bus,
		     size_t size)
{
	const struct csim_buffer *buffer;

	for (buffer = memory->first; buffer; buffer = buffer->next)
		if (bus < buffer->bus + span(buffer->size) &&
		    buffer->bus < bus + span(size))
			return true;
	return false;
}

int csim_memory_alloc(struct csim_memory *memory, size_t size,
		      struct cdrv_memory *out)
{
	struct csim_buffer *buffer;

	if (size > CMA_SIZE || size > CMA_SIZE - memory->used)
		return -ENOMEM;
	buffer = calloc(1, sizeof(*buffer));
	if (!buffer)
		return -ENOMEM;
	buffer->cpu = zeroed(size);
	buffer->ddr = zeroed(size);
	if (!buffer->cpu || !buffer->ddr) {
		free(buffer->cpu);
		free(buffer->ddr);
		free(buffer);
		return -ENOMEM;
	}
	if (memory->next_bus < FIRST_BUS ||
	    memory->next_bus + span(size) > LAST_BUS)
		memory->next_bus = FIRST_BUS;
	while (overlaps(memory, memory->next_bus, size))
		memory->next_bus += PAGE;
	buffer->bus = memory->next_bus;
	buffer->size = size;
	buffer->next = memory->first;
	memory->first = buffer;
	memory->next_bus += span(size);
	memory->used += size;
	*out = (struct cdrv_memory){ buffer->cpu, buffer->bus, size, buffer };
	return 0;
}

static void destroy(struct csim_buffer *buffer)
{
	free(buffer->cpu);
	free(buffer->ddr);
	free(buffer);
}

void csim_memory_free(struct csim_memory *memory, struct cdrv_memory *buffer)
{
	struct csim_buffer **link = &memory->first;

	while (*link && *link != buffer->handle)
		link = &(*link)->next;
	if (!*link)
		return;
	*link = (*link)->next;
	memory->used -= buffer->size;
	destroy(buffer->handle);
}

void csim_memory_free_all(struct csim_memory *memory)
{
	while (memory->first) {
		struct csim_buffer *buffer = memory->first;

		memory->first = buffer->next;
		destroy(buffer);
	}
}

void csim_memory_sync(struct cdrv_memory *buffer, size_t offset, size_t length,
		      enum cdrv_sync_direction direction)
{
	struct csim_buffer *faces = buffer->handle;

	if (direction == CDRV_SYNC_FOR_DEVICE)
		memcpy(faces->ddr + offset, faces->cpu + offset, length);
	else
		memcpy(faces->cpu + offset, faces->ddr + offset, length);
}

unsigned char *csim_memory_at(const struct csim_memory *memory, uint64_t bus,
			      size_t length, bool writes)
{
	struct csim_buffer *buffer;

	if (memory->translate)
		return memory->translate(memory->translate_context, bus, length,
					 writes);
	for (buffer = memory->first; buffer; buffer = buffer->next)
		if (bus >= buffer->bus && length <= buffer->size &&
		    bus - buffer->bus <= buffer->size - length)
			return buffer->ddr + (bus - buffer->bus);
	return NULL;
}
