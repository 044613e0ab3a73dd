// SPDX-License-Identifier: BSD-3-Clause OR GPL-2.0
/* Transfers as a file asks for them. */
#include <linux/sched/signal.h>
#include <linux/slab.h>

#include "accel.h"

static void destroy(struct kref *refs)
{
	struct accel_transfer *transfer =
		container_of(refs, struct accel_transfer, refs);

	accel_gather_free(transfer, &transfer->tx);
	accel_gather_free(transfer, &transfer->rx);
	accel_quota_put(transfer->quota);
	accel_buffer_put(transfer->tx.buffer);
	accel_buffer_put(transfer->rx.buffer);
	kfree(transfer);
}

void accel_transfer_put(struct accel_transfer *transfer)
{
	kref_put(&transfer->refs, destroy);
}

static int prepare_direct(struct accel_side *side, u64 offset, u64 length,
			  const struct accel_region *region)
{
	const struct accel_buffer *buffer = side->buffer;

	if (!accel_buffer_is_one_piece(buffer) ||
	    buffer->dma & (region->data_width - 1))
		return -EINVAL;
	if (length > (1ull << region->length_width) - 1)
		return -EMSGSIZE;
	if (offset > buffer->size || length > buffer->size - offset ||
	    buffer->dma + offset + length > 1ull << 32)
		return -ERANGE;
	side->address = lower_32_bits(buffer->dma + offset);
	side->length = length;
	return 0;
}

static int prepare_gathering(struct accel_transfer *transfer,
			     struct accel_side *side, u64 offset, u64 length)
{
	if (length > SZ_2G)
		return -EMSGSIZE;
	if (offset > side->buffer->size ||
	    length > side->buffer->size - offset)
		return -ERANGE;
	side->gathers = true;
	side->offset = offset;
	side->length = length;
	return accel_gather_prepare(transfer, side);
}

/* Take a side over, with a reference to its buffer; 0 leaves it out. */
static int set_side(struct accel_transfer *transfer, struct accel_side *side,
		    u32 handle, u64 offset, u64 length)
{
	struct accel_engine *engine = transfer->engine;
	const struct accel_region *region =
		&engine->ad->regions[engine->window];

	side->done = !handle;
	if (!handle)
		return 0;
	side->buffer = accel_buffer_find(transfer->file, handle);
	if (!side->buffer)
		return -ENOENT;
	if (!length || (length | offset) & (region->data_width - 1))
		return -EINVAL;
	if (accel_engine_gathers(engine))
		return prepare_gathering(transfer, side, offset, length);
	return prepare_direct(side, offset, length, region);
}

static int fill(struct accel_transfer *transfer,
		const struct accel_submit *ask)
{
	int err;

	err = set_side(transfer, &transfer->tx, ask->tx, ask->tx_offset,
		       ask->tx_length);
	if (err)
		return err;
	return set_side(transfer, &transfer->rx, ask->rx, ask->rx_offset,
			ask->rx_length);
}

/* Give it a number by which the file knows it. */
static int number(struct accel_file *file, struct accel_transfer *transfer,
		  u64 *id)
{
	u32 index;
	int err;

	err = xa_alloc(&file->transfers, &index, transfer, xa_limit_31b,
		       GFP_KERNEL);
	if (err)
		return err;
	*id = index;
	return 0;
}

static int enqueue(struct accel_transfer *transfer)
{
	struct accel_engine *engine = transfer->engine;

	mutex_lock(&engine->lock);
	if (engine->gone) {
		mutex_unlock(&engine->lock);
		return -ENODEV;
	}
	kref_get(&transfer->refs);
	list_add_tail(&transfer->link, &engine->queue);
	accel_engine_start(engine);
	mutex_unlock(&engine->lock);
	return 0;
}

