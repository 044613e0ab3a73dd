// SPDX-License-Identifier: BSD-3-Clause OR GPL-2.0
/* Buffers as a file asks for them. */
#include <linux/capability.h>
#include <linux/dma-buf.h>
#include <linux/file.h>

#include "accel.h"

/* Give a buffer its handle, or it back. */
static int add_buffer(struct accel_file *file, struct accel_buffer *buffer,
		      u32 *handle)
{
	int err = xa_alloc(&file->handles, handle, buffer,
			   XA_LIMIT(1, ACCEL_WINDOW_PAGES - 1), GFP_KERNEL);

	if (err)
		accel_buffer_put(buffer);
	return err;
}

int accel_call_alloc(struct accel_file *file, struct accel_alloc *ask)
{
	struct accel_buffer *buffer;
	int err;

	/* Pieces are mapped as they are, cached. */
	if (!ask->size || (ask->flags && ask->flags != ACCEL_BUFFER_SCATTERED &&
			   ask->flags != ACCEL_BUFFER_WRITE_COMBINED))
		return -EINVAL;
	if (ask->flags == ACCEL_BUFFER_SCATTERED &&
	    !accel_device_gathers(file->ad))
		return -EINVAL;
	/* The engines have addresses of 32 bits. */
	if (ask->size > SZ_2G)
		return -ENOMEM;
	buffer = accel_buffer_new(file, ask->size, ask->flags);
	if (IS_ERR(buffer))
		return PTR_ERR(buffer);
	err = add_buffer(file, buffer, &ask->handle);
	if (!err)
		ask->mmap_offset = (u64)ask->handle << PAGE_SHIFT;
	return err;
}

int accel_call_free(struct accel_file *file, const struct accel_free *ask)
{
	struct accel_buffer *buffer;

	if (ask->pad)
		return -EINVAL;
	buffer = xa_erase(&file->handles, ask->handle);
	if (!buffer)
		return -ENOENT;
	accel_buffer_put(buffer);
	return 0;
}

int accel_call_sync(struct accel_file *file, const struct accel_sync *ask)
{
	struct accel_buffer *buffer = accel_buffer_find(file, ask->handle);
	int err;

	if (!buffer)
		return -ENOENT;
	err = accel_buffer_sync(buffer, ask->offset, ask->length,
				ask->direction);
	accel_buffer_put(buffer);
	return err;
}

/* Until it has its file, a descriptor can be given back. */
int accel_call_export(struct accel_file *file, struct accel_dmabuf *ask,
		      struct dma_buf **exported)
{
	struct accel_buffer *buffer = accel_buffer_find(file, ask->handle);
	struct dma_buf *dmabuf;

	if (!buffer)
		return -ENOENT;
	ask->size = buffer->size;
	dmabuf = accel_buffer_export(buffer);
	accel_buffer_put(buffer);
	if (IS_ERR(dmabuf))
		return PTR_ERR(dmabuf);
	ask->fd = get_unused_fd_flags(O_CLOEXEC);
	if (ask->fd < 0) {
		dma_buf_put(dmabuf);
		return ask->fd;
	}
	*exported = dmabuf;
	return 0;
}

int accel_call_import(struct accel_file *file, struct accel_dmabuf *ask)
{
	struct accel_buffer *buffer;

	if (ask->handle)
		return -EINVAL;
	buffer = accel_buffer_import(file, ask->fd);
	if (IS_ERR(buffer))
		return PTR_ERR(buffer);
	ask->size = buffer->size;
	return add_buffer(file, buffer, &ask->handle);
}

int accel_call_physical(struct accel_file *file, struct accel_physical *ask)
{
	struct accel_buffer *buffer;
	int err;

	if (ask->pad)
		return -EINVAL;
	if (!capable(CAP_SYS_RAWIO))
		return -EPERM;
	buffer = accel_buffer_find(file, ask->handle);
	if (!buffer)
		return -ENOENT;
	ask->address = buffer->dma;
	err = accel_buffer_is_one_piece(buffer) ? 0 : -EINVAL;
	accel_buffer_put(buffer);
	return err;
}
