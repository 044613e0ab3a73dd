// SPDX-License-Identifier: BSD-3-Clause OR GPL-2.0
/* Register windows: bounded, and with what could harm others left out. */
#include <linux/delay.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/version.h>

#include "../Sources/CDriver/axi_dma_seq.h"
#include "../Sources/CDriver/include/slcr_regs.h"
#include "accel.h"

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 3, 0)
#define vm_flags_set(vma, flags) ((vma)->vm_flags |= (flags))
#endif

/* Where no design answers, the bus would hang. */
static bool answers(const struct accel_device *ad, u32 region)
{
	return !READ_ONCE(ad->blank) ||
	       ad->regions[region].kind == ACCEL_WINDOW_SLCR;
}

u32 accel_read32(struct accel_device *ad, u32 region, u32 offset)
{
	if (!answers(ad, region))
		return AXI_DMA_NOT_THERE;
	if (ad->simulation)
		return accel_simulation_read(ad->simulation, offset);
	return readl(ad->regions[region].base + offset);
}

void accel_write32(struct accel_device *ad, u32 region, u32 offset, u32 value)
{
	if (!answers(ad, region))
		return;
	if (ad->simulation)
		accel_simulation_write(ad->simulation, offset, value);
	else
		writel(value, ad->regions[region].base + offset);
}

static int check(const struct accel_device *ad,
		 const struct accel_register *ask)
{
	const struct accel_region *region;

	if (ask->pad)
		return -EINVAL;
	if (ask->window >= ad->region_count)
		return -ERANGE;
	region = &ad->regions[ask->window];
	if (ask->offset >= region->size)
		return -ERANGE;
	return ask->offset % 4 ? -EINVAL : 0;
}

static bool is_slcr_register(u32 offset)
{
	return offset == SLCR_LOCK || offset == SLCR_UNLOCK ||
	       offset == SLCR_FPGA_RST_CTRL;
}

int accel_register_read(struct accel_device *ad, struct accel_register *ask)
{
	int err = check(ad, ask);

	if (err)
		return err;
	if (ad->regions[ask->window].kind == ACCEL_WINDOW_SLCR &&
	    !is_slcr_register(ask->offset))
		return -EPERM;
	mutex_lock(&ad->lock);
	if (ad->gone)
		err = -ENODEV;
	else
		ask->value = accel_read32(ad, ask->window, ask->offset);
	mutex_unlock(&ad->lock);
	return err;
}

/* Once the device is gone, nothing answers there. */
static int write_present(struct accel_device *ad,
			 const struct accel_register *ask)
{
	int err = 0;

	mutex_lock(&ad->lock);
	if (ad->gone)
		err = -ENODEV;
	else
		accel_write32(ad, ask->window, ask->offset, ask->value);
	mutex_unlock(&ad->lock);
	return err;
}

/* Held for longer than any clock of the fabric needs. */
#define RESET_US 10

/* The kernel keeps SLCR unlocked, and writes to it that come late are lost
 * where somebody locks it. */
static void pulse(struct accel_device *ad, u32 window, u32 value)
{
	accel_write32(ad, window, SLCR_UNLOCK, SLCR_UNLOCK_KEY);
	accel_write32(ad, window, SLCR_FPGA_RST_CTRL, value);
	udelay(RESET_US);
	accel_write32(ad, window, SLCR_FPGA_RST_CTRL, 0);
	/* Posted writes have arrived before anybody goes on. */
	accel_read32(ad, window, SLCR_FPGA_RST_CTRL);
}

int accel_fabric_lock(struct accel_device *ad)
{
	int err = 0;
	u32 i;

	for (i = 0; i < ad->engine_count; i++)
		mutex_lock_nested(&ad->engines[i].lock, i);
	mutex_lock(&ad->lock);
	if (ad->gone)
		err = -ENODEV;
	for (i = 0; i < ad->engine_count && !err; i++)
		if (accel_engine_running(&ad->engines[i]))
			err = -EBUSY;
	if (err)
		accel_fabric_unlock(ad, false);
	return err;
}

void accel_fabric_unlock(struct accel_device *ad, bool changed)
{
	u32 i;

	mutex_unlock(&ad->lock);
	for (i = ad->engine_count; i-- > 0;) {
		if (changed)
			ad->engines[i].started = false;
		mutex_unlock(&ad->engines[i].lock);
	}
}

/* A whole pulse: while a reset is low, an access to the fabric would hang the
 * processor. The engines forget everything, so none may run. */
static int reset_fabric(struct accel_device *ad, u32 window, u32 value)
{
	int err;

	if (value & ~0xfu)
		return -EINVAL;
	err = accel_fabric_lock(ad);
	if (err)
		return err;
	if (value)
		pulse(ad, window, value);
	accel_fabric_unlock(ad, value);
	return 0;
}

int accel_register_write(struct accel_device *ad, struct accel_register *ask)
{
	int err = check(ad, ask);

	if (err)
		return err;
	switch (ad->regions[ask->window].kind) {
	case ACCEL_WINDOW_DMA:
		return -EPERM;
	case ACCEL_WINDOW_SLCR:
		if (!is_slcr_register(ask->offset))
			return -EPERM;
		if (ask->offset != SLCR_FPGA_RST_CTRL)
			return 0;
		return reset_fabric(ad, ask->window, ask->value);
	case ACCEL_WINDOW_SWITCH:
	case ACCEL_WINDOW_CORE:
		break;
	}
	return write_present(ad, ask);
}

/* Whole pages only: what else lies in one is not the user's. */
bool accel_window_maps(const struct accel_device *ad,
		       const struct accel_region *region)
{
	return region->kind == ACCEL_WINDOW_CORE && !ad->simulation &&
	       PAGE_ALIGNED(region->start) && PAGE_ALIGNED(region->size);
}

/* Each page is asked for, so that all can be taken away and come back. */
static vm_fault_t fault(struct vm_fault *vmf)
{
	struct vm_area_struct *vma = vmf->vma;
	struct accel_file *file = vma->vm_file->private_data;
	const struct accel_region *region = vma->vm_private_data;
	struct accel_device *ad = file->ad;
	pgoff_t page = vmf->pgoff - ACCEL_WINDOW_PAGES -
		       (region - ad->regions);
	vm_fault_t result = VM_FAULT_SIGBUS;

	mutex_lock(&ad->lock);
	if (!ad->gone && !ad->blank)
		result = vmf_insert_pfn(vma, vmf->address,
					PHYS_PFN(region->start) + page);
	mutex_unlock(&ad->lock);
	return result;
}

static const struct vm_operations_struct window_operations = {
	.fault = fault,
};

int accel_window_mmap(struct accel_device *ad, u32 index,
		      struct vm_area_struct *vma)
{
	struct accel_region *region;

	if (index >= ad->region_count)
		return -EINVAL;
	region = &ad->regions[index];
	if (!accel_window_maps(ad, region))
		return -EPERM;
	if (vma->vm_end - vma->vm_start > region->size)
		return -EINVAL;
	vma->vm_page_prot = pgprot_noncached(vma->vm_page_prot);
	vm_flags_set(vma, VM_IO | VM_PFNMAP | VM_DONTEXPAND | VM_DONTDUMP);
	vma->vm_private_data = region;
	vma->vm_ops = &window_operations;
	return 0;
}

void accel_windows_unmap(struct accel_device *ad)
{
	struct accel_file *file;

	list_for_each_entry(file, &ad->files, link)
		unmap_mapping_range(file->mapping,
				    (loff_t)ACCEL_WINDOW_PAGES << PAGE_SHIFT,
				    0, true);
}
