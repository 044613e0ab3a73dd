// SPDX-License-Identifier: BSD-3-Clause
#define _GNU_SOURCE
#include "kernel.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* open has no argument that could say which kernel it is for. */
static _Thread_local ctest_kernel *opening;

static int fails(ctest_kernel *kernel, const char *call, const char *path)
{
	int i;

	for (i = 0; i < kernel->failure_count; i++) {
		struct failure *failure = &kernel->failures[i];

		if (strcmp(failure->call, call) ||
		    !strstr(path, failure->node) || !failure->times)
			continue;
		if (failure->skip-- > 0)
			continue;
		failure->skip = 0;
		failure->times--;
		return failure->status;
	}
	return 0;
}

static struct node *node_of(ctest_kernel *kernel, int fd)
{
	if (fd < FIRST_FD || fd >= FIRST_FD + MAX_FDS ||
	    kernel->nodes[fd - FIRST_FD].kind == NODE_FREE)
		return NULL;
	return &kernel->nodes[fd - FIRST_FD];
}

static enum node_kind kind_of(const ctest_kernel *kernel, const char *path,
			      int *uio)
{
	if (sscanf(path, "/dev/uio%d", uio) == 1 && *uio < MAX_UIO)
		return kernel->uios[*uio].exists ? NODE_UIO : NODE_FREE;
	if (!strcmp(path, "/dev/mem"))
		return NODE_MEM;
	if (!strcmp(path, "/dev/dri/renderD128") && kernel->has_zocl)
		return NODE_OTHER_DRM;
	if (!strcmp(path, "/dev/dri/renderD129") && kernel->has_zocl)
		return NODE_ZOCL;
	if (!strcmp(path, "/dev/udmabuf0") && kernel->has_udmabuf)
		return NODE_UDMABUF;
	if (!strcmp(path, "/dev/xlnk") && kernel->xlnk)
		return NODE_XLNK;
	if (strstr(path, "/udmabuf0/sync_for_cpu"))
		return NODE_SYNC_FOR_CPU;
	if (strstr(path, "/udmabuf0/sync_for_device"))
		return NODE_SYNC_FOR_DEVICE;
	return NODE_FREE;
}

static int call_open(void *context, const char *path, int flags)
{
	ctest_kernel *kernel = context;
	const char *inside = path + strlen(kernel->root);
	int i, fd, uio = 0, err = fails(kernel, "open", inside);
	enum node_kind kind;

	if (err)
		return err;
	kind = kind_of(kernel, inside, &uio);
	if (kind == NODE_FREE) {
		fd = open(path, flags | O_CLOEXEC);
		kernel->real_fds += fd >= 0;
		return fd < 0 ? -errno : fd;
	}
	for (i = 0; i < MAX_FDS && kernel->nodes[i].kind != NODE_FREE; i++)
		;
	if (i == MAX_FDS)
		return -EMFILE;
	kernel->nodes[i] = (struct node){ .kind = kind, .uio = uio };
	kernel->nodes[i].seen = kernel->uios[uio].count;
	snprintf(kernel->nodes[i].path, sizeof(kernel->nodes[i].path), "%s",
		 inside);
	return FIRST_FD + i;
}

static void call_close(void *context, int fd)
{
	ctest_kernel *kernel = context;
	struct node *node = node_of(kernel, fd);
	int i;

	if (!node) {
		kernel->real_fds--;
		close(fd);
		return;
	}
	/* What belongs to the open file goes with it. */
	if (node->kind == NODE_ZOCL ||
	    (node->kind == NODE_XLNK && kernel->xlnk == 'D'))
		for (i = 1; i < MAX_BUFFERS; i++)
			if (kernel->buffers[i].owner == node->kind)
				ctest_memory_give(kernel, &kernel->buffers[i]);
	node->kind = NODE_FREE;
}

static int64_t call_read(void *context, int fd, void *bytes, size_t size)
{
	ctest_kernel *kernel = context;
	struct node *node = node_of(kernel, fd);
	ssize_t count;
	int err;

	if (node) {
		err = fails(kernel, "read", node->path);
		if (err)
			return err;
		return node->kind == NODE_UIO
			       ? ctest_uio_read(kernel, node, bytes, size)
			       : -EINVAL;
	}
	count = read(fd, bytes, size);
	return count < 0 ? -errno : count;
}

static int64_t call_write(void *context, int fd, const void *bytes,
			  size_t size)
{
	ctest_kernel *kernel = context;
	struct node *node = node_of(kernel, fd);
	int err = node ? fails(kernel, "write", node->path) : -EBADF;

	if (err)
		return err;
	switch (node->kind) {
	case NODE_UIO:
		return ctest_uio_write(kernel, node, bytes, size);
	case NODE_SYNC_FOR_CPU:
		return ctest_udmabuf_write(kernel, false, bytes, size);
	case NODE_SYNC_FOR_DEVICE:
		return ctest_udmabuf_write(kernel, true, bytes, size);
	default:
		return -EINVAL;
	}
}

