// SPDX-License-Identifier: BSD-3-Clause OR GPL-2.0
/* Buffers, and whose they are: whoever still needs one holds a reference. */
#include <linux/dma-buf.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>

#include "accel.h"

static unsigned long long total = SZ_512M;
module_param(total, ullong, 0644);
MODULE_PARM_DESC(total, "bytes of buffers that all open files may hold");

static atomic64_t total_used;

static void free_quota(struct kref *refs)
{
	kfree(container_of(refs, struct accel_quota, refs));
}

void accel_quota_put(struct accel_quota *quota)
{
	kref_put(&quota->refs, free_quota);
}

void accel_quota_return(struct accel_quota *quota, size_t size)
{
	atomic64_sub(size, &quota->used);
	atomic64_sub(size, &total_used);
}

/* One user may open many files, so there is a sum over all of them. */
int accel_quota_charge(struct accel_quota *quota, size_t size)
{
	u64 used = atomic64_add_return(size, &quota->used);
	u64 all = atomic64_add_return(size, &total_used);

	if (used <= accel_quota_bytes && all <= READ_ONCE(total))
		return 0;
	accel_quota_return(quota, size);
	return -EDQUOT;
}

static void free_memory(struct accel_buffer *buffer)
{
	struct device *dev = buffer->ad->dev;

	if (buffer->attachment) {
		accel_import_free(buffer);
	} else if (buffer->table) {
		accel_scatter_free(buffer);
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
	accel_quota_return(buffer->file_quota, PAGE_ALIGN(buffer->size));
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

struct accel_buffer *accel_buffer_empty(struct accel_file *file, size_t size,
					u32 flags)
{
	struct accel_buffer *buffer;
	int err;

	buffer = kzalloc(sizeof(*buffer), GFP_KERNEL);
	if (!buffer)
		return ERR_PTR(-ENOMEM);
	err = accel_quota_charge(file->quota, PAGE_ALIGN(size));
	if (err) {
		kfree(buffer);
		return ERR_PTR(err);
	}
	kref_init(&buffer->refs);
	mutex_init(&buffer->share_lock);
	INIT_LIST_HEAD(&buffer->shares);
	buffer->ad = file->ad;
	buffer->size = size;
	buffer->flags = flags;
	buffer->file_quota = file->quota;
	return buffer;
}

void accel_buffer_discard(struct accel_buffer *buffer)
{
	accel_quota_return(buffer->file_quota, PAGE_ALIGN(buffer->size));
	kfree(buffer);
}

/* From here on the last reference frees it. */
void accel_buffer_publish(struct accel_buffer *buffer)
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

	if (buffer->flags & ACCEL_BUFFER_SCATTERED)
		return accel_scatter_allocate(buffer);
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
	/* There is an address where there are pages; kernels that watch DMA
	 * want it looked at. */
	WARN_ON(dma_mapping_error(dev, buffer->dma));
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

	buffer = accel_buffer_empty(file, size, flags);
	if (IS_ERR(buffer))
		return buffer;
	err = allocate(buffer);
	if (err) {
		accel_buffer_discard(buffer);
		return ERR_PTR(err);
	}
	accel_buffer_publish(buffer);
	return buffer;
}

int accel_buffer_pieces(const struct accel_buffer *buffer, u64 offset,
			u64 length, accel_visit visit, void *context)
{
	struct scatterlist *piece;
	int i, err;

	if (accel_buffer_is_one_piece(buffer))
		return visit(context, buffer->dma + offset, length);
	for_each_sgtable_dma_sg(buffer->table, piece, i) {
		u64 size = sg_dma_len(piece), part;

		if (offset >= size) {
			offset -= size;
			continue;
		}
		part = min(size - offset, length);
		err = visit(context, sg_dma_address(piece) + offset, part);
		length -= part;
		if (err || !length)
			return err;
		offset = 0;
	}
	return 0;
}

static int sync_for_cpu(void *context, dma_addr_t address, u64 length)
{
	dma_sync_single_for_cpu(context, address, length, DMA_FROM_DEVICE);
	return 0;
}

static int sync_for_device(void *context, dma_addr_t address, u64 length)
{
	dma_sync_single_for_device(context, address, length, DMA_TO_DEVICE);
	return 0;
}

int accel_buffer_sync(struct accel_buffer *buffer, u64 offset, u64 length,
		      u32 direction)
{
	bool for_cpu = direction == ACCEL_SYNC_FOR_CPU;

	if (!for_cpu && direction != ACCEL_SYNC_FOR_DEVICE)
		return -EINVAL;
	if (offset > buffer->size || length > buffer->size - offset)
		return -ERANGE;
	if (length == 0 || buffer->flags & ACCEL_BUFFER_WRITE_COMBINED)
		return 0;
	if (buffer->attachment)
		return accel_import_sync(buffer, for_cpu);
	return accel_buffer_pieces(buffer, offset, length,
				   for_cpu ? sync_for_cpu : sync_for_device,
				   buffer->ad->dev);
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
	/* All map from the start; the offset only said which buffer. */
	vma->vm_pgoff = 0;
	if (buffer->table)
		err = accel_scatter_mmap(buffer, vma);
	else if (buffer->flags & ACCEL_BUFFER_WRITE_COMBINED)
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
