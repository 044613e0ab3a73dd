/* SPDX-License-Identifier: BSD-3-Clause */
/* The memory maps of the UIO devices, as sysfs lists them. */
#ifndef CDRIVER_UIO_MAPS_H
#define CDRIVER_UIO_MAPS_H

#include "system.h"

#define CDRV_MAX_UIO 128     /* /dev/uio0 to /dev/uio127 */
#define CDRV_MAX_UIO_MAPS 5  /* MAX_UIO_MAPS of Linux */
#define CDRV_MAX_MAPS 64

/* No window of a Zynq's fabric is larger; each takes address space. */
#define CDRV_LARGEST_MAP (UINT64_C(256) << 20)

struct cdrv_uio_map {
	int uio, index;
	uint64_t base;  /* bus address of the first page */
	uint64_t start; /* bus address of the first register */
	uint64_t end;   /* bus address behind the last byte */
};

struct cdrv_uio_maps {
	uint32_t count;
	struct cdrv_uio_map maps[CDRV_MAX_MAPS];
};

uint64_t cdrv_page_size(void);

/* Maps whose files make no sense are left out. */
void cdrv_uio_maps_read(const struct cdrv_system *system,
			struct cdrv_uio_maps *maps);

#endif
