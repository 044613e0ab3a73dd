/* SPDX-License-Identifier: BSD-3-Clause OR GPL-2.0 */
/*
 * The AXI DMA direct-mode sequence, written once: CDriver compiles it over
 * its back ends, the kernel module over its register mapping. Source of every
 * rule: PG021 (v7.1); numbers of polls: no wait is without a bound.
 */
#ifndef AXI_DMA_SEQ_H
#define AXI_DMA_SEQ_H

#ifdef __KERNEL__
#include <linux/errno.h>
#include <linux/types.h>
#else
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#endif

#include "include/axi_dma_regs.h"

/* A register access takes 100 ns or more, so this is a millisecond or more. */
#define AXI_DMA_MAX_POLLS 10000u

#define AXI_DMA_NOT_THERE 0xffffffffu

/* How the sequence reaches the registers; both return 0 or -errno. */
struct axi_dma_io {
	void *context;
	int (*read)(void *context, uint32_t offset, uint32_t *value);
	int (*write)(void *context, uint32_t offset, uint32_t value);
};

/* Poll until (register & mask) == wanted. */
static inline int axi_dma_poll(const struct axi_dma_io *io, uint32_t offset,
			       uint32_t mask, uint32_t wanted)
{
	uint32_t value;
	unsigned int polls;
	int err;

	for (polls = 0; polls < AXI_DMA_MAX_POLLS; polls++) {
		err = io->read(io->context, offset, &value);
		if (err)
			return err;
		if (value == AXI_DMA_NOT_THERE)
			return -ENODEV;
		if ((value & mask) == wanted)
			return 0;
	}
	return -ETIMEDOUT;
}

/* Let a channel run, with completion and error interrupts on. */
static inline int axi_dma_start(const struct axi_dma_io *io, uint32_t channel)
{
	int err;

	err = io->write(io->context, channel + AXI_DMA_CR,
			AXI_DMA_CR_RS | AXI_DMA_CR_IOC_IRQ_EN |
				AXI_DMA_CR_ERR_IRQ_EN);
	if (err)
		return err;
	return axi_dma_poll(io, channel + AXI_DMA_SR, AXI_DMA_SR_HALTED, 0);
}

/* Reset takes both channels down, whichever is asked; start both again. */
static inline int axi_dma_reset(const struct axi_dma_io *io)
{
	int err;

	err = io->write(io->context, AXI_DMA_MM2S + AXI_DMA_CR,
			AXI_DMA_CR_RESET);
	if (err)
		return err;
	err = axi_dma_poll(io, AXI_DMA_MM2S + AXI_DMA_CR, AXI_DMA_CR_RESET, 0);
	if (err)
		return err;
	err = axi_dma_poll(io, AXI_DMA_S2MM + AXI_DMA_CR, AXI_DMA_CR_RESET, 0);
	if (err)
		return err;
	err = axi_dma_start(io, AXI_DMA_S2MM);
	if (err)
		return err;
	return axi_dma_start(io, AXI_DMA_MM2S);
}

/*
 * Start one direction. A LENGTH written to a halted channel is lost without
 * a trace, so a halted one is refused here.
 */
static inline int axi_dma_transfer(const struct axi_dma_io *io,
				   uint32_t channel, uint32_t address,
				   uint32_t length)
{
	uint32_t status;
	int err;

	err = io->read(io->context, channel + AXI_DMA_SR, &status);
	if (err)
		return err;
	if (status == AXI_DMA_NOT_THERE)
		return -ENODEV;
	/* One with descriptors has no LENGTH, and would never end. */
	if (status & AXI_DMA_SR_SG_INCLD)
		return -EOPNOTSUPP;
	if (status & AXI_DMA_SR_HALTED)
		return -EIO;
	err = io->write(io->context, channel + AXI_DMA_SR, AXI_DMA_SR_IRQS);
	if (err)
		return err;
	err = io->write(io->context, channel + AXI_DMA_ADDR, address);
	if (err)
		return err;
	return io->write(io->context, channel + AXI_DMA_LENGTH, length);
}

/* Where a channel stands. Error bits are looked at before anything else. */
enum axi_dma_state {
	AXI_DMA_RUNNING,
	AXI_DMA_DONE,
	AXI_DMA_ERROR,
	AXI_DMA_STOPPED,
	AXI_DMA_ABSENT,
};

static inline enum axi_dma_state axi_dma_decode(uint32_t status)
{
	if (status == AXI_DMA_NOT_THERE)
		return AXI_DMA_ABSENT;
	if (status & AXI_DMA_SR_ERRORS)
		return AXI_DMA_ERROR;
	if (status & AXI_DMA_SR_HALTED)
		return AXI_DMA_STOPPED;
	if (status & AXI_DMA_SR_IOC_IRQ)
		return AXI_DMA_DONE;
	return AXI_DMA_RUNNING;
}

#endif