int accel_transfer_submit(struct accel_file *file, struct accel_submit *ask)
{
	struct accel_device *ad = file->ad;
	struct accel_transfer *transfer;
	int err;

	if (ask->flags || (!ask->tx && !ask->rx) || ask->tx == ask->rx)
		return -EINVAL;
	if (ask->window >= ad->region_count ||
	    ad->regions[ask->window].engine < 0)
		return -ERANGE;
	if (atomic_inc_return(&file->transfer_count) > ACCEL_MAX_TRANSFERS) {
		err = -EAGAIN;
		goto err_count;
	}
	transfer = kzalloc(sizeof(*transfer), GFP_KERNEL);
	if (!transfer) {
		err = -ENOMEM;
		goto err_count;
	}
	kref_init(&transfer->refs);
	INIT_LIST_HEAD(&transfer->link);
	transfer->engine = &ad->engines[ad->regions[ask->window].engine];
	transfer->file = file;
	transfer->quota = file->quota;
	kref_get(&file->quota->refs);
	err = fill(transfer, ask);
	if (!err)
		err = number(file, transfer, &ask->transfer);
	if (err)
		goto err_put;
	err = enqueue(transfer);
	if (err && xa_erase(&file->transfers, ask->transfer))
		goto err_put;
	return err;

err_put:
	accel_transfer_put(transfer);
err_count:
	atomic_dec(&file->transfer_count);
	return err;
}

static bool has_ended(const struct accel_transfer *transfer)
{
	return smp_load_acquire(&transfer->state) == ACCEL_ENDED;
}

/* Sleep until it has ended; a lost interrupt is found at the deadline, or
 * by the engine's watch. */
static int sleep(struct accel_file *file, struct accel_transfer *transfer,
		 u64 deadline)
{
	u64 now = ktime_get_ns();
	long left = 0;

	if (deadline > now)
		left = min_t(u64, nsecs_to_jiffies64(deadline - now) + 1,
			     MAX_SCHEDULE_TIMEOUT - 1);
	if (left > 0)
		left = wait_event_interruptible_timeout(
			file->wake, has_ended(transfer), left);
	if (left < 0)
		return left;
	if (has_ended(transfer))
		return 0;
	mutex_lock(&transfer->engine->lock);
	if (transfer->state == ACCEL_RUNNING)
		accel_engine_look(transfer->engine, false);
	mutex_unlock(&transfer->engine->lock);
	return has_ended(transfer) ? 0 : -ETIMEDOUT;
}

static struct accel_transfer *find(struct accel_file *file, u64 id)
{
	struct accel_transfer *transfer = NULL;

	if (id > U32_MAX)
		return NULL;
	xa_lock(&file->transfers);
	transfer = xa_load(&file->transfers, id);
	if (transfer)
		kref_get(&transfer->refs);
	xa_unlock(&file->transfers);
	return transfer;
}

void accel_transfer_forget(struct accel_file *file, u64 id)
{
	struct accel_transfer *transfer = xa_erase(&file->transfers, id);

	if (!transfer)
		return;
	accel_engine_end(transfer);
	atomic_dec(&file->transfer_count);
	accel_transfer_put(transfer);
}

int accel_transfer_wait(struct accel_file *file, struct accel_wait *ask)
{
	struct accel_transfer *transfer;
	int err;

	if (ask->flags)
		return -EINVAL;
	transfer = find(file, ask->transfer);
	if (!transfer)
		return -ENOENT;
	err = sleep(file, transfer, ask->deadline);
	if (err)
		goto out;
	/* Of two who wait for the same, one gets it. */
	if (xa_cmpxchg(&file->transfers, ask->transfer, transfer, NULL,
		       GFP_KERNEL) != transfer) {
		err = -ENOENT;
		goto out;
	}
	atomic_dec(&file->transfer_count);
	err = transfer->result;
	ask->flags = ACCEL_WAIT_ENDED;
	if (transfer->interrupt_lost)
		ask->flags |= ACCEL_WAIT_INTERRUPT_LOST;
	ask->mm2s_sr = transfer->mm2s_sr;
	ask->s2mm_sr = transfer->s2mm_sr;
	ask->received = transfer->received;
	ask->elapsed = ktime_to_ns(
		ktime_sub(transfer->ended, transfer->started));
	accel_transfer_put(transfer);
out:
	accel_transfer_put(transfer);
	return err;
}
