// SPDX-License-Identifier: BSD-3-Clause
#include <errno.h>

#include "include/axis_switch_regs.h"
#include "include/slcr_regs.h"
#include "internal.h"

/* Read back this often while the reset is low: a microsecond or more. */
#define RESET_HOLD_READS 16

static bool anything_runs(const cdrv_device *device)
{
	uint32_t i;

	for (i = 0; i < device->board.region_count; i++)
		if (device->exchanges[i].running)
			return true;
	return false;
}

static int pulse_reset(cdrv_device *device, uint32_t slcr)
{
	uint32_t control, value;
	int i, err, release_err;

	err = cdrv_locked_read32(device, slcr, SLCR_FPGA_RST_CTRL, &control);
	if (err)
		return err;
	err = cdrv_locked_write32(device, slcr, SLCR_FPGA_RST_CTRL,
				  control | SLCR_FPGA0_OUT_RST);
	for (i = 0; i < RESET_HOLD_READS && !err; i++)
		err = cdrv_locked_read32(device, slcr, SLCR_FPGA_RST_CTRL,
					 &value);
	/* Let go of it whatever happened. */
	release_err = cdrv_locked_write32(device, slcr, SLCR_FPGA_RST_CTRL,
					  control & ~SLCR_FPGA0_OUT_RST);
	return err ? err : release_err;
}

int cdrv_fabric_reset(cdrv_device *device)
{
	uint32_t slcr, i;
	int err, lock_err;

	if (cdrv_window_find(device, CDRV_REGION_SLCR, 0, &slcr))
		return -ENOTSUP;
	pthread_mutex_lock(&device->lock);
	if (anything_runs(device)) {
		err = -EBUSY;
		goto out;
	}
	device->stats.resets++;
	for (i = 0; i < device->board.region_count; i++)
		device->started[i] = false;
	err = cdrv_locked_write32(device, slcr, SLCR_UNLOCK, SLCR_UNLOCK_KEY);
	if (err)
		goto out;
	err = pulse_reset(device, slcr);
	lock_err = cdrv_locked_write32(device, slcr, SLCR_LOCK, SLCR_LOCK_KEY);
	if (!err)
		err = lock_err;
out:
	pthread_mutex_unlock(&device->lock);
	return err;
}

static int write_mux(cdrv_device *device, uint32_t window, uint32_t mi,
		     uint32_t value)
{
	/* PG085: at most 16 master interfaces. */
	if (!cdrv_window_is(device, window, CDRV_REGION_AXIS_SWITCH) ||
	    mi >= 16)
		return -ERANGE;
	return cdrv_window_write32(device, window, AXIS_SWITCH_MI_MUX(mi),
				   value);
}

int cdrv_switch_route(cdrv_device *device, uint32_t window, uint32_t mi,
		      uint32_t si)
{
	return write_mux(device, window, mi, si);
}

int cdrv_switch_off(cdrv_device *device, uint32_t window, uint32_t mi)
{
	return write_mux(device, window, mi, AXIS_SWITCH_MI_OFF);
}

int cdrv_switch_commit(cdrv_device *device, uint32_t window)
{
	if (!cdrv_window_is(device, window, CDRV_REGION_AXIS_SWITCH))
		return -ERANGE;
	return cdrv_window_write32(device, window, AXIS_SWITCH_CONTROL,
				   AXIS_SWITCH_CONTROL_COMMIT);
}
