// SPDX-License-Identifier: BSD-3-Clause OR GPL-2.0
/* An AXI DMA in direct mode: one transfer at a time, the others queue. */
#include <linux/interrupt.h>
#include <linux/slab.h>

#include "../Sources/CDriver/axi_dma_seq.h"
#include "accel.h"

static int io_read(void *context, u32 offset, u32 *value)
{
	struct accel_engine *engine = context;

	*value = accel_read32(engine->ad, engine->window, offset);
	return 0;
}

static int io_write(void *context, u32 offset, u32 value)
{
	struct accel_engine *engine = context;

	accel_write32(engine->ad, engine->window, offset, value);
	return 0;
}

struct axi_dma_io accel_engine_io(struct accel_engine *engine)
{
	return (struct axi_dma_io){ engine, io_read, io_write };
}

static struct accel_transfer *running(struct accel_engine *engine)
{
	struct accel_transfer *first = list_first_entry_or_null(
		&engine->queue, struct accel_transfer, link);

	return first && first->state == ACCEL_RUNNING ? first : NULL;
}

bool accel_engine_runs(struct accel_engine *engine)
{
	return running(engine);
}

bool accel_engine_busy(struct accel_engine *engine)
{
	bool busy;

	mutex_lock(&engine->lock);
	busy = accel_engine_runs(engine);
	mutex_unlock(&engine->lock);
	return busy;
}

static void free_lost(struct accel_engine *engine)
{
	struct accel_transfer *transfer, *next;

	list_for_each_entry_safe(transfer, next, &engine->lost, link) {
		list_del_init(&transfer->link);
		accel_transfer_put(transfer);
	}
}

/* Where the fabric is gone, no engine is left that could write. */
static int reset(struct accel_engine *engine)
{
	struct axi_dma_io io = accel_engine_io(engine);
	int err = engine->gone ? -ENODEV : axi_dma_reset(&io);

	engine->started = !err;
	engine->polled = true;
	if (!err || err == -ENODEV)
		free_lost(engine);
	return err;
}

/* Out of the queue, with its result; the queue's reference goes to @lost
 * where the engine may still write. */
static void end(struct accel_transfer *transfer, int result, bool is_lost)
{
	struct accel_engine *engine = transfer->engine;

	transfer->ended = ktime_get();
	transfer->result = result;
	/* What a waiter reads is there before it sees the end. */
	smp_store_release(&transfer->state, ACCEL_ENDED);
	if (transfer->file)
		wake_up_all(&transfer->file->wake);
	if (is_lost) {
		list_move(&transfer->link, &engine->lost);
		return;
	}
	list_del_init(&transfer->link);
	accel_transfer_put(transfer);
}

/* End the running transfer after a failure, and make the engine usable. */
static int fail(struct accel_transfer *transfer, int result)
{
	int err = reset(transfer->engine);

	end(transfer, result, transfer->touched && err && err != -ENODEV);
	return err;
}

static int start_sides(struct accel_transfer *transfer)
{
	struct axi_dma_io io = accel_engine_io(transfer->engine);
	int err;

	transfer->touched = true;
	/* Armed first: a reply must never find the receiver halted. */
	if (transfer->rx.buffer) {
		err = axi_dma_transfer(&io, AXI_DMA_S2MM, transfer->rx.address,
				       transfer->rx.length);
		if (err)
			return err;
	}
	if (!transfer->tx.buffer)
		return 0;
	return axi_dma_transfer(&io, AXI_DMA_MM2S, transfer->tx.address,
				transfer->tx.length);
}

static int start(struct accel_transfer *transfer)
{
	struct accel_engine *engine = transfer->engine;
	int err = engine->started ? start_sides(transfer) : -EIO;

	if (err != -EIO)
		return err;
	/* Halted before it began, which was none of its doing. */
	err = reset(engine);
	return err ? err : start_sides(transfer);
}

void accel_engine_start(struct accel_engine *engine)
{
	struct accel_transfer *transfer, *next;
	int err;

	while (!running(engine) && !list_empty(&engine->queue)) {
		transfer = list_first_entry(&engine->queue,
					    struct accel_transfer, link);
		transfer->state = ACCEL_RUNNING;
		transfer->started = ktime_get();
		err = start(transfer);
		if (!err || fail(transfer, err) != -ETIMEDOUT)
			continue;
		/* Nor will it react to the others. */
		list_for_each_entry_safe(transfer, next, &engine->queue, link)
			end(transfer, -ETIMEDOUT, false);
	}
}

static int take_reply(struct accel_transfer *transfer)
{
	struct accel_engine *engine = transfer->engine;
	u32 length = accel_read32(engine->ad, engine->window,
				  AXI_DMA_S2MM + AXI_DMA_LENGTH);

	if (length > transfer->rx.length)
		return length == AXI_DMA_NOT_THERE ? -ENODEV : -EIO;
	transfer->received = length;
	return 0;
}

