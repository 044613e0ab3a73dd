// SPDX-License-Identifier: BSD-3-Clause
#include <errno.h>

#include "engine.h"
#include "trace.h"

/* Look at the registers this often even if no interrupt comes: one may be
 * lost, and others get their turn with the device in between. */
#define WAIT_SLICE_NS 50000000u

/* Interrupts that change nothing before the engine counts as broken. */
#define MAX_SPURIOUS 1000

static cdrv_fault fault_of_errors(uint32_t status)
{
	if (status & (AXI_DMA_SR_DEC_ERR | AXI_DMA_SR_SG_DEC_ERR))
		return CDRV_FAULT_DMA_DECODE;
	if (status & (AXI_DMA_SR_SLV_ERR | AXI_DMA_SR_SG_SLV_ERR))
		return CDRV_FAULT_DMA_SLAVE;
	return CDRV_FAULT_DMA_INTERNAL;
}

/* The first thing wrong, error bits before a mere halt. */
static cdrv_fault fault_of(const cdrv_dma_report *report)
{
	enum axi_dma_state mm2s = axi_dma_decode(report->mm2s_sr);
	enum axi_dma_state s2mm = axi_dma_decode(report->s2mm_sr);

	if (mm2s == AXI_DMA_ABSENT || s2mm == AXI_DMA_ABSENT)
		return CDRV_FAULT_NOT_PROGRAMMED;
	if (mm2s == AXI_DMA_ERROR)
		return fault_of_errors(report->mm2s_sr);
	if (s2mm == AXI_DMA_ERROR)
		return fault_of_errors(report->s2mm_sr);
	if (mm2s == AXI_DMA_STOPPED || s2mm == AXI_DMA_STOPPED)
		return CDRV_FAULT_HALTED;
	return CDRV_FAULT_NONE;
}

static int acknowledge(struct axi_dma_io *io, uint32_t channel, uint32_t status)
{
	if (!(status & AXI_DMA_SR_IRQS))
		return 0;
	return io->write(io->context, channel + AXI_DMA_SR,
			 status & AXI_DMA_SR_IRQS);
}

/* Bytes that a register or a back end says have arrived. */
static int check_received(const struct cdrv_exchange *exchange,
			  cdrv_dma_report *report)
{
	if (report->received <= exchange->rx_length)
		return 0;
	report->fault = report->received == AXI_DMA_NOT_THERE
				? CDRV_FAULT_NOT_PROGRAMMED
				: CDRV_FAULT_DMA_INTERNAL;
	report->received = 0;
	return report->fault == CDRV_FAULT_NOT_PROGRAMMED ? -ENODEV : -EIO;
}

/* Read where both channels stand, and acknowledge what they say. */
static int look(cdrv_device *device, uint32_t window,
		struct cdrv_exchange *exchange, cdrv_dma_report *report)
{
	struct cdrv_engine engine = { device, window };
	struct axi_dma_io io = cdrv_engine_io(&engine);
	int err;

	err = io.read(&engine, AXI_DMA_MM2S + AXI_DMA_SR, &report->mm2s_sr);
	if (!err)
		err = io.read(&engine, AXI_DMA_S2MM + AXI_DMA_SR,
			      &report->s2mm_sr);
	if (err)
		return err;
	report->fault = fault_of(report);
	if (report->fault == CDRV_FAULT_NOT_PROGRAMMED)
		return -ENODEV;
	if (report->fault != CDRV_FAULT_NONE)
		return -EIO;
	if (axi_dma_decode(report->mm2s_sr) == AXI_DMA_DONE)
		exchange->mm2s_done = true;
	if (axi_dma_decode(report->s2mm_sr) == AXI_DMA_DONE &&
	    !exchange->s2mm_done) {
		exchange->s2mm_done = true;
		err = io.read(&engine, AXI_DMA_S2MM + AXI_DMA_LENGTH,
			      &report->received);
		if (!err)
			err = check_received(exchange, report);
	}
	if (!err)
		err = acknowledge(&io, AXI_DMA_MM2S, report->mm2s_sr);
	if (!err)
		err = acknowledge(&io, AXI_DMA_S2MM, report->s2mm_sr);
	return err;
}

