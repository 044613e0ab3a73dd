/* SPDX-License-Identifier: BSD-3-Clause */
/* Which parts of one piece of memory are in use; first fit. */
#ifndef CDRIVER_UIO_RANGES_H
#define CDRIVER_UIO_RANGES_H

#include <stddef.h>
#include <stdint.h>

struct cdrv_range {
	struct cdrv_range *next;
	uint64_t start, size;
};

struct cdrv_ranges {
	uint64_t size;
	struct cdrv_range *first; /* taken, in ascending order */
};

void cdrv_ranges_init(struct cdrv_ranges *ranges, uint64_t size);

/* Forget everything. */
void cdrv_ranges_free(struct cdrv_ranges *ranges);

/* Return: 0, with where it begins; -ENOMEM. */
int cdrv_ranges_take(struct cdrv_ranges *ranges, uint64_t size,
		     uint64_t *start);

/* Give back what begins at @start. */
void cdrv_ranges_give(struct cdrv_ranges *ranges, uint64_t start);

#endif
