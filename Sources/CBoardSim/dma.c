// SPDX-License-Identifier: BSD-3-Clause
/*
 * AXI DMA 7.1. Source: PG021. The overlays' engines work in direct mode, have
 * LENGTH registers of 23 bits and no realignment engine; on request they do
 * scatter-gather instead (gather.c).
 */
#include "axi_dma_regs.h"
#include "internal.h"

/* Writable control bits; bit 1 reads as 1. */
#define CR_MASK (AXI_DMA_CR_RS | 0xffff7000u)
#define CR_ONES 0x2u

static void reset_channel(struct csim_channel *channel)
{
	/* IRQThreshold is 1 after reset. */
	*channel = (struct csim_channel){
		.cr = CR_ONES | AXI_DMA_CR_THRESHOLD(1u),
		.sr = AXI_DMA_SR_HALTED,
		.gathers = channel->gathers,
		.packets_left = 1,
	};
}

void csim_dma_reset(struct csim_dma *dma)
{
	reset_channel(&dma->mm2s);
	reset_channel(&dma->s2mm);
	dma->irq_lost = false;
}

uint32_t csim_dma_read(const struct csim_dma *dma, uint32_t offset)
{
	const struct csim_channel *channel = &dma->mm2s;

	if (offset >= AXI_DMA_S2MM) {
		channel = &dma->s2mm;
		offset -= AXI_DMA_S2MM;
	}
	switch (offset) {
	case AXI_DMA_CR:
		return channel->cr;
	case AXI_DMA_SR:
		return channel->sr |
		       (channel->gathers ? AXI_DMA_SR_SG_INCLD : 0);
	case AXI_DMA_CURDESC:
		return channel->current;
	case AXI_DMA_TAILDESC:
		return channel->tail;
	case AXI_DMA_ADDR:
		return channel->address;
	case AXI_DMA_LENGTH:
		return channel->length;
	default:
		return 0;
	}
}

static void halt(struct csim_channel *channel)
{
	/* A halted channel is not idle. */
	channel->sr &= ~AXI_DMA_SR_IDLE;
	channel->sr |= AXI_DMA_SR_HALTED;
	channel->active = false;
	channel->pending = SIM_NOTHING;
	channel->fresh = false;
	channel->ended = false;
	channel->paused = false;
	channel->inside_packet = false;
}

static uint32_t threshold(const struct csim_channel *channel)
{
	return channel->cr >> 16 & 0xff;
}

static void fail(struct csim_channel *channel, uint32_t error)
{
	halt(channel);
	channel->cr &= ~AXI_DMA_CR_RS;
	channel->sr |= AXI_DMA_SR_ERR_IRQ | error;
}

static void write_control(struct csim_dma *dma, struct csim_channel *channel,
			  uint32_t value)
{
	if (value & AXI_DMA_CR_RESET) {
		csim_dma_reset(dma);
		return;
	}
	if (!(value & AXI_DMA_CR_THRESHOLD(0xffu)))
		value |= channel->cr & AXI_DMA_CR_THRESHOLD(0xffu);
	channel->cr = (value & CR_MASK) | CR_ONES;
	channel->packets_left = threshold(channel);
	if (value & AXI_DMA_CR_RS) {
		/* After an error only a reset helps. */
		if (!(channel->sr & AXI_DMA_SR_ERRORS))
			channel->sr &= ~AXI_DMA_SR_HALTED;
	} else {
		halt(channel);
	}
}

/* Returns whether a transfer begins. */
static bool write_length(struct csim_channel *channel, uint32_t value)
{
	if (channel->sr & AXI_DMA_SR_HALTED || channel->active)
		return false;
	channel->length = value & SIM_LENGTH_MASK;
	/* Unaligned is undefined on hardware; here it is an error. */
	if (channel->length == 0 || channel->length % 4 ||
	    channel->address % 4) {
		fail(channel, AXI_DMA_SR_INT_ERR);
		return false;
	}
	channel->sr &= ~AXI_DMA_SR_IDLE;
	channel->active = true;
	channel->start = channel->address;
	channel->size = channel->length;
	channel->moved = 0;
	channel->starts_packet = true;
	channel->ends_packet = true;
	return true;
}

/* CURDESC belongs to the engine while it runs. */
static void write_current(struct csim_channel *channel, uint32_t value)
{
	if (!(channel->sr & AXI_DMA_SR_HALTED))
		return;
	channel->current = value & ~(AXI_DMA_DESC_SIZE - 1);
	channel->fresh = true;
}

