// SPDX-License-Identifier: BSD-3-Clause
/*
 * Memory from /dev/xlnk of PYNQ images up to 2.6. Up to generation C a dead
 * process leaves its buffers behind; a ledger gives back those, and the call
 * that frees everybody's is never made.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ledger.h"
#include "memory.h"
#include "xlnk_calls.h"

struct xlnk {
	struct cdrv_xlnk calls;
	struct cdrv_ledger ledger;
	bool is_cached; /* as long as the kernel lets caches be managed */
	bool is_managed; /* it has done so */
};

static void give_back(void *context, const struct cdrv_ledger_entry *entry)
{
	struct xlnk *xlnk = context;

	if (entry->id > UINT32_MAX || entry->size > INT32_MAX)
		return;
	/* Somebody else may have freed everything, and the number may be
	 * another's by now: where the kernel can tell, it is asked. */
	if (xlnk->calls.generation != 'A' &&
	    cdrv_xlnk_sync(&xlnk->calls, entry->bus, (size_t)entry->size,
			   false))
		return;
	cdrv_xlnk_free(&xlnk->calls, (uint32_t)entry->id);
}

static int xlnk_open(const struct cdrv_system *system,
		     const struct cdrv_uio_options *options, void **context,
		     char *message, size_t size)
{
	struct xlnk *xlnk = calloc(1, sizeof(*xlnk));
	int err;

	if (!xlnk)
		return -ENOMEM;
	xlnk->is_cached = true;
	xlnk->ledger.fd = -1;
	xlnk->calls.system = system;
	xlnk->calls.fd = cdrv_system_open(system, "/dev/xlnk", O_RDWR);
	err = xlnk->calls.fd;
	if (err < 0) {
		if (err != -ENOENT)
			cdrv_explain_node("/dev/xlnk", err, message, size);
		free(xlnk);
		return err;
	}
	err = cdrv_xlnk_identify(&xlnk->calls, options->xlnk, message, size);
	if (err) {
		system->close(system->context, xlnk->calls.fd);
		free(xlnk);
		return err;
	}
	/* Generation D frees by itself, and then numbers are others'. */
	if (xlnk->calls.generation != 'D') {
		cdrv_ledger_reap(system, give_back, xlnk);
		cdrv_ledger_open(system, &xlnk->ledger);
	}
	*context = xlnk;
	return 0;
}

static void xlnk_close(void *context)
{
	struct xlnk *xlnk = context;
	const struct cdrv_system *system = xlnk->calls.system;

	cdrv_ledger_close(&xlnk->ledger);
	system->close(system->context, xlnk->calls.fd);
	free(xlnk);
}

static void give_up(struct xlnk *xlnk, uint32_t id)
{
	/* Recorded until it is gone: a crash in between is no loss. */
	if (cdrv_xlnk_free(&xlnk->calls, id) >= 0)
		cdrv_ledger_remove(&xlnk->ledger, id);
}

static int take(struct xlnk *xlnk, size_t size,
		struct cdrv_xlnk_buffer *buffer)
{
	struct cdrv_ledger_entry entry;
	int err = cdrv_xlnk_alloc(&xlnk->calls, size, xlnk->is_cached, buffer);

	if (err)
		return err;
	entry = (struct cdrv_ledger_entry){ buffer->id, buffer->bus, size };
	cdrv_ledger_add(&xlnk->ledger, &entry);
	if (!xlnk->is_cached)
		return 0;
	if (!cdrv_xlnk_sync(&xlnk->calls, buffer->bus, size, false)) {
		xlnk->is_managed = true;
		return 0;
	}
	give_up(xlnk, buffer->id);
	/* One configuration of generation B has its caches to itself. It says
	 * so from the start: later, other buffers are cached already. */
	if (xlnk->is_managed)
		return -EIO;
	xlnk->is_cached = false;
	return take(xlnk, size, buffer);
}

static int xlnk_alloc(void *context, size_t size, struct cdrv_memory *memory)
{
	struct xlnk *xlnk = context;
	const struct cdrv_system *system = xlnk->calls.system;
	struct cdrv_xlnk_buffer buffer;
	int err = take(xlnk, size, &buffer);

	if (err)
		return err;
	err = system->map(system->context, xlnk->calls.fd, size,
			  cdrv_xlnk_offset(&xlnk->calls, buffer.id),
			  &memory->cpu);
	if (err) {
		give_up(xlnk, buffer.id);
		return err;
	}
	memory->bus = buffer.bus;
	memory->handle = (void *)(uintptr_t)buffer.id;
	return 0;
}

static void xlnk_free(void *context, struct cdrv_memory *memory)
{
	struct xlnk *xlnk = context;
	const struct cdrv_system *system = xlnk->calls.system;

	system->unmap(system->context, memory->cpu, memory->size);
	give_up(xlnk, (uint32_t)(uintptr_t)memory->handle);
}

static int xlnk_sync(void *context, const struct cdrv_memory *memory,
		     size_t offset, size_t length,
		     enum cdrv_sync_direction direction)
{
	struct xlnk *xlnk = context;
	size_t page = 4096;
	size_t whole = (memory->size + page - 1) / page * page;

	(void)offset;
	(void)length;
	if (!xlnk->is_cached)
		return 0;
	return cdrv_xlnk_sync(&xlnk->calls, memory->bus, whole,
			      direction == CDRV_SYNC_FOR_CPU);
}

static void xlnk_describe(void *context, char *text, size_t size)
{
	const struct xlnk *xlnk = context;

	snprintf(text, size, "xlnk, generation %c", xlnk->calls.generation);
}

const struct cdrv_provider cdrv_xlnk_provider = {
	.name = "xlnk",
	.open = xlnk_open,
	.close = xlnk_close,
	.alloc = xlnk_alloc,
	.free = xlnk_free,
	.sync = xlnk_sync,
	.describe = xlnk_describe,
};
