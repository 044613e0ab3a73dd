// SPDX-License-Identifier: BSD-3-Clause OR GPL-2.0
/*
 * For the virtual board only: one piece of memory with the files and calls of
 * u-dma-buf, which is no part of Linux. Its processor and its device see two
 * copies, and only an order to synchronise moves words between them: a guest
 * under emulation has no caches that would show a forgotten one.
 */
#include <linux/cdev.h>
#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/fs.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>

#define SET_SYNC_FOR_CPU _IOW('U', 5, u64)
#define SET_SYNC_FOR_DEVICE _IOW('U', 6, u64)

enum { BOTH_WAYS, TO_DEVICE, FROM_DEVICE };

static unsigned int size = 16 << 20;
module_param(size, uint, 0444);
MODULE_PARM_DESC(size, "bytes of memory");

static bool ioctl = true;
module_param(ioctl, bool, 0444);
MODULE_PARM_DESC(ioctl, "take orders by ioctl, beside files");

static bool deaf;
module_param(deaf, bool, 0444);
MODULE_PARM_DESC(deaf, "take orders, and obey none");

static struct platform_device *parent;
static struct cdev node;
static dev_t number;
static void *cpu, *device;
static dma_addr_t bus;

/* The order: offset, size in 16s, direction, and whether to do it at all. */
static int sync(u64 order, bool for_device)
{
	u64 offset = order >> 32, length = order & 0xfffffff0;
	unsigned int direction = order >> 2 & 3;

	if (!(order & 1) || direction > FROM_DEVICE || offset > size ||
	    length > size - offset)
		return -EINVAL;
	if (deaf)
		return 0;
	if (for_device && direction != FROM_DEVICE)
		memcpy(device + offset, cpu + offset, length);
	else if (!for_device && direction != TO_DEVICE)
		memcpy(cpu + offset, device + offset, length);
	return 0;
}

static ssize_t store(const char *text, size_t count, bool for_device)
{
	u64 order;
	int err = kstrtou64(text, 0, &order);

	if (!err)
		err = sync(order, for_device);
	return err ? err : count;
}

static ssize_t sync_for_cpu_store(struct device *dev,
				  struct device_attribute *attr,
				  const char *text, size_t count)
{
	return store(text, count, false);
}
static DEVICE_ATTR_WO(sync_for_cpu);

static ssize_t sync_for_device_store(struct device *dev,
				     struct device_attribute *attr,
				     const char *text, size_t count)
{
	return store(text, count, true);
}
static DEVICE_ATTR_WO(sync_for_device);

static ssize_t size_show(struct device *dev, struct device_attribute *attr,
			 char *text)
{
	return sysfs_emit(text, "%u\n", size);
}
static DEVICE_ATTR_RO(size);

static ssize_t phys_addr_show(struct device *dev,
			      struct device_attribute *attr, char *text)
{
	return sysfs_emit(text, "%pad\n", &bus);
}
static DEVICE_ATTR_RO(phys_addr);

static ssize_t ioctl_version_show(struct device *dev,
				  struct device_attribute *attr, char *text)
{
	return sysfs_emit(text, "%d\n", ioctl);
}
static DEVICE_ATTR_RO(ioctl_version);

static struct attribute *udmabuf_attrs[] = {
	&dev_attr_sync_for_cpu.attr, &dev_attr_sync_for_device.attr,
	&dev_attr_size.attr,	     &dev_attr_phys_addr.attr,
	&dev_attr_ioctl_version.attr, NULL,
};
ATTRIBUTE_GROUPS(udmabuf);

static struct class udmabuf_class = {
	.name = "u-dma-buf",
	.dev_groups = udmabuf_groups,
};

static long udmabuf_ioctl(struct file *file, unsigned int command,
			  unsigned long argument)
{
	u64 order;

	if (!ioctl ||
	    (command != SET_SYNC_FOR_CPU && command != SET_SYNC_FOR_DEVICE))
		return -ENOTTY;
	if (copy_from_user(&order, (void __user *)argument, sizeof(order)))
		return -EFAULT;
	return sync(order, command == SET_SYNC_FOR_DEVICE);
}

static int udmabuf_mmap(struct file *file, struct vm_area_struct *area)
{
	return remap_vmalloc_range(area, cpu, area->vm_pgoff);
}

static const struct file_operations udmabuf_ops = {
	.owner = THIS_MODULE,
	.unlocked_ioctl = udmabuf_ioctl,
	.mmap = udmabuf_mmap,
};

static int allocate(void)
{
	int err = dma_coerce_mask_and_coherent(&parent->dev, DMA_BIT_MASK(32));

	if (err)
		return err;
	cpu = vmalloc_user(size);
	device = dma_alloc_coherent(&parent->dev, size, &bus, GFP_KERNEL);
	return cpu && device ? 0 : -ENOMEM;
}

static void release(void)
{
	if (device)
		dma_free_coherent(&parent->dev, size, device, bus);
	vfree(cpu);
	platform_device_unregister(parent);
}

static int show(void)
{
	struct device *shown;
	int err = alloc_chrdev_region(&number, 0, 1, "u-dma-buf");

	if (err)
		return err;
	cdev_init(&node, &udmabuf_ops);
	err = cdev_add(&node, number, 1);
	if (err)
		goto no_node;
	err = class_register(&udmabuf_class);
	if (err)
		goto no_class;
	shown = device_create(&udmabuf_class, &parent->dev, number, NULL,
			      "udmabuf0");
	if (!IS_ERR(shown))
		return 0;
	err = PTR_ERR(shown);
	class_unregister(&udmabuf_class);
no_class:
	cdev_del(&node);
no_node:
	unregister_chrdev_region(number, 1);
	return err;
}

static int __init udmabuf_init(void)
{
	int err;

	parent = platform_device_register_simple("accel-udmabuf", -1, NULL, 0);
	if (IS_ERR(parent))
		return PTR_ERR(parent);
	err = allocate();
	if (!err)
		err = show();
	if (err)
		release();
	return err;
}
module_init(udmabuf_init);

static void __exit udmabuf_exit(void)
{
	device_destroy(&udmabuf_class, number);
	class_unregister(&udmabuf_class);
	cdev_del(&node);
	unregister_chrdev_region(number, 1);
	release();
}
module_exit(udmabuf_exit);

MODULE_DESCRIPTION("The virtual board's memory, by u-dma-buf's files");
MODULE_LICENSE("Dual BSD/GPL");
