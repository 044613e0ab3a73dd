// SPDX-License-Identifier: BSD-3-Clause
#define _FILE_OFFSET_BITS 64
#include "memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "../../Sources/CDriver/include/axi_dma_regs.h"
#include "../../Sources/CDriver/include/axis_switch_regs.h"
#include "selftest.h"

void take_memory(int fd, size_t size, uint32_t flags, struct memory *memory)
{
	struct accel_alloc ask = { .size = size, .flags = flags };
	int err = call(fd, ACCEL_IOC_ALLOC, &ask);

	if (err) {
		printf("%zu bytes, flags %u: error %d\n", size, flags,
		       -err);
		exit(1);
	}
	*memory = (struct memory){ fd, ask.handle, ask.mmap_offset, NULL,
				   size };
	memory->bytes = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED,
			     fd, (off_t)ask.mmap_offset);
	if (memory->bytes == MAP_FAILED) {
		perror("mmap");
		exit(1);
	}
}

void give_memory(const struct memory *memory)
{
	struct accel_free ask = { .handle = memory->handle };

	munmap(memory->bytes, memory->size);
	call(memory->fd, ACCEL_IOC_FREE, &ask);
}

static void sync_range(const struct memory *memory, uint32_t direction,
		       uint64_t offset, uint64_t length)
{
	struct accel_sync ask = { memory->handle, direction, offset, length };

	expect(call(memory->fd, ACCEL_IOC_SYNC, &ask), 0);
}

void fill_memory(const struct memory *memory, uint64_t seed)
{
	size_t i;

	for (i = 0; i < memory->size / 4; i++) {
		seed = seed * 6364136223846793005u + 1442695040888963407u;
		memory->bytes[i] = (uint32_t)(seed >> 32);
	}
	sync_range(memory, ACCEL_SYNC_FOR_DEVICE, 0, memory->size);
}

void clear_memory(const struct memory *memory)
{
	memset(memory->bytes, 0, memory->size);
	sync_range(memory, ACCEL_SYNC_FOR_DEVICE, 0, memory->size);
}

long count_different(const struct memory *one, uint64_t one_offset,
		     const struct memory *other, uint64_t other_offset,
		     uint64_t length)
{
	const char *left = (const char *)one->bytes + one_offset;
	const char *right = (const char *)other->bytes + other_offset;
	long count = 0;
	uint64_t i;

	sync_range(other, ACCEL_SYNC_FOR_CPU, other_offset, length);
	if (!memcmp(left, right, (size_t)length))
		return 0;
	for (i = 0; i < length; i++)
		count += left[i] != right[i];
	return count;
}

long count_set(const struct memory *memory, uint64_t offset, uint64_t length)
{
	const char *bytes = (const char *)memory->bytes + offset;
	long count = 0;
	uint64_t i;

	sync_range(memory, ACCEL_SYNC_FOR_CPU, offset, length);
	for (i = 0; i < length; i++)
		count += bytes[i] != 0;
	return count;
}

static void write_switch(int fd, uint32_t offset, uint32_t value)
{
	struct accel_register ask = {
		.window = find_window(fd, ACCEL_WINDOW_SWITCH),
		.offset = offset,
		.value = value,
	};

	expect(call(fd, ACCEL_IOC_WRITE, &ask), 0);
}

void loop_streams(int fd)
{
	uint32_t output;

	for (output = 1; output < 7; output++)
		write_switch(fd, AXIS_SWITCH_MI_MUX(output),
			     AXIS_SWITCH_MI_OFF);
	write_switch(fd, AXIS_SWITCH_MI_MUX(0), 0);
	write_switch(fd, AXIS_SWITCH_CONTROL, AXIS_SWITCH_CONTROL_COMMIT);
}

bool engine_gathers(int fd, uint32_t window)
{
	struct accel_register ask = { .window = window,
				      .offset = AXI_DMA_MM2S + AXI_DMA_SR };

	expect(call(fd, ACCEL_IOC_READ, &ask), 0);
	return ask.value & AXI_DMA_SR_SG_INCLD;
}

long pieces_out(void)
{
	return read_attribute("buffer_pieces");
}
