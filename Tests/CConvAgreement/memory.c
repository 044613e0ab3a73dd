/* SPDX-License-Identifier: BSD-3-Clause */
#include "memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define CANARY 0xa5

size_t guarded_slack;

static size_t page_size(void)
{
	return (size_t)sysconf(_SC_PAGESIZE);
}

struct guarded guarded_new(size_t size, size_t alignment)
{
	size_t page = page_size();
	size_t usable = (size / page + 2) * page;
	struct guarded guarded = {
		.size = size,
		.map_size = usable + page,
	};

	guarded.map = mmap(NULL, guarded.map_size, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (guarded.map == MAP_FAILED ||
	    mprotect(guarded.map + usable, page, PROT_NONE)) {
		perror("mmap");
		exit(1);
	}
	memset(guarded.map, CANARY, usable);
	guarded.bytes = guarded.map +
			(usable - guarded_slack - size) / alignment * alignment;
	return guarded;
}

static bool untouched(const uint8_t *from, const uint8_t *end)
{
	for (; from < end; from++)
		if (*from != CANARY)
			return false;
	return true;
}

bool guarded_clean(const struct guarded *guarded)
{
	const uint8_t *end = guarded->bytes + guarded->size;

	return untouched(guarded->map, guarded->bytes) &&
	       untouched(end, guarded->map + guarded->map_size - page_size());
}

void guarded_free(struct guarded *guarded)
{
	munmap(guarded->map, guarded->map_size);
	*guarded = (struct guarded){ NULL, 0, NULL, 0 };
}
