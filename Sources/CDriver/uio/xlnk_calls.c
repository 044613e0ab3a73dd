// SPDX-License-Identifier: BSD-3-Clause
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>

#include "xlnk_calls.h"

#define IOC_ALLOC _IOWR('X', 2, unsigned long)
#define IOC_FREE _IOWR('X', 3, unsigned long)
#define IOC_CACHE _IOWR('X', 24, unsigned long)

enum { CACHE_CLEAN = 0, CACHE_INVALIDATE = 1 };

#define LARGEST_ID 4095u
#define RELEASE "/proc/sys/kernel/osrelease"

/* As long as any kernel copies, and longer. */
union argument {
	unsigned char bytes[128];
	struct {
		uint32_t length;
		uint32_t *id, *bus;
		uint32_t is_cached;
	} alloc_a;
	struct __attribute__((packed)) {
		uint32_t length;
		int32_t id;
		uintptr_t bus;
		uint8_t is_cached;
	} alloc;
	struct __attribute__((packed)) {
		uint32_t id;
		uintptr_t unused;
	} free;
	struct {
		uintptr_t bus;
		int32_t size, action;
	} cache_a;
	struct __attribute__((packed)) {
		uintptr_t bus;
		uint32_t size;
		int32_t action;
	} cache;
};

static int call(struct cdrv_xlnk *xlnk, unsigned long request,
		union argument *argument)
{
	return cdrv_system_ioctl(xlnk->system, xlnk->fd, request, argument);
}

static int check_buffer(const struct cdrv_xlnk_buffer *buffer)
{
	return buffer->id == 0 || buffer->id > LARGEST_ID || buffer->bus == 0
		       ? -EPROTO
		       : 0;
}

static int alloc_a(struct cdrv_xlnk *xlnk, size_t size, bool is_cached,
		   struct cdrv_xlnk_buffer *buffer, union argument *argument)
{
	uint32_t id = 0, bus = 0;
	int err;

	memset(argument, 0, sizeof(*argument));
	argument->alloc_a.length = (uint32_t)size;
	argument->alloc_a.id = &id;
	argument->alloc_a.bus = &bus;
	argument->alloc_a.is_cached = is_cached;
	err = call(xlnk, IOC_ALLOC, argument);
	if (err < 0)
		return err;
	*buffer = (struct cdrv_xlnk_buffer){ id, bus, size };
	return check_buffer(buffer);
}

static int alloc_in_place(struct cdrv_xlnk *xlnk, size_t size, bool is_cached,
			  struct cdrv_xlnk_buffer *buffer)
{
	union argument argument;
	int err;

	memset(&argument, 0, sizeof(argument));
	argument.alloc.length = (uint32_t)size;
	argument.alloc.is_cached = is_cached;
	err = call(xlnk, IOC_ALLOC, &argument);
	if (err < 0)
		return err;
	*buffer = (struct cdrv_xlnk_buffer){ (uint32_t)argument.alloc.id,
					     argument.alloc.bus, size };
	return check_buffer(buffer);
}

int cdrv_xlnk_alloc(struct cdrv_xlnk *xlnk, size_t size, bool is_cached,
		    struct cdrv_xlnk_buffer *buffer)
{
	union argument argument;

	if (size > INT32_MAX)
		return -ENOMEM;
	if (xlnk->generation == 'A')
		return alloc_a(xlnk, size, is_cached, buffer, &argument);
	return alloc_in_place(xlnk, size, is_cached, buffer);
}

int cdrv_xlnk_free(struct cdrv_xlnk *xlnk, uint32_t id)
{
	union argument argument;

	memset(&argument, 0, sizeof(argument));
	argument.free.id = id;
	return call(xlnk, IOC_FREE, &argument);
}

int cdrv_xlnk_sync(struct cdrv_xlnk *xlnk, uint64_t bus, size_t size,
		   bool invalidates)
{
	int32_t action = invalidates ? CACHE_INVALIDATE : CACHE_CLEAN;
	union argument argument;

	memset(&argument, 0, sizeof(argument));
	if (xlnk->generation == 'A') {
		argument.cache_a.bus = (uintptr_t)bus;
		argument.cache_a.size = (int32_t)size;
		argument.cache_a.action = action;
	} else {
		argument.cache.bus = (uintptr_t)bus;
		argument.cache.size = (uint32_t)size;
		argument.cache.action = action;
	}
	return call(xlnk, IOC_CACHE, &argument) < 0 ? -EIO : 0;
}

uint64_t cdrv_xlnk_offset(const struct cdrv_xlnk *xlnk, uint32_t id)
{
	return (uint64_t)id << (xlnk->generation <= 'B' ? 24 : 16);
}

/*
 * One page by the call of generation A. Later ones ignore its pointers and put
 * the number where the first of them was, so nothing is lost either way; the
 * other way round A would keep the page for ever.
 */
static int probe(struct cdrv_xlnk *xlnk, bool *is_a)
{
	struct cdrv_xlnk_buffer page;
	union argument argument;
	int err = alloc_a(xlnk, 4096, true, &page, &argument);

	*is_a = !err;
	if (!err)
		return cdrv_xlnk_free(xlnk, page.id) < 0 ? -EIO : 0;
	if (err != -EPROTO)
		return err;
	if (argument.alloc.id <= 0 ||
	    (uint32_t)argument.alloc.id > LARGEST_ID)
		return -EPROTO;
	return cdrv_xlnk_free(xlnk, (uint32_t)argument.alloc.id) < 0 ? -EIO
								     : 0;
}

/* By Linux's version, as 409 for 4.9; 0: cannot tell. 4.14 had B and C. */
static char generation_of(const char *release)
{
	int major, minor;

	if (sscanf(release, "%3d.%3d", &major, &minor) != 2)
		return 0;
	if (major < 4 || (major == 4 && minor < 9))
		return 'A';
	if (major == 4 && minor < 14)
		return 'B';
	if (major == 4 && minor < 19)
		return 0;
	/* C or D: the same calls, and if it is D there must be no ledger. */
	return 'D';
}

int cdrv_xlnk_identify(struct cdrv_xlnk *xlnk, char wanted, char *message,
		       size_t message_size)
{
	char release[CDRV_TEXT_SIZE] = "";
	bool is_a;
	int err;

	err = probe(xlnk, &is_a);
	if (err == -EPROTO) {
		snprintf(message, message_size,
			 "/dev/xlnk answers as no known generation does: load "
			 "u-dma-buf, or the module accel");
		return err;
	}
	if (err) {
		snprintf(message, message_size,
			 "/dev/xlnk gives no memory: %s; give the kernel more "
			 "(cma=)",
			 strerror(-err));
		return err;
	}
	cdrv_system_read_line(xlnk->system, RELEASE, release);
	xlnk->generation = wanted ? wanted : generation_of(release);
	if (is_a && !wanted)
		xlnk->generation = 'A';
	if (xlnk->generation && is_a == (xlnk->generation == 'A'))
		return 0;
	/* Mapping by the wrong offset would show memory of others. */
	snprintf(message, message_size,
		 "/dev/xlnk of Linux %.40s is generation %s, as its calls "
		 "show: say which with xlnk=%s",
		 release, is_a ? "A" : "B, C or D", is_a ? "A" : "B, C or D");
	return -EPROTO;
}
