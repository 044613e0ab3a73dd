// SPDX-License-Identifier: BSD-3-Clause OR GPL-2.0
/* Register windows: bounded, and with what could harm others left out. */
#include <linux/delay.h>
#include <linux/io.h>
#include <linux/mm.h>

#include "../Sources/CDriver/include/slcr_regs.h"
#include "accel.h"

u32 accel_read32(struct accel_device *ad, u32 region, u32 offset)
{
	if (ad->simulation)
		return accel_simulation_read(ad->simulation, offset);
	return readl(ad->regions[region].base + offset);
}

void accel_write32(struct accel_device *ad, u32 region, u32 offset, u32 value)
{
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

/* A whole pulse: while a reset is low, an access to the fabric would hang the
 * processor. The engines forget everything, so none may run. */
static int reset_fabric(struct accel_device *ad, u32 window, u32 value)
{
	int err = 0;
	u32 i;

	if (value & ~0xfu)
		return -EINVAL;
	for (i = 0; i < ad->engine_count; i++)
		mutex_lock_nested(&ad->engines[i].lock, i);
	mutex_lock(&ad->lock);
	if (ad->gone)
		err = -ENODEV;
	for (i = 0; i < ad->engine_count && !err; i++)
		if (accel_engine_running(&ad->engines[i]))
			err = -EBUSY;
	if (!err && value) {
		pulse(ad, window, value);
		for (i = 0; i < ad->engine_count; i++)
			ad->engines[i].started = false;
	}
	mutex_unlock(&ad->lock);
	for (i = ad->engine_count; i-- > 0;)
		mutex_unlock(&ad->engines[i].lock);
	return err;
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

int accel_window_mmap(struct accel_device *ad, u32 index,
		      struct vm_area_struct *vma)
{
	const struct accel_region *region;

	if (index >= ad->region_count)
		return -EINVAL;
	region = &ad->regions[index];
	if (!accel_window_maps(ad, region))
		return -EPERM;
	/* The offset only said which window. */
	vma->vm_pgoff = 0;
	vma->vm_page_prot = pgprot_noncached(vma->vm_page_prot);
	return vm_iomap_memory(vma, region->start, region->size);
}