/* Returns 0, and whether the side is done, or what went wrong. */
static int take_side(struct accel_side *side, u32 status)
{
	switch (axi_dma_decode(status)) {
	case AXI_DMA_ABSENT:
		return -ENODEV;
	case AXI_DMA_ERROR:
	case AXI_DMA_STOPPED:
		return -EIO;
	case AXI_DMA_DONE:
		side->done = true;
		break;
	case AXI_DMA_RUNNING:
		break;
	}
	return 0;
}

static int take(struct accel_transfer *transfer, u32 mm2s, u32 s2mm)
{
	bool had_reply = transfer->rx.done;
	int err;

	/* What was acknowledged earlier belongs to the end's picture. */
	transfer->mm2s_sr = mm2s | (transfer->tx.done ? AXI_DMA_SR_IOC_IRQ : 0);
	transfer->s2mm_sr = s2mm | (had_reply ? AXI_DMA_SR_IOC_IRQ : 0);
	err = take_side(&transfer->tx, mm2s);
	if (!err)
		err = take_side(&transfer->rx, s2mm);
	if (!err && transfer->rx.buffer && transfer->rx.done && !had_reply)
		err = take_reply(transfer);
	return err;
}

static void acknowledge(struct accel_engine *engine, u32 channel, u32 status)
{
	if (status != AXI_DMA_NOT_THERE && status & AXI_DMA_SR_IRQS)
		accel_write32(engine->ad, engine->window, channel + AXI_DMA_SR,
			      status & AXI_DMA_SR_IRQS);
}

bool accel_engine_look(struct accel_engine *engine, bool by_irq)
{
	struct accel_transfer *transfer = running(engine);
	u32 mm2s, s2mm;
	bool seen;
	int err;

	if (engine->gone)
		return false;
	mm2s = accel_read32(engine->ad, engine->window,
			    AXI_DMA_MM2S + AXI_DMA_SR);
	s2mm = accel_read32(engine->ad, engine->window,
			    AXI_DMA_S2MM + AXI_DMA_SR);
	seen = mm2s != AXI_DMA_NOT_THERE && (mm2s | s2mm) & AXI_DMA_SR_IRQS;
	engine->polled |= seen && !by_irq;
	err = transfer ? take(transfer, mm2s, s2mm) : 0;
	acknowledge(engine, AXI_DMA_MM2S, mm2s);
	acknowledge(engine, AXI_DMA_S2MM, s2mm);
	if (err) {
		fail(transfer, err);
	} else if (transfer && transfer->tx.done && transfer->rx.done) {
		transfer->interrupt_lost = !by_irq;
		end(transfer, 0, false);
	}
	accel_engine_start(engine);
	return seen;
}

static irqreturn_t interrupt(int irq, void *data)
{
	struct accel_engine *engine = data;
	bool seen;

	mutex_lock(&engine->lock);
	seen = accel_engine_look(engine, true) || engine->polled;
	engine->polled = false;
	mutex_unlock(&engine->lock);
	return seen ? IRQ_HANDLED : IRQ_NONE;
}

static int cancel(struct accel_engine *engine, struct accel_file *file)
{
	struct accel_transfer *transfer, *next;
	int err = 0;

	list_for_each_entry_safe(transfer, next, &engine->queue, link) {
		if (file && transfer->file != file)
			continue;
		if (transfer->state == ACCEL_RUNNING)
			err = fail(transfer, -ECANCELED);
		else
			end(transfer, -ECANCELED, false);
	}
	return err;
}

int accel_engine_cancel(struct accel_engine *engine, struct accel_file *file)
{
	int err;

	mutex_lock(&engine->lock);
	err = cancel(engine, file);
	accel_engine_start(engine);
	mutex_unlock(&engine->lock);
	return err;
}

int accel_engine_init(struct accel_device *ad, struct accel_engine *engine,
		      u32 window, int irq)
{
	engine->ad = ad;
	engine->window = window;
	mutex_init(&engine->lock);
	INIT_LIST_HEAD(&engine->queue);
	INIT_LIST_HEAD(&engine->lost);
	if (irq > 0) {
		int err = request_threaded_irq(irq, NULL, interrupt,
					       IRQF_ONESHOT | IRQF_SHARED,
					       ad->name, engine);

		if (err)
			return err;
		engine->irq = irq;
	}
	return 0;
}

void accel_engine_stop(struct accel_engine *engine)
{
	if (engine->irq)
		free_irq(engine->irq, engine);
	engine->irq = 0;
	mutex_lock(&engine->lock);
	cancel(engine, NULL);
	/* Whatever runs there must not outlive the buffers. */
	if (engine->started || !list_empty(&engine->lost))
		reset(engine);
	engine->started = false;
	engine->gone = true;
	mutex_unlock(&engine->lock);
}
