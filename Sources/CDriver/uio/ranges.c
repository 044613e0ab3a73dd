// SPDX-License-Identifier: BSD-3-Clause
#include <errno.h>
#include <stdlib.h>

#include "ranges.h"

void cdrv_ranges_init(struct cdrv_ranges *ranges, uint64_t size)
{
	ranges->size = size;
	ranges->first = NULL;
}

void cdrv_ranges_free(struct cdrv_ranges *ranges)
{
	while (ranges->first)
		cdrv_ranges_give(ranges, ranges->first->start);
}

int cdrv_ranges_take(struct cdrv_ranges *ranges, uint64_t size,
		     uint64_t *start)
{
	struct cdrv_range **link = &ranges->first, *made;
	uint64_t at = 0;

	while (*link && (*link)->start - at < size) {
		at = (*link)->start + (*link)->size;
		link = &(*link)->next;
	}
	if (size == 0 || size > ranges->size || at > ranges->size - size)
		return -ENOMEM;
	made = malloc(sizeof(*made));
	if (!made)
		return -ENOMEM;
	*made = (struct cdrv_range){ *link, at, size };
	*link = made;
	*start = at;
	return 0;
}

void cdrv_ranges_give(struct cdrv_ranges *ranges, uint64_t start)
{
	struct cdrv_range **link = &ranges->first, *gone;

	while (*link && (*link)->start != start)
		link = &(*link)->next;
	gone = *link;
	if (!gone)
		return;
	*link = gone->next;
	free(gone);
}
