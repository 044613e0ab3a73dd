/* SPDX-License-Identifier: BSD-3-Clause OR GPL-2.0 */
/*
 * The AXI DMA scatter-gather sequence, beside the direct one: descriptors,
 * and one chain of them per transfer and direction. Source of every rule:
 * PG021 (v7.1). Processors of Zynq are little-endian, as descriptors are.
 */
#ifndef AXI_DMA_SG_H
#define AXI_DMA_SG_H

#include "axi_dma_seq.h"

/* 64 bytes, at a multiple of 64. */
struct axi_dma_descriptor {
	uint32_t next, next_msb;
	uint32_t buffer, buffer_msb;
	uint32_t reserved[2];
	uint32_t control, status;
	uint32_t app[5], pad[3];
};

/*
 * Descriptors in memory that CPU and engine see alike, for one direction.
 * @first, @bus: where they lie, for the CPU and for the engine
 * @room: so many there are; @count: so many are in use
 */
struct axi_dma_chain {
	volatile struct axi_dma_descriptor *first;
	uint32_t bus;
	uint32_t room, count;
};

/* The longest piece that a descriptor takes. */
static inline uint32_t axi_dma_sg_longest(uint32_t length_width,
					  uint32_t data_width)
{
	uint32_t largest = (1u << length_width) - 1;

	return largest - largest % data_width;
}

static inline uint32_t axi_dma_sg_address(const struct axi_dma_chain *chain,
					  uint32_t index)
{
	return chain->bus + index * AXI_DMA_DESC_SIZE;
}

/* Add a piece of memory; -EMSGSIZE: more descriptors than there are. */
static inline int axi_dma_sg_add(struct axi_dma_chain *chain, uint32_t address,
				 uint64_t length, uint32_t longest)
{
	while (length) {
		volatile struct axi_dma_descriptor *descriptor;
		uint32_t bytes = length < longest ? (uint32_t)length : longest;

		if (chain->count == chain->room)
			return -EMSGSIZE;
		descriptor = &chain->first[chain->count++];
		descriptor->next = axi_dma_sg_address(chain, chain->count);
		descriptor->next_msb = 0;
		descriptor->buffer = address;
		descriptor->buffer_msb = 0;
		descriptor->reserved[0] = 0;
		descriptor->reserved[1] = 0;
		descriptor->control = bytes;
		/* With Cmplt of its last use it would be refused. */
		descriptor->status = 0;
		address += bytes;
		length -= bytes;
	}
	return 0;
}

/* A chain of at least one is one packet; senders say so. The last one's next
 * is never fetched, and points into the chain all the same. */
static inline void axi_dma_sg_close(struct axi_dma_chain *chain, bool sends)
{
	chain->first[chain->count - 1].next = chain->bus;
	if (!sends)
		return;
	chain->first[0].control |= AXI_DMA_DESC_SOF;
	chain->first[chain->count - 1].control |= AXI_DMA_DESC_EOF;
}

/* CURDESC can be written to a halted channel only. */
static inline int axi_dma_sg_halt(const struct axi_dma_io *io,
				  uint32_t channel)
{
	uint32_t status;
	int err;

	err = io->read(io->context, channel + AXI_DMA_SR, &status);
	if (err)
		return err;
	if (status == AXI_DMA_NOT_THERE)
		return -ENODEV;
	/* These stay until a reset. */
	if (status & AXI_DMA_SR_ERRORS)
		return -EIO;
	if (status & AXI_DMA_SR_HALTED)
		return 0;
	err = io->write(io->context, channel + AXI_DMA_CR, 0);
	if (err)
		return err;
	return axi_dma_poll(io, channel + AXI_DMA_SR, AXI_DMA_SR_HALTED,
			    AXI_DMA_SR_HALTED);
}

/*
 * Start one direction; the chain is in memory by now. An interrupt comes with
 * the packet's end. -EIO: the channel needs a reset first.
 */
static inline int axi_dma_sg_start(const struct axi_dma_io *io,
				   uint32_t channel,
				   const struct axi_dma_chain *chain)
{
	int err;

	err = axi_dma_sg_halt(io, channel);
	if (!err)
		err = io->write(io->context, channel + AXI_DMA_SR,
				AXI_DMA_SR_IRQS);
	if (!err)
		err = io->write(io->context, channel + AXI_DMA_CURDESC,
				chain->bus);
	if (!err)
		err = io->write(io->context, channel + AXI_DMA_CR,
				AXI_DMA_CR_RS | AXI_DMA_CR_IOC_IRQ_EN |
					AXI_DMA_CR_ERR_IRQ_EN |
					AXI_DMA_CR_THRESHOLD(1u));
	if (!err)
		err = axi_dma_poll(io, channel + AXI_DMA_SR, AXI_DMA_SR_HALTED,
				   0);
	if (err)
		return err;
	return io->write(io->context, channel + AXI_DMA_TAILDESC,
			 axi_dma_sg_address(chain, chain->count - 1));
}

/* Bytes of the packet that S2MM has ended; -EIO: the descriptors do not say
 * so. */
static inline int axi_dma_sg_received(const struct axi_dma_chain *chain,
				      uint64_t *bytes)
{
	uint64_t sum = 0;
	uint32_t i;

	for (i = 0; i < chain->count; i++) {
		uint32_t status = chain->first[i].status;
		uint32_t moved = status & AXI_DMA_DESC_BYTES;

		if (!(status & AXI_DMA_DESC_CMPLT) ||
		    status & AXI_DMA_DESC_ERRORS ||
		    moved > (chain->first[i].control & AXI_DMA_DESC_BYTES))
			return -EIO;
		sum += moved;
		if (status & AXI_DMA_DESC_EOF) {
			*bytes = sum;
			return 0;
		}
	}
	return -EIO;
}

#endif
