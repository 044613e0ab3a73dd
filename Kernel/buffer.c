// SPDX-License-Identifier: BSD-3-Clause OR GPL-2.0
/* Contiguous memory: whoever still needs it holds a reference. */
#include <linux/dma-buf.h>
#include <linux/mm.h>
#include <linux/slab.h>
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

static void free_quota(struct kref *refs)
{
	kfree(container_of(refs, struct accel_quota, refs));
}

void accel_quota_put(struct accel_quota *quota)
{
	kref_put(&quota->refs, free_quota);
}

static void free_memory(struct accel_buffer *buffer)
{
	struct device *dev = buffer->ad->dev;

	if (buffer->attachment) {
		struct dma_buf *dmabuf = buffer->attachment->dmabuf;

		if (buffer->table)
			unmap_attachment(buffer->attachment, buffer->table,
					 DMA_BIDIRECTIONAL);
		dma_buf_detach(dmabuf, buffer->attachment);
		dma_buf_put(dmabuf);
	} else if (buffer->flags & ACCEL_BUFFER_WRITE_COMBINED) {
		dma_free_wc(dev, PAGE_ALIGN(buffer->size), buffer->cpu,
			    buffer->dma);
	} else {
		dma_free_pages(dev, PAGE_ALIGN(buffer->size), buffer->page,
			       buffer->dma, DMA_BIDIRECTIONAL);
	}
}

static void destroy(struct kref *refs)
{
	struct accel_buffer *buffer =
		container_of(refs, struct accel_buffer, refs);
	struct accel_device *ad = buffer->ad;

	mutex_lock(&ad->lock);
	list_del(&buffer->link);
	mutex_unlock(&ad->lock);
	free_memory(buffer);
	atomic64_sub(PAGE_ALIGN(buffer->size), &buffer->file_quota->used);
	accel_quota_put(buffer->file_quota);
	kfree(buffer);
	accel_device_put(ad);
}

void accel_buffer_get(struct accel_buffer *buffer)
{
	kref_get(&buffer->refs);
}

void accel_buffer_put(struct accel_buffer *buffer)
{
	if (buffer)
		kref_put(&buffer->refs, destroy);
}

struct accel_buffer *accel_buffer_find(struct accel_file *file, u32 handle)
{
	struct accel_buffer *buffer;

	xa_lock(&file->handles);
	buffer = xa_load(&file->handles, handle);
	if (buffer)
		accel_buffer_get(buffer);
	xa_unlock(&file->handles);
	return buffer;
}

static int charge(struct accel_quota *quota, size_t size)
{
	if (atomic64_add_return(size, &quota->used) <= accel_quota_bytes)
		return 0;
	atomic64_sub(size, &quota->used);
	return -EDQUOT;
}

/* With its size charged, and without memory. */
static struct accel_buffer *empty(struct accel_file *file, size_t size,
				  u32 flags)
{
	struct accel_buffer *buffer;
	int err;

	buffer = kzalloc(sizeof(*buffer), GFP_KERNEL);
	if (!buffer)
		return ERR_PTR(-ENOMEM);
	err = charge(file->quota, PAGE_ALIGN(size));
	if (err) {
		kfree(buffer);
		return ERR_PTR(err);
	}
	kref_init(&buffer->refs);
	buffer->ad = file->ad;
	buffer->size = size;
	buffer->flags = flags;
	buffer->file_quota = file->quota;
	return buffer;
}

static void discard(struct accel_buffer *buffer)
{
	atomic64_sub(PAGE_ALIGN(buffer->size), &buffer->file_quota->used);
	kfree(buffer);
}

/* From here on the last reference frees it. */
static void publish(struct accel_buffer *buffer)
{
	kref_get(&buffer->ad->refs);
	kref_get(&buffer->file_quota->refs);
	mutex_lock(&buffer->ad->lock);
	list_add(&buffer->link, &buffer->ad->buffers);
	mutex_unlock(&buffer->ad->lock);
}

/* Pages are what mappings show: all of them are zeroed. */
static int allocate(struct accel_buffer *buffer)
{
	struct device *dev = buffer->ad->dev;
	size_t size = PAGE_ALIGN(buffer->size);
	gfp_t gfp = GFP_KERNEL | __GFP_NOWARN;

	if (buffer->flags & ACCEL_BUFFER_WRITE_COMBINED) {
		buffer->cpu = dma_alloc_wc(dev, size, &buffer->dma, gfp);
		if (!buffer->cpu)
			return -ENOMEM;
		memset(buffer->cpu, 0, size);
		return 0;
	}
	buffer->page = dma_alloc_pages(dev, size, &buffer->dma,
				       DMA_BIDIRECTIONAL, gfp);
	if (!buffer->page)
		return -ENOMEM;
	buffer->cpu = page_address(buffer->page);
	memset(buffer->cpu, 0, size);
	dma_sync_single_for_device(dev, buffer->dma, size, DMA_BIDIRECTIONAL);
	return 0;
}

