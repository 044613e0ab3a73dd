/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Contiguous memory from whatever the kernel offers without our module: the
 * interface of the providers, and the choice among them.
 */
#ifndef CDRIVER_UIO_MEMORY_H
#define CDRIVER_UIO_MEMORY_H

#include "options.h"
#include "system.h"

/* One way to get memory; each in a file of its own. */
struct cdrv_provider {
	const char *name;

	/*
	 * Return: 0; -ENOENT: this kernel has none of it; else it has, but it
	 * cannot be used, with a sentence in @message.
	 */
	int (*open)(const struct cdrv_system *system,
		    const struct cdrv_uio_options *options, void **context,
		    char *message, size_t message_size);

	/* All buffers are freed. */
	void (*close)(void *context);

	/*
	 * @size: bytes, a multiple of a page.
	 * @memory: cpu, bus and handle are filled in; contents are not zeroed.
	 */
	int (*alloc)(void *context, size_t size, struct cdrv_memory *memory);

	/* @memory: as filled in, with the size that was asked for. */
	void (*free)(void *context, struct cdrv_memory *memory);

	int (*sync)(void *context, const struct cdrv_memory *memory,
		    size_t offset, size_t length,
		    enum cdrv_sync_direction direction);

	/* A few words for the board's name. */
	void (*describe)(void *context, char *text, size_t size);
};

extern const struct cdrv_provider cdrv_zocl_provider;
extern const struct cdrv_provider cdrv_udmabuf_provider;
extern const struct cdrv_provider cdrv_xlnk_provider;

struct cdrv_pool {
	const struct cdrv_provider *provider;
	void *context;
};

/* Take the first provider that works, or the one that @options name. */
int cdrv_pool_open(const struct cdrv_system *system,
		   const struct cdrv_uio_options *options,
		   struct cdrv_pool *pool, char *message, size_t message_size);
void cdrv_pool_close(struct cdrv_pool *pool);

/*
 * As the operations of cdriver_backend.h; alloc also returns -EADDRNOTAVAIL:
 * the memory lies where an engine with 32-bit addresses cannot reach it.
 */
int cdrv_pool_alloc(struct cdrv_pool *pool, size_t size,
		    struct cdrv_memory *memory);
void cdrv_pool_free(struct cdrv_pool *pool, struct cdrv_memory *memory);
int cdrv_pool_sync(struct cdrv_pool *pool, const struct cdrv_memory *memory,
		   size_t offset, size_t length,
		   enum cdrv_sync_direction direction);

/* For messages: what @error, negative, means for the node at @path. */
void cdrv_explain_node(const char *path, int error, char *message,
		       size_t message_size);

/* Whether all of a range can be reached with 32-bit addresses. */
bool cdrv_is_reachable(uint64_t bus, uint64_t size);

#endif