static int call_ioctl(void *context, int fd, unsigned long request,
		      void *argument)
{
	ctest_kernel *kernel = context;
	struct node *node = node_of(kernel, fd);
	int err = node ? fails(kernel, "ioctl", node->path) : -EBADF;

	if (err)
		return err;
	switch (node->kind) {
	case NODE_ZOCL:
		return ctest_zocl_ioctl(kernel, request, argument);
	case NODE_UDMABUF:
		return ctest_udmabuf_ioctl(kernel, request, argument);
	case NODE_XLNK:
		return ctest_xlnk_ioctl(kernel, request, argument);
	case NODE_OTHER_DRM:
		/* Only its name may be asked for. */
		kernel->sins += (request & 0xff) != 0;
		return -EACCES;
	default:
		return -ENOTTY;
	}
}

static int map_node(ctest_kernel *kernel, struct node *node, size_t length,
		    uint64_t offset, void **address)
{
	switch (node->kind) {
	case NODE_UIO:
		return ctest_uio_map(kernel, &kernel->uios[node->uio], length,
				     offset, address);
	case NODE_MEM:
		return ctest_mem_map(kernel, length, offset, address);
	case NODE_ZOCL:
		return ctest_zocl_map(kernel, length, offset, address);
	case NODE_UDMABUF:
		return ctest_udmabuf_map(kernel, length, offset, address);
	case NODE_XLNK:
		return ctest_xlnk_map(kernel, length, offset, address);
	default:
		return -ENODEV;
	}
}

static int call_map(void *context, int fd, size_t length, uint64_t offset,
		    void **address)
{
	ctest_kernel *kernel = context;
	struct node *node = node_of(kernel, fd);
	int err = node ? fails(kernel, "map", node->path) : -EBADF;

	if (!err)
		err = map_node(kernel, node, length, offset, address);
	if (!err && node->kind != NODE_UIO && node->kind != NODE_MEM)
		kernel->mapped_buffers++;
	return err;
}

static void call_unmap(void *context, void *address, size_t length)
{
	ctest_kernel *kernel = context;

	(void)length;
	if (!ctest_registers_unmap(kernel, address))
		kernel->mapped_buffers--;
}

static int call_poll(void *context, int fd, uint64_t timeout_ns)
{
	ctest_kernel *kernel = context;
	struct node *node = node_of(kernel, fd);
	int err = fails(kernel, "poll", node ? node->path : "");

	return err ? err : ctest_uio_poll(kernel, node, timeout_ns);
}

static int call_lock(void *context, int fd)
{
	ctest_kernel *kernel = context;
	struct node *node = node_of(kernel, fd);
	int i, err = node ? fails(kernel, "lock", node->path) : -EBADF;

	if (err)
		return err;
	for (i = 0; i < MAX_FDS; i++)
		if (kernel->nodes[i].kind != NODE_FREE &&
		    kernel->nodes[i].is_locked &&
		    !strcmp(kernel->nodes[i].path, node->path))
			return -EWOULDBLOCK;
	node->is_locked = true;
	return 0;
}

static uint64_t call_now(void *context)
{
	return ((ctest_kernel *)context)->now_ns;
}

/* Where the board's DMA finds memory. */
static void *translate(void *context, uint64_t bus, size_t length, bool writes)
{
	struct buffer *buffer = ctest_memory_at(context, bus);

	(void)writes;
	if (!buffer || length > buffer->bus + buffer->size - bus)
		return NULL;
	return buffer->ddr + (bus - buffer->bus);
}

static int open_here(const char *options, void **context,
		     struct cdrv_board *board, char *message,
		     size_t message_size)
{
	return cdrv_uio_open(&opening->system, options, context, board,
			     message, message_size);
}

bool ctest_kernel_boot(ctest_kernel *kernel, const char *board)
{
	char message[128];

	kernel->system = (struct cdrv_system){
		.context = kernel,
		.root = kernel->root,
		.open = call_open,
		.close = call_close,
		.read = call_read,
		.write = call_write,
		.ioctl = call_ioctl,
		.map = call_map,
		.unmap = call_unmap,
		.poll = call_poll,
		.lock = call_lock,
		.load32 = ctest_load32,
		.store32 = ctest_store32,
		.now_ns = call_now,
	};
	kernel->ops = *cdrv_uio_backend();
	kernel->ops.open = open_here;
	return !cboardsim_device_open(board, translate, kernel, message,
				      sizeof(message), &kernel->board);
}

int ctest_kernel_open(ctest_kernel *kernel, const char *options,
		      char *message, size_t message_size,
		      cdrv_device **device)
{
	opening = kernel;
	return cdrv_device_open(&kernel->ops, options, message, message_size,
				device);
}

int ctest_kernel_find(ctest_kernel *kernel)
{
	return cdrv_uio_find_on(&kernel->system);
}

int ctest_kernel_taken(const ctest_kernel *kernel)
{
	int i, count = kernel->real_fds + kernel->mapped_buffers;

	for (i = 0; i < MAX_FDS; i++)
		count += kernel->nodes[i].kind != NODE_FREE;
	for (i = 0; i < MAX_MAPPINGS; i++)
		count += kernel->mappings[i].address != NULL;
	/* The one of u-dma-buf is the module's. */
	return count + ctest_kernel_buffers(kernel) - kernel->has_udmabuf;
}
