// SPDX-License-Identifier: BSD-3-Clause
/* rtl:LIB.so, simulated RTL: the operations are the library's, passed on. */
#include <errno.h>
#include <stdio.h>

#include "include/cdriver_rtl.h"
#include "internal.h"

/* What is linked statically has nothing to open libraries with. */
#ifndef ACCEL_EMBEDDED

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

struct rtl {
	void *library;
	const struct cdrv_backend_ops *ops;
	void *context;
};

static int explain(int error, char *message, size_t size, const char *path,
		   const char *problem)
{
	snprintf(message, size, "%s %s", path, problem);
	return error;
}

/* The path of the options; one without a slash is a file here, not one of
 * the system's libraries. */
static int take_path(const char *options, char *path, size_t size)
{
	size_t length = strcspn(options, ",");
	const char *here = memchr(options, '/', length) ? "" : "./";
	int written;

	if (length == 0)
		return -EINVAL;
	written = snprintf(path, size, "%s%.*s", here, (int)length, options);
	return (size_t)written < size ? 0 : -EINVAL;
}

static int find_operations(struct rtl *rtl, const char *path, char *message,
			   size_t size)
{
	const struct cdrv_rtl_library *library;
	cdrv_rtl_function *function;

	*(void **)(&function) = dlsym(rtl->library, CDRV_RTL_SYMBOL);
	if (!function)
		return explain(-ENODEV, message, size, path,
			       "is no library with simulated RTL: it lacks "
			       CDRV_RTL_SYMBOL);
	library = function();
	if (library->abi != CDRV_RTL_ABI ||
	    library->size != sizeof(struct cdrv_backend_ops))
		return explain(-ENODEV, message, size, path,
			       "was built for another version of Accel: "
			       "build it again (make rtl-lib)");
	rtl->ops = library->ops;
	return 0;
}

static int rtl_open(const char *options, void **context,
		    struct cdrv_board *board, char *message, size_t size)
{
	const char *rest = options + strcspn(options, ",");
	char path[512];
	struct rtl *rtl;
	int err;

	if (take_path(options, path, sizeof(path)))
		return explain(-EINVAL, message, size, "rtl:",
			       "wants the name of a library, for example "
			       "rtl:./lenet5.so");
	rtl = calloc(1, sizeof(*rtl));
	if (!rtl)
		return -ENOMEM;
	rtl->library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	if (!rtl->library) {
		err = -ENODEV;
		snprintf(message, size, "the library cannot be opened: %s",
			 dlerror());
		goto err_free;
	}
	err = find_operations(rtl, path, message, size);
	if (err)
		goto err_close;
	err = rtl->ops->open(*rest ? rest + 1 : rest, &rtl->context, board,
			     message, size);
	if (err)
		goto err_close;
	*context = rtl;
	return 0;

err_close:
	dlclose(rtl->library);
err_free:
	free(rtl);
	return err;
}

static void rtl_close(void *context)
{
	struct rtl *rtl = context;

	rtl->ops->close(rtl->context);
	dlclose(rtl->library);
	free(rtl);
}

static int rtl_read32(void *context, uint32_t region, uint32_t offset,
		      uint32_t *value)
{
	struct rtl *rtl = context;

	return rtl->ops->read32(rtl->context, region, offset, value);
}

static int rtl_write32(void *context, uint32_t region, uint32_t offset,
		       uint32_t value)
{
	struct rtl *rtl = context;

	return rtl->ops->write32(rtl->context, region, offset, value);
}

static int rtl_alloc(void *context, size_t size, struct cdrv_memory *memory)
{
	struct rtl *rtl = context;

	return rtl->ops->buffer_alloc(rtl->context, size, memory);
}

static void rtl_free(void *context, struct cdrv_memory *memory)
{
	struct rtl *rtl = context;

	rtl->ops->buffer_free(rtl->context, memory);
}

static int rtl_sync(void *context, struct cdrv_memory *memory, size_t offset,
		    size_t length, enum cdrv_sync_direction direction)
{
	struct rtl *rtl = context;

	return rtl->ops->buffer_sync(rtl->context, memory, offset, length,
				     direction);
}

static int rtl_wait(void *context, uint32_t region, uint64_t timeout_ns,
		    uint64_t *elapsed_ns, struct cdrv_dma_status *status)
{
	struct rtl *rtl = context;

	return rtl->ops->wait(rtl->context, region, timeout_ns, elapsed_ns,
			      status);
}

#else

static int rtl_open(const char *options, void **context,
		    struct cdrv_board *board, char *message, size_t size)
{
	(void)options;
	(void)context;
	(void)board;
	snprintf(message, size, "this build cannot open simulated RTL");
	return -ENODEV;
}

#endif

const struct cdrv_backend_ops *cdrv_rtl_backend(void)
{
	static const struct cdrv_backend_ops ops = {
		.name = "rtl",
		.open = rtl_open,
#ifndef ACCEL_EMBEDDED
		.close = rtl_close,
		.read32 = rtl_read32,
		.write32 = rtl_write32,
		.buffer_alloc = rtl_alloc,
		.buffer_free = rtl_free,
		.buffer_sync = rtl_sync,
		.wait = rtl_wait,
#endif
	};

	return &ops;
}
