// SPDX-License-Identifier: BSD-3-Clause OR GPL-2.0
/* An AXI DMA: one transfer at a time, the others queue. */
#include <linux/interrupt.h>
#include <linux/slab.h>

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

struct accel_transfer *accel_engine_running(struct accel_engine *engine)
{
	struct accel_transfer *first = list_first_entry_or_null(
		&engine->queue, struct accel_transfer, link);

	return first && first->state == ACCEL_RUNNING ? first : NULL;
}

bool accel_engine_busy(struct accel_engine *engine)
{
	bool busy;

	mutex_lock(&engine->lock);
	busy = accel_engine_running(engine);
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
	if (!err)
		accel_engine_learn(engine);
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

int accel_engine_fail(struct accel_transfer *transfer, int result)
{
	int err = reset(transfer->engine);

	end(transfer, result, transfer->touched && err && err != -ENODEV);
	return err;
}

static int start_side(struct accel_transfer *transfer, struct accel_side *side,
		      u32 channel)
{
	struct accel_engine *engine = transfer->engine;
	struct axi_dma_io io = accel_engine_io(engine);

	if (!side->buffer)
		return 0;
	/* It was asked of another design. */
	if (side->gathers != engine->gathers)
		return -EINVAL;
	if (side->gathers)
		return accel_gather_start(transfer, side, channel);
	return axi_dma_transfer(&io, channel, side->address, side->length);
}

static int start_sides(struct accel_transfer *transfer)
{
	int err;

	transfer->touched = true;
	/* Armed first: a reply must never find the receiver halted. */
	err = start_side(transfer, &transfer->rx, AXI_DMA_S2MM);
	return err ? err : start_side(transfer, &transfer->tx, AXI_DMA_MM2S);
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

	while (!accel_engine_running(engine) && !list_empty(&engine->queue)) {
		transfer = list_first_entry(&engine->queue,
					    struct accel_transfer, link);
		transfer->state = ACCEL_RUNNING;
		transfer->started = ktime_get();
		err = start(transfer);
		if (!err || accel_engine_fail(transfer, err) != -ETIMEDOUT)
			continue;
		/* Nor will it react to the others. */
		list_for_each_entry_safe(transfer, next, &engine->queue, link)
			end(transfer, -ETIMEDOUT, false);
	}
	if (accel_engine_running(engine))
		accel_engine_watch(engine);
}

static int take_reply(struct accel_transfer *transfer)
{
	struct accel_engine *engine = transfer->engine;
	u64 bytes;
	u32 length;

	if (transfer->rx.gathers) {
		int err = axi_dma_sg_received(&transfer->rx.chain, &bytes);

		transfer->received = err ? 0 : bytes;
		return err;
	}
	length = accel_read32(engine->ad, engine->window,
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

/* A packet that ended early leaves the engine with descriptors, which the
 * next packet must not fill. */
static void finish(struct accel_transfer *transfer)
{
	struct accel_side *rx = &transfer->rx;
	int err = 0;

	if (rx->gathers && transfer->received < rx->length)
		err = reset(transfer->engine);
	end(transfer, 0, err && err != -ENODEV);
}

static void acknowledge(struct accel_engine *engine, u32 channel, u32 status)
{
	if (status != AXI_DMA_NOT_THERE && status & AXI_DMA_SR_IRQS)
		accel_write32(engine->ad, engine->window, channel + AXI_DMA_SR,
			      status & AXI_DMA_SR_IRQS);
}

bool accel_engine_look(struct accel_engine *engine, bool by_irq)
{
	struct accel_transfer *transfer = accel_engine_running(engine);
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
		accel_engine_fail(transfer, err);
	} else if (transfer && transfer->tx.done && transfer->rx.done) {
		transfer->interrupt_lost = !by_irq;
		finish(transfer);
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

void accel_engine_end(struct accel_transfer *transfer)
{
	struct accel_engine *engine = transfer->engine;

	mutex_lock(&engine->lock);
	if (transfer->state == ACCEL_RUNNING)
		accel_engine_fail(transfer, -ECANCELED);
	else if (transfer->state == ACCEL_QUEUED)
		end(transfer, -ECANCELED, false);
	accel_engine_start(engine);
	mutex_unlock(&engine->lock);
}

static int cancel(struct accel_engine *engine, struct accel_file *file)
{
	struct accel_transfer *transfer, *next;
	int err = 0;

	list_for_each_entry_safe(transfer, next, &engine->queue, link) {
		if (file && transfer->file != file)
			continue;
		if (transfer->state == ACCEL_RUNNING)
			err = accel_engine_fail(transfer, -ECANCELED);
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
	INIT_DELAYED_WORK(&engine->watch, accel_engine_watches);
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
	cancel_delayed_work_sync(&engine->watch);
}
