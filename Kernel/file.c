// SPDX-License-Identifier: BSD-3-Clause OR GPL-2.0
/* An open /dev/accelN: what it holds ends with it. */
#include <linux/capability.h>
#include <linux/module.h>
#include <linux/poll.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "accel.h"

static int open(struct inode *inode, struct file *filp)
{
	struct accel_device *ad =
		container_of(filp->private_data, struct accel_device, misc);
	struct accel_file *file;
	int err = 0;

	file = kzalloc(sizeof(*file), GFP_KERNEL);
	if (!file)
		return -ENOMEM;
	file->quota = kzalloc(sizeof(*file->quota), GFP_KERNEL);
	if (!file->quota) {
		kfree(file);
		return -ENOMEM;
	}
	kref_init(&file->quota->refs);
	file->ad = ad;
	xa_init_flags(&file->handles, XA_FLAGS_ALLOC1);
	xa_init_flags(&file->transfers, XA_FLAGS_ALLOC1);
	init_waitqueue_head(&file->wake);
	mutex_lock(&ad->lock);
	if (ad->gone)
		err = -ENODEV;
	else if (accel_exclusive && ad->opens)
		err = -EBUSY;
	else
		ad->opens++;
	mutex_unlock(&ad->lock);
	if (err) {
		kfree(file->quota);
		kfree(file);
		return err;
	}
	kref_get(&ad->refs);
	filp->private_data = file;
	return 0;
}

/* Transfers first: what they use is freed only then. */
static int release(struct inode *inode, struct file *filp)
{
	struct accel_file *file = filp->private_data;
	struct accel_device *ad = file->ad;
	struct accel_transfer *transfer;
	struct accel_buffer *buffer;
	unsigned long index;
	u32 i;

	for (i = 0; i < ad->engine_count; i++)
		accel_engine_cancel(&ad->engines[i], file);
	xa_for_each(&file->transfers, index, transfer)
		accel_transfer_put(transfer);
	xa_destroy(&file->transfers);
	xa_for_each(&file->handles, index, buffer)
		accel_buffer_put(buffer);
	xa_destroy(&file->handles);
	mutex_lock(&ad->lock);
	ad->opens--;
	mutex_unlock(&ad->lock);
	accel_quota_put(file->quota);
	kfree(file);
	accel_device_put(ad);
	return 0;
}

static int get_info(struct accel_file *file, struct accel_info *info)
{
	memset(info, 0, sizeof(*info));
	info->version = ACCEL_UAPI_VERSION;
	info->features = ACCEL_FEATURE_DMABUF;
	if (file->ad->simulation)
		info->features |= ACCEL_FEATURE_SIMULATED;
	info->windows = file->ad->region_count;
	info->quota = accel_quota_bytes;
	info->used = atomic64_read(&file->quota->used);
	strscpy(info->name, dev_name(file->ad->dev), sizeof(info->name));
	return 0;
}

static int get_window(struct accel_file *file, struct accel_window *window)
{
	const struct accel_region *region;
	u32 index = window->index;

	if (window->pad)
		return -EINVAL;
	if (index >= file->ad->region_count)
		return -ERANGE;
	region = &file->ad->regions[index];
	*window = (struct accel_window){
		.index = index,
		.kind = region->kind,
		.base = region->start,
		.size = region->size,
		.length_width = region->length_width,
		.data_width = region->data_width,
	};
	if (accel_window_maps(file->ad, region))
		window->mmap_offset = (u64)(ACCEL_WINDOW_PAGES + index)
				      << PAGE_SHIFT;
	return 0;
}

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

