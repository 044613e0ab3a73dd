/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef AGREEMENT_MEMORY_H
#define AGREEMENT_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Bytes that end where a page without access begins (or as near as their
 *  alignment lets them), behind bytes that nobody may change. */
struct guarded {
	uint8_t *bytes;
	size_t size;
	uint8_t *map;
	size_t map_size;
};

/** Bytes between the two, for emulators whose masked loads read it all. */
extern size_t guarded_slack;

/** Ends the program when there is no memory. */
struct guarded guarded_new(size_t size, size_t alignment);

/** Whether the bytes around are as they were. */
bool guarded_clean(const struct guarded *guarded);

void guarded_free(struct guarded *guarded);

#endif
