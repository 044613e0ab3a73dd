// SPDX-License-Identifier: BSD-3-Clause OR GPL-2.0
/*
 * simulate=1: registers of one AXI DMA whose streams are connected, for a
 * kernel without hardware. What is sent comes back; a receiver that has less
 * room than that gets DMAIntErr, as PG021 has it.
 */
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

#include "../Sources/CDriver/include/axi_dma_regs.h"
#include "accel.h"

#define NS_PER_BYTE 3 /* about 350 MB/s */

struct accel_channel {
	u32 cr, sr, address, length;
	bool active;
};

struct accel_simulation {
	struct accel_device *ad;
	spinlock_t lock;
	struct accel_channel mm2s, s2mm;
	struct delayed_work copy;
};

static struct accel_channel *channel_of(struct accel_simulation *simulation,
					u32 *offset)
{
	if (*offset < AXI_DMA_S2MM)
		return &simulation->mm2s;
	*offset -= AXI_DMA_S2MM;
	return &simulation->s2mm;
}

static void reset_channel(struct accel_channel *channel)
{
	*channel = (struct accel_channel){ .sr = AXI_DMA_SR_HALTED };
}

u32 accel_simulation_read(struct accel_simulation *simulation, u32 offset)
{
	struct accel_channel *channel;
	unsigned long flags;
	u32 value = 0;

	spin_lock_irqsave(&simulation->lock, flags);
	channel = channel_of(simulation, &offset);
	if (offset == AXI_DMA_CR)
		value = channel->cr;
	else if (offset == AXI_DMA_SR)
		value = channel->sr;
	else if (offset == AXI_DMA_ADDR)
		value = channel->address;
	else if (offset == AXI_DMA_LENGTH)
		value = channel->length;
	spin_unlock_irqrestore(&simulation->lock, flags);
	return value;
}

static void write_control(struct accel_simulation *simulation,
			  struct accel_channel *channel, u32 value)
{
	if (value & AXI_DMA_CR_RESET) {
		reset_channel(&simulation->mm2s);
		reset_channel(&simulation->s2mm);
		return;
	}
	channel->cr = value;
	if (value & AXI_DMA_CR_RS)
		channel->sr &= ~AXI_DMA_SR_HALTED;
	else
		channel->sr |= AXI_DMA_SR_HALTED;
}

static void start(struct accel_simulation *simulation,
		  struct accel_channel *channel, u32 length)
{
	u64 delay = NS_PER_BYTE;

	if (channel->sr & AXI_DMA_SR_HALTED || !length)
		return;
	channel->length = length;
	channel->active = true;
	channel->sr &= ~AXI_DMA_SR_IDLE;
	if (simulation->mm2s.active && simulation->s2mm.active)
		schedule_delayed_work(
			&simulation->copy,
			nsecs_to_jiffies(delay * simulation->mm2s.length));
}

void accel_simulation_write(struct accel_simulation *simulation, u32 offset,
			    u32 value)
{
	struct accel_channel *channel;
	unsigned long flags;

	spin_lock_irqsave(&simulation->lock, flags);
	channel = channel_of(simulation, &offset);
	if (offset == AXI_DMA_CR)
		write_control(simulation, channel, value);
	else if (offset == AXI_DMA_SR)
		channel->sr &= ~(value & AXI_DMA_SR_IRQS);
	else if (offset == AXI_DMA_ADDR)
		channel->address = value;
	else if (offset == AXI_DMA_LENGTH)
		start(simulation, channel, value);
	spin_unlock_irqrestore(&simulation->lock, flags);
}

/* Kernel address of a range that the device was given, under the lock of the
 * device's buffers. */
static void *memory_at(struct accel_device *ad, u32 address, u32 length)
{
	struct accel_buffer *buffer;

	list_for_each_entry(buffer, &ad->buffers, link)
		if (buffer->cpu && address >= buffer->dma &&
		    length <= buffer->size &&
		    address - buffer->dma <= buffer->size - length)
			return buffer->cpu + (address - buffer->dma);
	return NULL;
}

static void end(struct accel_channel *channel, u32 status)
{
	channel->active = false;
	channel->sr |= status | AXI_DMA_SR_IDLE;
}

static void copy(struct work_struct *work)
{
	struct accel_simulation *simulation = container_of(
		to_delayed_work(work), struct accel_simulation, copy);
	struct accel_device *ad = simulation->ad;
	struct accel_channel *from = &simulation->mm2s;
	struct accel_channel *to = &simulation->s2mm;
	struct accel_engine *engine = &ad->engines[0];
	void *source, *target;
	unsigned long flags;
	bool runs, fits;
	u32 length;

	/* Nothing is freed under the copy. */
	mutex_lock(&ad->lock);
	spin_lock_irqsave(&simulation->lock, flags);
	length = from->length;
	runs = from->active && to->active;
	source = memory_at(ad, from->address, length);
	target = memory_at(ad, to->address, to->length);
	fits = source && target && to->length >= length;
	spin_unlock_irqrestore(&simulation->lock, flags);
	if (runs && fits)
		memcpy(target, source, length);
	spin_lock_irqsave(&simulation->lock, flags);
	if (!runs || !from->active || !to->active) {
		/* Reset meanwhile. */
	} else if (fits) {
		to->length = length;
		end(from, AXI_DMA_SR_IOC_IRQ);
		end(to, AXI_DMA_SR_IOC_IRQ);
	} else {
		u32 error = source && target ? AXI_DMA_SR_INT_ERR :
					       AXI_DMA_SR_DEC_ERR;

		end(source ? to : from,
		    error | AXI_DMA_SR_ERR_IRQ | AXI_DMA_SR_HALTED);
	}
	spin_unlock_irqrestore(&simulation->lock, flags);
	mutex_unlock(&ad->lock);
	mutex_lock(&engine->lock);
	accel_engine_look(engine, true);
	mutex_unlock(&engine->lock);
}

int accel_simulate(struct accel_device *ad)
{
	struct accel_simulation *simulation;

	simulation = kzalloc(sizeof(*simulation), GFP_KERNEL);
	if (!simulation)
		return -ENOMEM;
	simulation->ad = ad;
	spin_lock_init(&simulation->lock);
	reset_channel(&simulation->mm2s);
	reset_channel(&simulation->s2mm);
	INIT_DELAYED_WORK(&simulation->copy, copy);
	ad->simulation = simulation;
	ad->regions[0] = (struct accel_region){
		.kind = ACCEL_WINDOW_DMA,
		.size = 0x1000,
		.length_width = 23,
		.data_width = 4,
	};
	ad->region_count = 1;
	ad->engine_count = 1;
	return 0;
}

void accel_simulation_stop(struct accel_device *ad)
{
	if (ad->simulation)
		cancel_delayed_work_sync(&ad->simulation->copy);
}