static int alloc_buffer(struct accel_file *file, struct accel_alloc *ask)
{
	struct accel_buffer *buffer;
	int err;

	if (!ask->size || ask->flags & ~ACCEL_BUFFER_WRITE_COMBINED)
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

static int free_buffer(struct accel_file *file, const struct accel_free *ask)
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

static int sync_buffer(struct accel_file *file, const struct accel_sync *ask)
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

static int export_buffer(struct accel_file *file, struct accel_dmabuf *ask)
{
	struct accel_buffer *buffer = accel_buffer_find(file, ask->handle);
	int err;

	if (!buffer)
		return -ENOENT;
	ask->size = buffer->size;
	err = accel_buffer_export(buffer, &ask->fd);
	accel_buffer_put(buffer);
	return err;
}

static int import_buffer(struct accel_file *file, struct accel_dmabuf *ask)
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

static int get_physical(struct accel_file *file, struct accel_physical *ask)
{
	struct accel_buffer *buffer;

	if (ask->pad)
		return -EINVAL;
	if (!capable(CAP_SYS_RAWIO))
		return -EPERM;
	buffer = accel_buffer_find(file, ask->handle);
	if (!buffer)
		return -ENOENT;
	ask->address = buffer->dma;
	accel_buffer_put(buffer);
	return 0;
}

static int cancel(struct accel_file *file, const struct accel_cancel *ask)
{
	struct accel_device *ad = file->ad;

	if (ask->pad)
		return -EINVAL;
	if (ask->window >= ad->region_count ||
	    ad->regions[ask->window].engine < 0)
		return -ERANGE;
	return accel_engine_cancel(
		&ad->engines[ad->regions[ask->window].engine], file);
}

/* Any call's argument. */
union accel_argument {
	struct accel_info info;
	struct accel_window window;
	struct accel_register reg;
	struct accel_alloc alloc;
	struct accel_free free;
	struct accel_sync sync;
	struct accel_dmabuf dmabuf;
	struct accel_physical physical;
	struct accel_submit submit;
	struct accel_wait wait;
	struct accel_cancel cancel;
};

static int call(struct accel_file *file, unsigned int command,
		union accel_argument *argument)
{
	switch (command) {
	case ACCEL_IOC_INFO:
		return get_info(file, &argument->info);
	case ACCEL_IOC_WINDOW:
		return get_window(file, &argument->window);
	case ACCEL_IOC_READ:
		return accel_register_read(file->ad, &argument->reg);
	case ACCEL_IOC_WRITE:
		return accel_register_write(file->ad, &argument->reg);
	case ACCEL_IOC_ALLOC:
		return alloc_buffer(file, &argument->alloc);
	case ACCEL_IOC_FREE:
		return free_buffer(file, &argument->free);
	case ACCEL_IOC_SYNC:
		return sync_buffer(file, &argument->sync);
	case ACCEL_IOC_EXPORT:
		return export_buffer(file, &argument->dmabuf);
	case ACCEL_IOC_IMPORT:
		return import_buffer(file, &argument->dmabuf);
	case ACCEL_IOC_PHYSICAL:
		return get_physical(file, &argument->physical);
	case ACCEL_IOC_SUBMIT:
		return accel_transfer_submit(file, &argument->submit);
	case ACCEL_IOC_WAIT:
		return accel_transfer_wait(file, &argument->wait);
	case ACCEL_IOC_CANCEL:
		return cancel(file, &argument->cancel);
	default:
		return -ENOTTY;
	}
}

/* Undo what cannot be told to the caller. */
static void forget(struct accel_file *file, unsigned int command,
		   const union accel_argument *argument)
{
	struct accel_buffer *buffer = NULL;

	if (command == ACCEL_IOC_ALLOC)
		buffer = xa_erase(&file->handles, argument->alloc.handle);
	else if (command == ACCEL_IOC_IMPORT)
		buffer = xa_erase(&file->handles, argument->dmabuf.handle);
	accel_buffer_put(buffer);
}

static long ioctl(struct file *filp, unsigned int command, unsigned long arg)
{
	struct accel_file *file = filp->private_data;
	void __user *user = (void __user *)arg;
	union accel_argument argument;
	size_t size = _IOC_SIZE(command);
	int err;

	if (_IOC_TYPE(command) != ACCEL_IOC_MAGIC || size > sizeof(argument))
		return -ENOTTY;
	if (READ_ONCE(file->ad->gone))
		return -ENODEV;
	memset(&argument, 0, sizeof(argument));
	if (_IOC_DIR(command) & _IOC_WRITE &&
	    copy_from_user(&argument, user, size))
		return -EFAULT;
	err = call(file, command, &argument);
	/* How a transfer failed is for the caller to see. */
	if ((err && command != ACCEL_IOC_WAIT) ||
	    !(_IOC_DIR(command) & _IOC_READ))
		return err;
	if (copy_to_user(user, &argument, size)) {
		forget(file, command, &argument);
		return -EFAULT;
	}
	return err;
}

static __poll_t poll(struct file *filp, poll_table *table)
{
	struct accel_file *file = filp->private_data;
	struct accel_transfer *transfer;
	unsigned long index;
	__poll_t ready = 0;

	poll_wait(filp, &file->wake, table);
	if (READ_ONCE(file->ad->gone))
		return EPOLLERR | EPOLLHUP;
	xa_lock(&file->transfers);
	xa_for_each(&file->transfers, index, transfer)
		if (smp_load_acquire(&transfer->state) == ACCEL_ENDED)
			ready = EPOLLIN | EPOLLRDNORM;
	xa_unlock(&file->transfers);
	return ready;
}

static int mmap(struct file *filp, struct vm_area_struct *vma)
{
	struct accel_file *file = filp->private_data;
	struct accel_buffer *buffer;
	int err;

	if (READ_ONCE(file->ad->gone))
		return -ENODEV;
	if (!(vma->vm_flags & VM_SHARED))
		return -EINVAL;
	if (vma->vm_pgoff >= ACCEL_WINDOW_PAGES)
		return accel_window_mmap(
			file->ad, vma->vm_pgoff - ACCEL_WINDOW_PAGES, vma);
	buffer = accel_buffer_find(file, vma->vm_pgoff);
	if (!buffer)
		return -EINVAL;
	err = accel_buffer_mmap(buffer, vma);
	accel_buffer_put(buffer);
	return err;
}

const struct file_operations accel_file_operations = {
	.owner = THIS_MODULE,
	.open = open,
	.release = release,
	.unlocked_ioctl = ioctl,
	.compat_ioctl = compat_ptr_ioctl,
	.poll = poll,
	.mmap = mmap,
};