/* Take over what a back end with DMA registers of its own found. */
static int take_status(const struct cdrv_dma_status *status,
		       struct cdrv_exchange *exchange, cdrv_dma_report *report)
{
	report->mm2s_sr = status->mm2s_sr;
	report->s2mm_sr = status->s2mm_sr;
	report->received = status->received;
	report->interrupt_lost = status->interrupt_lost;
	report->fault = fault_of(report);
	if (report->fault == CDRV_FAULT_NOT_PROGRAMMED)
		return -ENODEV;
	if (report->fault != CDRV_FAULT_NONE)
		return -EIO;
	exchange->mm2s_done |= axi_dma_decode(status->mm2s_sr) == AXI_DMA_DONE;
	exchange->s2mm_done |= axi_dma_decode(status->s2mm_sr) == AXI_DMA_DONE;
	return check_received(exchange, report);
}

/* One slice of waiting, then a look. */
static int wait_slice(cdrv_device *device, uint32_t window, uint64_t slice,
		      struct cdrv_exchange *exchange, cdrv_dma_report *report)
{
	struct cdrv_dma_status status = { 0 };
	uint64_t elapsed = 0, start = cdrv_wall_ns();
	bool quiet;
	int err;

	err = device->ops->wait(device->context, window, slice, &elapsed,
				&status);
	device->stats.board_wall_ns += cdrv_wall_ns() - start;
	device->stats.board_ns += elapsed;
	report->elapsed_ns += elapsed;
	quiet = err == -ETIMEDOUT;
	if (err && !quiet)
		return err;
	if (device->ops->dma_submit)
		return quiet ? 0 : take_status(&status, exchange, report);
	err = look(device, window, exchange, report);
	if (quiet && exchange->mm2s_done && exchange->s2mm_done)
		report->interrupt_lost = true;
	return err;
}

static void account(cdrv_device *device, const struct cdrv_exchange *exchange,
		    const cdrv_dma_report *report, int err)
{
	if (err) {
		device->stats.failed_exchanges++;
		return;
	}
	device->stats.lost_interrupts += report->interrupt_lost;
	device->stats.bytes_from_device += report->received;
	if (exchange->tx)
		device->stats.bytes_to_device += exchange->tx_length;
}

/* Close the exchange: buffers are free again, a failed engine is reset. */
static int finish(cdrv_device *device, uint32_t window,
		  cdrv_dma_report *report, int err)
{
	struct cdrv_exchange *exchange = &device->exchanges[window];

	if (err == -ENODEV)
		report->fault = CDRV_FAULT_NOT_PROGRAMMED;
	if (err == -ETIMEDOUT && report->fault == CDRV_FAULT_NONE)
		report->fault = exchange->mm2s_done ? CDRV_FAULT_NO_REPLY
						    : CDRV_FAULT_INPUT_STALLED;
	account(device, exchange, report, err);
	if (device->trace)
		cdrv_trace_end_exchange(device, window, report, err);
	exchange->running = false;
	if (err && cdrv_locked_dma_reset(device, window) == -ETIMEDOUT)
		report->fault = CDRV_FAULT_ENGINE_STUCK;
	cdrv_exchange_release(exchange, false);
	return err;
}

int cdrv_dma_wait(cdrv_device *device, uint32_t window, uint64_t timeout_ns,
		  cdrv_dma_report *report)
{
	struct cdrv_exchange *exchange;
	int err = 0, spurious = 0;
	uint64_t serial;

	*report = (cdrv_dma_report){ .fault = CDRV_FAULT_NONE };
	if (!cdrv_window_is(device, window, CDRV_REGION_AXI_DMA))
		return -EINVAL;
	exchange = &device->exchanges[window];
	pthread_mutex_lock(&device->lock);
	if (!exchange->running) {
		pthread_mutex_unlock(&device->lock);
		return -EINVAL;
	}
	serial = exchange->serial;
	while (!err && !(exchange->mm2s_done && exchange->s2mm_done)) {
		uint64_t before = report->elapsed_ns, left, slice;

		if (before >= timeout_ns || spurious > MAX_SPURIOUS) {
			err = -ETIMEDOUT;
			break;
		}
		left = timeout_ns - before;
		slice = left < WAIT_SLICE_NS ? left : WAIT_SLICE_NS;
		err = wait_slice(device, window, slice, exchange, report);
		spurious += report->elapsed_ns == before;
		pthread_mutex_unlock(&device->lock);
		pthread_mutex_lock(&device->lock);
		if (exchange->serial != serial) {
			/* Reset or freed by another thread meanwhile. */
			pthread_mutex_unlock(&device->lock);
			report->fault = CDRV_FAULT_HALTED;
			return -EIO;
		}
	}
	err = finish(device, window, report, err);
	pthread_mutex_unlock(&device->lock);
	return err;
}
