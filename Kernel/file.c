// SPDX-License-Identifier: BSD-3-Clause OR GPL-2.0
/* An open /dev/accelN: what it holds ends with it. */
#include <linux/dma-buf.h>
#include <linux/file.h>
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
	file->mapping = filp->f_mapping;
	xa_init_flags(&file->handles, XA_FLAGS_ALLOC1);
	xa_init_flags(&file->transfers, XA_FLAGS_ALLOC1);
	init_waitqueue_head(&file->wake);
	mutex_lock(&ad->lock);
	if (ad->gone)
		err = -ENODEV;
	else if (accel_exclusive && ad->opens)
		err = -EBUSY;
	else if (!ad->opens++)
		accel_look_for_design(ad);
	if (!err)
		list_add(&file->link, &ad->files);
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
	list_del(&file->link);
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
	info->features = ACCEL_FEATURE_DMABUF | ACCEL_FEATURE_SCATTER_GATHER;
	if (file->ad->simulation)
		info->features |= ACCEL_FEATURE_SIMULATED;
	if (accel_can_program(file->ad))
		info->features |= ACCEL_FEATURE_PROGRAM;
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
	struct accel_program program;
};

static int call(struct accel_file *file, unsigned int command,
		union accel_argument *argument, struct dma_buf **exported)
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
		return accel_call_alloc(file, &argument->alloc);
	case ACCEL_IOC_FREE:
		return accel_call_free(file, &argument->free);
	case ACCEL_IOC_SYNC:
		return accel_call_sync(file, &argument->sync);
	case ACCEL_IOC_EXPORT:
		return accel_call_export(file, &argument->dmabuf, exported);
	case ACCEL_IOC_IMPORT:
		return accel_call_import(file, &argument->dmabuf);
	case ACCEL_IOC_PHYSICAL:
		return accel_call_physical(file, &argument->physical);
	case ACCEL_IOC_SUBMIT:
		return accel_transfer_submit(file, &argument->submit);
	case ACCEL_IOC_WAIT:
		return accel_transfer_wait(file, &argument->wait);
	case ACCEL_IOC_CANCEL:
		return cancel(file, &argument->cancel);
	case ACCEL_IOC_PROGRAM:
		return accel_program(file->ad, &argument->program);
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
	else if (command == ACCEL_IOC_SUBMIT)
		accel_transfer_forget(file, argument->submit.transfer);
	accel_buffer_put(buffer);
}

static void forget_export(int fd, struct dma_buf *dmabuf)
{
	put_unused_fd(fd);
	dma_buf_put(dmabuf);
}

static long ioctl(struct file *filp, unsigned int command, unsigned long arg)
{
	struct accel_file *file = filp->private_data;
	void __user *user = (void __user *)arg;
	struct dma_buf *exported = NULL;
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
	err = call(file, command, &argument, &exported);
	/* How a transfer failed is for the caller to see. */
	if ((err && command != ACCEL_IOC_WAIT) ||
	    !(_IOC_DIR(command) & _IOC_READ))
		return err;
	if (copy_to_user(user, &argument, size)) {
		if (exported)
			forget_export(argument.dmabuf.fd, exported);
		forget(file, command, &argument);
		return -EFAULT;
	}
	if (exported)
		fd_install(argument.dmabuf.fd, exported->file);
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
