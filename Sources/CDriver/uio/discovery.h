/* SPDX-License-Identifier: BSD-3-Clause */
/* Which register windows there are, and where they can be mapped. Matched by
 * address and kind, never by a name. No device node is opened for it. */
#ifndef CDRIVER_UIO_DISCOVERY_H
#define CDRIVER_UIO_DISCOVERY_H

#include "devicetree.h"
#include "options.h"
#include "system.h"

/* The file itself instead of a UIO device: option mem=. */
#define CDRV_UIO_NONE (-1)

/* A register window and the pages that hold it. */
struct cdrv_place {
	struct cdrv_region region;
	int uio;              /* N of /dev/uioN, or CDRV_UIO_NONE */
	uint64_t file_offset; /* for mmap */
	uint64_t skipped;     /* bytes of the mapping before the window */
};

struct cdrv_plan {
	uint32_t count;
	struct cdrv_place places[CDRV_MAX_REGIONS];
};

/*
 * Find the windows: those that @options name; of other kinds those of the
 * device tree; else those of the published overlays, where a UIO map begins at
 * exactly their address.
 * Return: 0; -EINVAL, -ENODEV with a sentence in @message.
 */
int cdrv_plan_make(const struct cdrv_system *system,
		   const struct cdrv_uio_options *options,
		   struct cdrv_plan *plan, char *message, size_t message_size);

/* How many bytes of the pages there are. */
uint64_t cdrv_place_mapped(const struct cdrv_place *place);

#endif
