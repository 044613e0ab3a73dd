// SPDX-License-Identifier: BSD-3-Clause OR GPL-2.0
/* A look at what runs, now and then, whoever waits for it or not. */
#include <linux/module.h>

#include "accel.h"

static uint hold = 10 * MSEC_PER_SEC;
module_param(hold, uint, 0644);
MODULE_PARM_DESC(hold, "ms that a transfer may run while another file waits");

/* Interrupts get lost; nobody is to wait for one longer than this. */
#define INTERVAL (HZ / 2)

void accel_engine_watch(struct accel_engine *engine)
{
	schedule_delayed_work(&engine->watch, INTERVAL);
}

static bool others_wait(struct accel_engine *engine, struct accel_file *file)
{
	struct accel_transfer *transfer;

	list_for_each_entry(transfer, &engine->queue, link)
		if (transfer->file != file)
			return true;
	return false;
}

/* A receive without a packet would keep everybody else out for ever. */
static void end_if_it_holds(struct accel_engine *engine)
{
	struct accel_transfer *transfer = accel_engine_running(engine);

	if (!transfer || !READ_ONCE(hold) ||
	    ktime_ms_delta(ktime_get(), transfer->started) < READ_ONCE(hold) ||
	    !others_wait(engine, transfer->file))
		return;
	accel_engine_fail(transfer, -ECANCELED);
	accel_engine_start(engine);
}

void accel_engine_watches(struct work_struct *work)
{
	struct accel_engine *engine = container_of(
		to_delayed_work(work), struct accel_engine, watch);

	mutex_lock(&engine->lock);
	if (accel_engine_running(engine))
		accel_engine_look(engine, false);
	end_if_it_holds(engine);
	if (accel_engine_running(engine))
		accel_engine_watch(engine);
	mutex_unlock(&engine->lock);
}
