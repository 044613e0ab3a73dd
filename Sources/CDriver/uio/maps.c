// SPDX-License-Identifier: BSD-3-Clause
#include <stdio.h>
#include <unistd.h>

#include "maps.h"

uint64_t cdrv_page_size(void)
{
	long size = sysconf(_SC_PAGESIZE);

	return size > 0 ? (uint64_t)size : 4096;
}

static int read_value(const struct cdrv_system *system, int uio, int index,
		      const char *name, uint64_t *value)
{
	char path[CDRV_PATH_SIZE];

	snprintf(path, sizeof(path), "/sys/class/uio/uio%d/maps/map%d/%s", uio,
		 index, name);
	return cdrv_system_read_number(system, path, value);
}

/*
 * Old kernels put the address within the page into addr, new ones beside it
 * into offset; size counts from addr in both.
 */
static bool read_map(const struct cdrv_system *system, int uio, int index,
		     struct cdrv_uio_map *map)
{
	uint64_t page = cdrv_page_size(), addr, size, offset;

	if (read_value(system, uio, index, "addr", &addr) ||
	    read_value(system, uio, index, "size", &size))
		return false;
	if (read_value(system, uio, index, "offset", &offset))
		offset = addr % page;
	if (size == 0 || size > CDRV_LARGEST_MAP || offset >= page ||
	    addr > UINT64_MAX - size)
		return false;
	map->uio = uio;
	map->index = index;
	map->base = addr - addr % page;
	map->start = map->base + offset;
	map->end = addr + size;
	return map->start < map->end;
}

void cdrv_uio_maps_read(const struct cdrv_system *system,
			struct cdrv_uio_maps *maps)
{
	char path[CDRV_PATH_SIZE], name[CDRV_TEXT_SIZE];
	int uio, index;

	maps->count = 0;
	for (uio = 0; uio < CDRV_MAX_UIO; uio++) {
		snprintf(path, sizeof(path), "/sys/class/uio/uio%d/name", uio);
		if (cdrv_system_read_line(system, path, name))
			continue;
		for (index = 0; index < CDRV_MAX_UIO_MAPS; index++) {
			if (maps->count == CDRV_MAX_MAPS)
				return;
			if (read_map(system, uio, index,
				     &maps->maps[maps->count]))
				maps->count++;
		}
	}
}
