// SPDX-License-Identifier: BSD-3-Clause OR GPL-2.0
/* Buffers of other drivers. */
#include <linux/dma-buf.h>
#include <linux/dma-resv.h>
#include <linux/version.h>

#include "accel.h"

/* Before 6.2 these took the reservation lock themselves. */
#if KERNEL_VERSION(6, 2, 0) <= LINUX_VERSION_CODE
#define map_attachment dma_buf_map_attachment_unlocked
#define unmap_attachment dma_buf_unmap_attachment_unlocked
#else
#define map_attachment dma_buf_map_attachment
#define unmap_attachment dma_buf_unmap_attachment
#endif

/* Before 5.19 the question was whether readers count too. */
#if KERNEL_VERSION(5, 19, 0) <= LINUX_VERSION_CODE
#define EVERYBODY DMA_RESV_USAGE_READ
#else
#define EVERYBODY true
#endif

/* Others may promise to be done with the memory, and never be. */
static int wait_for_others(struct dma_buf *dmabuf)
{
	long left = dma_resv_wait_timeout(
		dmabuf->resv, EVERYBODY, true,
		msecs_to_jiffies(ACCEL_FENCE_TIMEOUT_MS));

	if (left < 0)
		return left;
	return left ? 0 : -ETIMEDOUT;
}

static int map(struct accel_buffer *buffer)
{
	struct scatterlist *piece;
	u64 size = 0;
	int i;

	buffer->table = map_attachment(buffer->attachment, DMA_BIDIRECTIONAL);
	if (IS_ERR(buffer->table)) {
		int err = PTR_ERR(buffer->table);

		buffer->table = NULL;
		return err;
	}
	for_each_sgtable_dma_sg(buffer->table, piece, i)
		size += sg_dma_len(piece);
	if (!buffer->table->nents || size < buffer->size)
		return -EINVAL;
	if (!accel_buffer_is_one_piece(buffer) &&
	    !accel_device_gathers(buffer->ad))
		return -EINVAL;
	buffer->dma = sg_dma_address(buffer->table->sgl);
	return 0;
}

void accel_import_free(struct accel_buffer *buffer)
{
	struct dma_buf *dmabuf = buffer->attachment->dmabuf;

	if (buffer->table)
		unmap_attachment(buffer->attachment, buffer->table,
				 DMA_BIDIRECTIONAL);
	dma_buf_detach(dmabuf, buffer->attachment);
	dma_buf_put(dmabuf);
}

static int attach(struct accel_buffer *buffer, struct dma_buf *dmabuf)
{
	int err = wait_for_others(dmabuf);

	if (err)
		return err;
	buffer->attachment = dma_buf_attach(dmabuf, buffer->ad->dev);
	if (IS_ERR(buffer->attachment))
		return PTR_ERR(buffer->attachment);
	/* From here on it is the attachment's to give back. */
	get_dma_buf(dmabuf);
	err = map(buffer);
	if (err)
		accel_import_free(buffer);
	return err;
}

static struct accel_buffer *import_foreign(struct accel_file *file,
					   struct dma_buf *dmabuf)
{
	struct accel_buffer *buffer;
	int err;

	buffer = accel_buffer_empty(file, dmabuf->size, 0);
	if (IS_ERR(buffer))
		return buffer;
	err = attach(buffer, dmabuf);
	if (err) {
		accel_buffer_discard(buffer);
		return ERR_PTR(err);
	}
	accel_buffer_publish(buffer);
	return buffer;
}

/* The device's own memory is mapped for it already: a second mapping could
 * have bytes that the first does not know of. */
struct accel_buffer *accel_buffer_import(struct accel_file *file, int fd)
{
	struct dma_buf *dmabuf = dma_buf_get(fd);
	struct accel_buffer *buffer;

	if (IS_ERR(dmabuf))
		return ERR_CAST(dmabuf);
	buffer = accel_buffer_of(dmabuf, file->ad);
	if (!buffer)
		buffer = import_foreign(file, dmabuf);
	dma_buf_put(dmabuf);
	return buffer;
}

int accel_import_sync(struct accel_buffer *buffer, bool for_cpu)
{
	struct dma_buf *dmabuf = buffer->attachment->dmabuf;
	int err;

	if (!for_cpu)
		return dma_buf_end_cpu_access(dmabuf, DMA_BIDIRECTIONAL);
	err = wait_for_others(dmabuf);
	return err ? err :
		     dma_buf_begin_cpu_access(dmabuf, DMA_BIDIRECTIONAL);
}
