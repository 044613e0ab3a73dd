// SPDX-License-Identifier: BSD-3-Clause
/* The guest memory that the client lends. */
#include <errno.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "vfio_user_internal.h"

static struct vu_mapping *find_free(struct vu_memory *memory)
{
	int i;

	for (i = 0; i < VU_MAX_MAPS; i++)
		if (memory->maps[i].size == 0)
			return &memory->maps[i];
	return NULL;
}

static bool overlaps(const struct vu_memory *memory, uint64_t address,
		     uint64_t size)
{
	int i;

	for (i = 0; i < VU_MAX_MAPS; i++) {
		const struct vu_mapping *map = &memory->maps[i];

		if (map->size && address <= map->address + (map->size - 1) &&
		    map->address <= address + (size - 1))
			return true;
	}
	return false;
}

/* Beyond the end of a file a mapping is there, and a touch is fatal. */
static int inside_file(int fd, uint64_t offset, uint64_t size)
{
	struct stat file;

	if (fstat(fd, &file))
		return -errno;
	if (file.st_size < 0 || offset > (uint64_t)file.st_size ||
	    size > (uint64_t)file.st_size - offset)
		return -EINVAL;
	return 0;
}

static int share(const struct vu_map *map, int fd, unsigned char **bytes)
{
	int protection = (map->flags & VU_MAP_READ ? PROT_READ : 0) |
			 (map->flags & VU_MAP_WRITE ? PROT_WRITE : 0);
	int err = inside_file(fd, map->offset, map->size);
	void *at;

	if (err)
		return err;
	at = mmap(NULL, (size_t)map->size, protection, MAP_SHARED, fd,
		  (off_t)map->offset);
	if (at == MAP_FAILED)
		return -errno;
	*bytes = at;
	return 0;
}

int vu_memory_map(struct vu_memory *memory, const struct vu_map *map, int fd)
{
	struct vu_mapping *entry;
	unsigned char *bytes = NULL;
	int err;

	if (map->size == 0 || map->size > SIZE_MAX ||
	    map->address + (map->size - 1) < map->address)
		return -EINVAL;
	if (overlaps(memory, map->address, map->size))
		return -EEXIST;
	entry = find_free(memory);
	if (!entry)
		return -ENOSPC;
	if (fd >= 0) {
		err = share(map, fd, &bytes);
		if (err)
			return err;
	}
	*entry = (struct vu_mapping){
		.address = map->address,
		.size = map->size,
		.flags = map->flags,
		.bytes = bytes,
	};
	return 0;
}

static void release(struct vu_mapping *map)
{
	if (map->bytes)
		munmap(map->bytes, (size_t)map->size);
	*map = (struct vu_mapping){ .size = 0 };
}

int vu_memory_unmap(struct vu_memory *memory, const struct vu_unmap *unmap)
{
	int i;

	for (i = 0; i < VU_MAX_MAPS; i++) {
		struct vu_mapping *map = &memory->maps[i];

		if (map->size == 0 || map->address != unmap->address ||
		    map->size != unmap->size)
			continue;
		release(map);
		return 0;
	}
	return -ENOENT;
}

void vu_memory_unmap_all(struct vu_memory *memory)
{
	int i;

	for (i = 0; i < VU_MAX_MAPS; i++)
		release(&memory->maps[i]);
}

void *vu_memory_at(const struct vu_memory *memory, uint64_t address,
		   size_t length, bool writes)
{
	uint32_t wanted = writes ? VU_MAP_WRITE : VU_MAP_READ;
	int i;

	for (i = 0; i < VU_MAX_MAPS; i++) {
		const struct vu_mapping *map = &memory->maps[i];

		if (map->bytes && map->flags & wanted &&
		    address >= map->address && length <= map->size &&
		    address - map->address <= map->size - length)
			return map->bytes + (address - map->address);
	}
	return NULL;
}
