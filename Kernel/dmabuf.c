// SPDX-License-Identifier: BSD-3-Clause OR GPL-2.0
/* Buffers for other drivers. */
#include <linux/dma-buf.h>
#include <linux/module.h>
#include <linux/slab.h>

#include "accel.h"

static struct sg_table *dmabuf_map(struct dma_buf_attachment *attachment,
				   enum dma_data_direction direction)
{
	struct accel_buffer *buffer = attachment->dmabuf->priv;
	struct sg_table *table;
	int err;

	table = kzalloc(sizeof(*table), GFP_KERNEL);
	if (!table)
		return ERR_PTR(-ENOMEM);
	if (buffer->page) {
		err = sg_alloc_table(table, 1, GFP_KERNEL);
		if (!err)
			sg_set_page(table->sgl, buffer->page,
				    PAGE_ALIGN(buffer->size), 0);
	} else {
		err = dma_get_sgtable(buffer->ad->dev, table, buffer->cpu,
				      buffer->dma, PAGE_ALIGN(buffer->size));
	}
	if (err)
		goto err_free;
	err = dma_map_sgtable(attachment->dev, table, direction, 0);
	if (err)
		goto err_table;
	return table;

err_table:
	sg_free_table(table);
err_free:
	kfree(table);
	return ERR_PTR(err);
}

static void dmabuf_unmap(struct dma_buf_attachment *attachment,
			 struct sg_table *table,
			 enum dma_data_direction direction)
{
	dma_unmap_sgtable(attachment->dev, table, direction, 0);
	sg_free_table(table);
	kfree(table);
}

static void dmabuf_release(struct dma_buf *dmabuf)
{
	accel_buffer_put(dmabuf->priv);
}

static int dmabuf_begin_cpu(struct dma_buf *dmabuf,
			    enum dma_data_direction direction)
{
	struct accel_buffer *buffer = dmabuf->priv;

	return accel_buffer_sync(buffer, 0, buffer->size, ACCEL_SYNC_FOR_CPU);
}

static int dmabuf_end_cpu(struct dma_buf *dmabuf,
			  enum dma_data_direction direction)
{
	struct accel_buffer *buffer = dmabuf->priv;

	return accel_buffer_sync(buffer, 0, buffer->size,
				 ACCEL_SYNC_FOR_DEVICE);
}

static int dmabuf_mmap(struct dma_buf *dmabuf, struct vm_area_struct *vma)
{
	if (vma->vm_pgoff)
		return -EINVAL;
	return accel_buffer_mmap(dmabuf->priv, vma);
}

static const struct dma_buf_ops dmabuf_operations = {
	.map_dma_buf = dmabuf_map,
	.unmap_dma_buf = dmabuf_unmap,
	.release = dmabuf_release,
	.begin_cpu_access = dmabuf_begin_cpu,
	.end_cpu_access = dmabuf_end_cpu,
	.mmap = dmabuf_mmap,
};

int accel_buffer_export(struct accel_buffer *buffer, int *fd)
{
	DEFINE_DMA_BUF_EXPORT_INFO(info);
	struct dma_buf *dmabuf;
	int number;

	if (buffer->attachment)
		return -EINVAL;
	info.ops = &dmabuf_operations;
	info.size = PAGE_ALIGN(buffer->size);
	info.flags = O_RDWR;
	info.priv = buffer;
	accel_buffer_get(buffer);
	dmabuf = dma_buf_export(&info);
	if (IS_ERR(dmabuf)) {
		accel_buffer_put(buffer);
		return PTR_ERR(dmabuf);
	}
	number = dma_buf_fd(dmabuf, O_CLOEXEC);
	if (number < 0) {
		dma_buf_put(dmabuf);
		return number;
	}
	*fd = number;
	return 0;
}