/* Returns whether descriptors are to be fetched. */
static bool write_tail(struct csim_channel *channel, uint32_t value)
{
	channel->tail = value & ~(AXI_DMA_DESC_SIZE - 1);
	if (channel->sr & AXI_DMA_SR_HALTED)
		return false;
	if (channel->paused)
		channel->current = channel->next;
	else if (!channel->fresh)
		return false;
	channel->fresh = false;
	channel->paused = false;
	channel->sr &= ~AXI_DMA_SR_IDLE;
	return true;
}

static enum csim_dma_action write_gather(struct csim_channel *channel,
					 bool receives, uint32_t offset,
					 uint32_t value)
{
	if (offset == AXI_DMA_CURDESC)
		write_current(channel, value);
	if (offset != AXI_DMA_TAILDESC || !write_tail(channel, value))
		return SIM_NO_ACTION;
	return receives ? SIM_S2MM_FETCHES : SIM_MM2S_FETCHES;
}

static enum csim_dma_action write_direct(struct csim_channel *channel,
					 bool receives, uint32_t offset,
					 uint32_t value)
{
	if (offset == AXI_DMA_ADDR)
		channel->address = value;
	if (offset != AXI_DMA_LENGTH || !write_length(channel, value))
		return SIM_NO_ACTION;
	return receives ? SIM_S2MM_STARTS : SIM_MM2S_STARTS;
}

enum csim_dma_action csim_dma_write(struct csim_dma *dma, uint32_t offset,
				    uint32_t value)
{
	bool receives = offset >= AXI_DMA_S2MM;
	struct csim_channel *channel = receives ? &dma->s2mm : &dma->mm2s;

	if (receives)
		offset -= AXI_DMA_S2MM;
	if (offset == AXI_DMA_CR)
		write_control(dma, channel, value);
	else if (offset == AXI_DMA_SR)
		channel->sr &= ~(value & AXI_DMA_SR_IRQS);
	else if (channel->gathers)
		return write_gather(channel, receives, offset, value);
	else
		return write_direct(channel, receives, offset, value);
	return SIM_NO_ACTION;
}

void csim_channel_schedule(struct csim_channel *channel, enum csim_event event,
			   uint32_t error, uint64_t due_ns)
{
	channel->pending = event;
	channel->error = error;
	channel->due_ns = due_ns;
}

/* The end of a descriptor; of a packet's last one the interrupt tells. */
static void end_descriptor(struct csim_channel *channel)
{
	channel->active = false;
	channel->pending = SIM_NOTHING;
	channel->ended = true;
	channel->inside_packet = !channel->ends_packet;
	if (channel->ends_packet && --channel->packets_left == 0) {
		channel->sr |= AXI_DMA_SR_IOC_IRQ;
		channel->packets_left = threshold(channel);
	}
	if (channel->current != channel->tail)
		return;
	channel->sr |= AXI_DMA_SR_IDLE;
	channel->ended = false;
	channel->paused = true;
}

static void advance_channel(struct csim_channel *channel, uint64_t now_ns)
{
	if (channel->pending == SIM_NOTHING || channel->due_ns > now_ns)
		return;
	if (channel->pending == SIM_ERROR) {
		fail(channel, channel->error);
		return;
	}
	if (channel->gathers) {
		end_descriptor(channel);
		return;
	}
	channel->sr |= AXI_DMA_SR_IDLE | AXI_DMA_SR_IOC_IRQ;
	channel->length = (uint32_t)channel->moved;
	channel->active = false;
	channel->pending = SIM_NOTHING;
}

void csim_dma_advance(struct csim_dma *dma, uint64_t now_ns)
{
	advance_channel(&dma->mm2s, now_ns);
	advance_channel(&dma->s2mm, now_ns);
}

bool csim_dma_interrupt(const struct csim_dma *dma)
{
	if (dma->irq_lost)
		return false;
	/* The enable bits stand where the status bits stand. */
	return (dma->mm2s.sr & dma->mm2s.cr & AXI_DMA_SR_IRQS) ||
	       (dma->s2mm.sr & dma->s2mm.cr & AXI_DMA_SR_IRQS);
}

uint64_t csim_dma_next_event(const struct csim_dma *dma)
{
	uint64_t next = UINT64_MAX;

	if (dma->mm2s.pending != SIM_NOTHING)
		next = dma->mm2s.due_ns;
	if (dma->s2mm.pending != SIM_NOTHING && dma->s2mm.due_ns < next)
		next = dma->s2mm.due_ns;
	return next;
}
