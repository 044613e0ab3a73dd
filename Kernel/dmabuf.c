// SPDX-License-Identifier: BSD-3-Clause OR GPL-2.0
/* Buffers for other drivers. */
#include <linux/dma-buf.h>
#include <linux/module.h>
#include <linux/slab.h>

#include "accel.h"

/* A device that the memory is lent to. It is mapped for its owner already, so
 * its bytes are handed over by what is said here, not by the mapping. */
struct share {
	struct list_head link;
	struct device *dev;
	struct sg_table table;
	enum dma_data_direction direction; /* DMA_NONE: not mapped */
};

static int copy_pieces(struct sg_table *table, const struct sg_table *pieces)
{
	struct scatterlist *to, *from;
	int i, err;

	err = sg_alloc_table(table, pieces->orig_nents, GFP_KERNEL);
	if (err)
		return err;
	to = table->sgl;
	for_each_sgtable_sg(pieces, from, i) {
		sg_set_page(to, sg_page(from), from->length, from->offset);
		to = sg_next(to);
	}
	return 0;
}

static int tabulate(struct sg_table *table, const struct accel_buffer *buffer)
{
	int err;

	if (buffer->table)
		return copy_pieces(table, buffer->table);
	if (!buffer->page)
		return dma_get_sgtable(buffer->ad->dev, table, buffer->cpu,
				       buffer->dma, PAGE_ALIGN(buffer->size));
	err = sg_alloc_table(table, 1, GFP_KERNEL);
	if (!err)
		sg_set_page(table->sgl, buffer->page, PAGE_ALIGN(buffer->size),
			    0);
	return err;
}

static int dmabuf_attach(struct dma_buf *dmabuf,
			 struct dma_buf_attachment *attachment)
{
	struct accel_buffer *buffer = dmabuf->priv;
	struct share *share = kzalloc(sizeof(*share), GFP_KERNEL);
	int err;

	if (!share)
		return -ENOMEM;
	err = tabulate(&share->table, buffer);
	if (err) {
		kfree(share);
		return err;
	}
	share->dev = attachment->dev;
	share->direction = DMA_NONE;
	attachment->priv = share;
	mutex_lock(&buffer->share_lock);
	list_add(&share->link, &buffer->shares);
	mutex_unlock(&buffer->share_lock);
	return 0;
}

static void dmabuf_detach(struct dma_buf *dmabuf,
			  struct dma_buf_attachment *attachment)
{
	struct accel_buffer *buffer = dmabuf->priv;
	struct share *share = attachment->priv;

	mutex_lock(&buffer->share_lock);
	list_del(&share->link);
	mutex_unlock(&buffer->share_lock);
	sg_free_table(&share->table);
	kfree(share);
}

static struct sg_table *dmabuf_map(struct dma_buf_attachment *attachment,
				   enum dma_data_direction direction)
{
	struct accel_buffer *buffer = attachment->dmabuf->priv;
	struct share *share = attachment->priv;
	int err;

	mutex_lock(&buffer->share_lock);
	err = dma_map_sgtable(share->dev, &share->table, direction,
			      DMA_ATTR_SKIP_CPU_SYNC);
	if (!err) {
		share->direction = direction;
		dma_sync_sgtable_for_device(share->dev, &share->table,
					    direction);
	}
	mutex_unlock(&buffer->share_lock);
	return err ? ERR_PTR(err) : &share->table;
}

static void dmabuf_unmap(struct dma_buf_attachment *attachment,
			 struct sg_table *table,
			 enum dma_data_direction direction)
{
	struct accel_buffer *buffer = attachment->dmabuf->priv;
	struct share *share = attachment->priv;

	mutex_lock(&buffer->share_lock);
	share->direction = DMA_NONE;
	dma_sync_sgtable_for_cpu(share->dev, table, direction);
	dma_unmap_sgtable(share->dev, table, direction,
			  DMA_ATTR_SKIP_CPU_SYNC);
	mutex_unlock(&buffer->share_lock);
}

static void dmabuf_release(struct dma_buf *dmabuf)
{
	accel_buffer_put(dmabuf->priv);
}

/* Each device's mapping may have bytes of its own. */
static int dmabuf_begin_cpu(struct dma_buf *dmabuf,
			    enum dma_data_direction direction)
{
	struct accel_buffer *buffer = dmabuf->priv;
	struct share *share;

	mutex_lock(&buffer->share_lock);
	list_for_each_entry(share, &buffer->shares, link)
		if (share->direction != DMA_NONE)
			dma_sync_sgtable_for_cpu(share->dev, &share->table,
						 share->direction);
	mutex_unlock(&buffer->share_lock);
	return accel_buffer_sync(buffer, 0, buffer->size, ACCEL_SYNC_FOR_CPU);
}

static int dmabuf_end_cpu(struct dma_buf *dmabuf,
			  enum dma_data_direction direction)
{
	struct accel_buffer *buffer = dmabuf->priv;
	struct share *share;

	mutex_lock(&buffer->share_lock);
	list_for_each_entry(share, &buffer->shares, link)
		if (share->direction != DMA_NONE)
			dma_sync_sgtable_for_device(share->dev, &share->table,
						    share->direction);
	mutex_unlock(&buffer->share_lock);
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
	.attach = dmabuf_attach,
	.detach = dmabuf_detach,
	.map_dma_buf = dmabuf_map,
	.unmap_dma_buf = dmabuf_unmap,
	.release = dmabuf_release,
	.begin_cpu_access = dmabuf_begin_cpu,
	.end_cpu_access = dmabuf_end_cpu,
	.mmap = dmabuf_mmap,
};

struct accel_buffer *accel_buffer_of(struct dma_buf *dmabuf,
				     const struct accel_device *ad)
{
	struct accel_buffer *buffer = dmabuf->priv;

	if (dmabuf->ops != &dmabuf_operations || buffer->ad != ad)
		return NULL;
	accel_buffer_get(buffer);
	return buffer;
}

struct dma_buf *accel_buffer_export(struct accel_buffer *buffer)
{
	DEFINE_DMA_BUF_EXPORT_INFO(info);
	struct dma_buf *dmabuf;

	if (buffer->attachment)
		return ERR_PTR(-EINVAL);
	info.ops = &dmabuf_operations;
	info.size = PAGE_ALIGN(buffer->size);
	info.flags = O_RDWR;
	info.priv = buffer;
	accel_buffer_get(buffer);
	dmabuf = dma_buf_export(&info);
	if (IS_ERR(dmabuf))
		accel_buffer_put(buffer);
	return dmabuf;
}
