/* SPDX-License-Identifier: BSD-3-Clause */
/* Buffers that are filled and compared, and where streams go. */
#ifndef MEMORY_H
#define MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct memory {
	int fd; /* whose it is */
	uint32_t handle;
	uint64_t offset; /* for mmap() */
	uint32_t *bytes;
	size_t size;
};

/* A mapped buffer, or the program ends. */
void take_memory(int fd, size_t size, uint32_t flags, struct memory *memory);
void give_memory(const struct memory *memory);

/* Words that follow from @seed, for the device to see; zeros. */
void fill_memory(const struct memory *memory, uint64_t seed);
void clear_memory(const struct memory *memory);

/* Bytes of two ranges that differ; bytes that are not 0. Of what the device
 * wrote. */
long count_different(const struct memory *one, uint64_t one_offset,
		     const struct memory *other, uint64_t other_offset,
		     uint64_t length);
long count_set(const struct memory *memory, uint64_t offset, uint64_t length);

/* What the first engine sends comes back to it. */
void loop_streams(int fd);
/* Whether an engine has scatter-gather. */
bool engine_gathers(int fd, uint32_t window);
/* Pieces of memory that the device has out, by sysfs. */
long pieces_out(void);

#endif