struct accel_buffer *accel_buffer_new(struct accel_file *file, size_t size,
				      u32 flags)
{
	struct accel_buffer *buffer;
	int err;

	buffer = empty(file, size, flags);
	if (IS_ERR(buffer))
		return buffer;
	err = allocate(buffer);
	if (err) {
		discard(buffer);
		return ERR_PTR(err);
	}
	publish(buffer);
	return buffer;
}

static int map_import(struct accel_buffer *buffer)
{
	buffer->table = map_attachment(buffer->attachment, DMA_BIDIRECTIONAL);
	if (IS_ERR(buffer->table)) {
		int err = PTR_ERR(buffer->table);

		buffer->table = NULL;
		return err;
	}
	if (buffer->table->nents != 1 ||
	    sg_dma_len(buffer->table->sgl) < buffer->size)
		return -EINVAL;
	buffer->dma = sg_dma_address(buffer->table->sgl);
	return 0;
}

struct accel_buffer *accel_buffer_import(struct accel_file *file, int fd)
{
	struct dma_buf *dmabuf = dma_buf_get(fd);
	struct accel_buffer *buffer;
	int err;

	if (IS_ERR(dmabuf))
		return ERR_CAST(dmabuf);
	buffer = empty(file, dmabuf->size, 0);
	if (IS_ERR(buffer)) {
		dma_buf_put(dmabuf);
		return buffer;
	}
	buffer->attachment = dma_buf_attach(dmabuf, file->ad->dev);
	if (IS_ERR(buffer->attachment)) {
		err = PTR_ERR(buffer->attachment);
		dma_buf_put(dmabuf);
		goto err_discard;
	}
	err = map_import(buffer);
	if (err) {
		free_memory(buffer);
		goto err_discard;
	}
	publish(buffer);
	return buffer;

err_discard:
	discard(buffer);
	return ERR_PTR(err);
}

int accel_buffer_sync(struct accel_buffer *buffer, u64 offset, u64 length,
		      u32 direction)
{
	struct device *dev = buffer->ad->dev;
	bool for_cpu = direction == ACCEL_SYNC_FOR_CPU;

	if (!for_cpu && direction != ACCEL_SYNC_FOR_DEVICE)
		return -EINVAL;
	if (offset > buffer->size || length > buffer->size - offset)
		return -ERANGE;
	if (length == 0 || buffer->flags & ACCEL_BUFFER_WRITE_COMBINED)
		return 0;
	if (buffer->attachment) {
		struct dma_buf *dmabuf = buffer->attachment->dmabuf;

		return for_cpu ? dma_buf_begin_cpu_access(dmabuf,
							  DMA_BIDIRECTIONAL) :
				 dma_buf_end_cpu_access(dmabuf,
							DMA_BIDIRECTIONAL);
	}
	if (for_cpu)
		dma_sync_single_for_cpu(dev, buffer->dma + offset, length,
					DMA_FROM_DEVICE);
	else
		dma_sync_single_for_device(dev, buffer->dma + offset, length,
					   DMA_TO_DEVICE);
	return 0;
}

static void mapping_open(struct vm_area_struct *vma)
{
	accel_buffer_get(vma->vm_private_data);
}

static void mapping_close(struct vm_area_struct *vma)
{
	accel_buffer_put(vma->vm_private_data);
}

static const struct vm_operations_struct mapping_operations = {
	.open = mapping_open,
	.close = mapping_close,
};

int accel_buffer_mmap(struct accel_buffer *buffer, struct vm_area_struct *vma)
{
	struct device *dev = buffer->ad->dev;
	unsigned long length = vma->vm_end - vma->vm_start;
	int err;

	if (length > PAGE_ALIGN(buffer->size))
		return -EINVAL;
	if (buffer->attachment)
		return dma_buf_mmap(buffer->attachment->dmabuf, vma, 0);
	/* Both map from the start; the offset only said which buffer. */
	vma->vm_pgoff = 0;
	if (buffer->flags & ACCEL_BUFFER_WRITE_COMBINED)
		err = dma_mmap_wc(dev, vma, buffer->cpu, buffer->dma,
				  PAGE_ALIGN(buffer->size));
	else
		err = dma_mmap_pages(dev, vma, PAGE_ALIGN(buffer->size),
				     buffer->page);
	if (err)
		return err;
	accel_buffer_get(buffer);
	vma->vm_private_data = buffer;
	vma->vm_ops = &mapping_operations;
	return 0;
}
