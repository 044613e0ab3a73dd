// SPDX-License-Identifier: BSD-3-Clause
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "maps.h"
#include "memory.h"

static const struct cdrv_provider *const providers[] = {
	&cdrv_zocl_provider,
	&cdrv_udmabuf_provider,
	&cdrv_xlnk_provider,
};
#define PROVIDER_COUNT (sizeof(providers) / sizeof(providers[0]))

void cdrv_explain_node(const char *path, int error, char *message,
		       size_t message_size)
{
	switch (error) {
	case -EACCES:
	case -EPERM:
		snprintf(message, message_size,
			 "you may not open %s: join its group, or have a udev "
			 "rule give it to one that you are in",
			 path);
		break;
	case -EBUSY:
	case -EWOULDBLOCK:
		snprintf(message, message_size,
			 "another process uses %s: wait until it has finished",
			 path);
		break;
	default:
		snprintf(message, message_size, "%s cannot be used: %s", path,
			 strerror(-error));
		break;
	}
}

bool cdrv_is_reachable(uint64_t bus, uint64_t size)
{
	return bus <= UINT64_C(0x100000000) &&
	       size <= UINT64_C(0x100000000) - bus;
}

static int visit_nothing(void *context, const char *name)
{
	(void)context;
	(void)name;
	return 1;
}

/* The kernel's own heaps hand out memory without saying where it lies. */
static bool has_heap(const struct cdrv_system *system)
{
	int fd = cdrv_system_open(system, "/dev/dma_heap/linux,cma", O_RDONLY);

	if (fd >= 0)
		system->close(system->context, fd);
	return fd >= 0 || fd == -EACCES ||
	       cdrv_system_list(system, "/dev/dma_heap", 1, false,
				visit_nothing, NULL) == 1;
}

/* As the open of a back end may fail. */
static int code_of(int error)
{
	switch (error) {
	case -EPERM:
		return -EACCES;
	case -EACCES:
	case -EBUSY:
	case -ENOMEM:
	case -EADDRNOTAVAIL:
		return error;
	default:
		return -ENODEV;
	}
}

static void explain_none(const struct cdrv_system *system,
			 const struct cdrv_uio_options *options, char *message,
			 size_t message_size)
{
	if (options->memory[0])
		snprintf(message, message_size,
			 "this kernel offers no memory by %s: load it, or "
			 "leave memory= out",
			 options->memory);
	else
		snprintf(message, message_size,
			 "no memory that the engine can reach: load u-dma-buf "
			 "or zocl, or the module accel%s",
			 has_heap(system)
				 ? " (a dma-heap does not tell addresses, so "
				   "it is of no use alone)"
				 : "");
}

/* Some have memory only after something else was loaded. */
static int try_one(struct cdrv_pool *pool, char *message, size_t message_size)
{
	struct cdrv_memory page;
	int err = cdrv_pool_alloc(pool, 1, &page);

	if (!err) {
		cdrv_pool_free(pool, &page);
		return 0;
	}
	if (err == -EADDRNOTAVAIL)
		snprintf(message, message_size,
			 "the memory of %s lies above 4 GiB, where the engine "
			 "cannot reach: give it a dma-mask of 32 bits",
			 pool->provider->name);
	else
		snprintf(message, message_size,
			 "%s is here but gives no memory: load the overlay "
			 "with its own tools first, or choose with memory=",
			 pool->provider->name);
	cdrv_pool_close(pool);
	return err;
}

int cdrv_pool_open(const struct cdrv_system *system,
		   const struct cdrv_uio_options *options,
		   struct cdrv_pool *pool, char *message, size_t message_size)
{
	char reason[256] = "";
	int failure = -ENOENT, err;
	size_t i;

	for (i = 0; i < PROVIDER_COUNT; i++) {
		const struct cdrv_provider *provider = providers[i];

		if (options->memory[0] &&
		    strcmp(options->memory, provider->name))
			continue;
		pool->provider = provider;
		reason[0] = '\0';
		err = provider->open(system, options, &pool->context, reason,
				     sizeof(reason));
		if (!err)
			err = try_one(pool, reason, sizeof(reason));
		if (!err)
			return 0;
		/* The first that is there, and cannot be used, explains it. */
		if (err != -ENOENT && failure == -ENOENT) {
			failure = err;
			snprintf(message, message_size, "%s", reason);
		}
	}
	if (failure == -ENOENT)
		explain_none(system, options, message, message_size);
	return code_of(failure);
}

void cdrv_pool_close(struct cdrv_pool *pool)
{
	pool->provider->close(pool->context);
}

static size_t whole_pages(size_t size)
{
	size_t page = (size_t)cdrv_page_size();

	return size > SIZE_MAX - page ? 0 : (size + page - 1) / page * page;
}

int cdrv_pool_alloc(struct cdrv_pool *pool, size_t size,
		    struct cdrv_memory *memory)
{
	size_t whole = whole_pages(size);
	int err;

	if (!whole)
		return -ENOMEM;
	*memory = (struct cdrv_memory){ .size = whole };
	err = pool->provider->alloc(pool->context, whole, memory);
	if (err)
		return -ENOMEM;
	if (!cdrv_is_reachable(memory->bus, whole)) {
		err = -EADDRNOTAVAIL;
		goto err_free;
	}
	memset(memory->cpu, 0, whole);
	err = pool->provider->sync(pool->context, memory, 0, whole,
				   CDRV_SYNC_FOR_DEVICE);
	if (err)
		goto err_free;
	memory->size = size;
	return 0;

err_free:
	pool->provider->free(pool->context, memory);
	return err;
}

void cdrv_pool_free(struct cdrv_pool *pool, struct cdrv_memory *memory)
{
	memory->size = whole_pages(memory->size);
	pool->provider->free(pool->context, memory);
}

int cdrv_pool_sync(struct cdrv_pool *pool, const struct cdrv_memory *memory,
		   size_t offset, size_t length,
		   enum cdrv_sync_direction direction)
{
	return pool->provider->sync(pool->context, memory, offset, length,
				    direction);
}
