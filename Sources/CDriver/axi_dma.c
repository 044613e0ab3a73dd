// SPDX-License-Identifier: BSD-3-Clause
#include <errno.h>

#include "axi_dma_seq.h"
#include "internal.h"

/* Look at the registers this often even if no interrupt comes: one may be
 * lost, and others get their turn with the device in between. */
#define WAIT_SLICE_NS 50000000u

/* Interrupts that change nothing before the engine counts as broken. */
#define MAX_SPURIOUS 1000

struct engine {
	cdrv_device *device;
	uint32_t window;
};

static int engine_read(void *context, uint32_t offset, uint32_t *value)
{
	struct engine *engine = context;

	return cdrv_locked_read32(engine->device, engine->window, offset,
				  value);
}

static int engine_write(void *context, uint32_t offset, uint32_t value)
{
	struct engine *engine = context;

	return cdrv_locked_write32(engine->device, engine->window, offset,
				   value);
}

static struct axi_dma_io engine_io(struct engine *engine)
{
	struct axi_dma_io io = { engine, engine_read, engine_write };

	return io;
}

static void release_buffers(struct cdrv_exchange *exchange)
{
	if (exchange->tx)
		exchange->tx->owner = CDRV_OWNER_NOBODY;
	if (exchange->rx)
		exchange->rx->owner = CDRV_OWNER_NOBODY;
	*exchange = (struct cdrv_exchange){ 0 };
}

int cdrv_locked_dma_reset(cdrv_device *device, uint32_t window)
{
	struct engine engine = { device, window };
	struct axi_dma_io io = engine_io(&engine);
	int err;

	device->stats.resets++;
	err = axi_dma_reset(&io);
	device->started[window] = !err;
	release_buffers(&device->exchanges[window]);
	return err;
}

int cdrv_dma_reset(cdrv_device *device, uint32_t window)
{
	int err;

	if (!cdrv_window_is(device, window, CDRV_REGION_AXI_DMA))
		return -ERANGE;
	pthread_mutex_lock(&device->lock);
	err = cdrv_locked_dma_reset(device, window);
	pthread_mutex_unlock(&device->lock);
	return err;
}

int cdrv_dma_max_length(const cdrv_device *device, uint32_t window,
			size_t *length)
{
	const struct cdrv_region *region;
	size_t largest;

	if (!cdrv_window_is(device, window, CDRV_REGION_AXI_DMA))
		return -ERANGE;
	region = &device->board.regions[window];
	largest = ((size_t)1 << region->length_width) - 1;
	*length = largest - largest % region->data_width;
	return 0;
}

static int check_side(const cdrv_device *device, uint32_t window,
		      const cdrv_buffer *buffer, size_t offset, size_t length)
{
	uint32_t width = device->board.regions[window].data_width;
	size_t largest;
	int err;

	if (!buffer)
		return 0;
	err = cdrv_dma_max_length(device, window, &largest);
	if (err)
		return err;
	if (length == 0 || length % width || offset % width)
		return -EINVAL;
	if (length > largest)
		return -EMSGSIZE;
	if (buffer->device != device || offset > buffer->memory.size ||
	    length > buffer->memory.size - offset)
		return -ERANGE;
	/* The engines of a Zynq-7000 have 32-bit addresses. */
	if (buffer->memory.bus + offset + length > UINT64_C(0x100000000))
		return -ERANGE;
	return 0;
}

static int start_transfer(cdrv_device *device, uint32_t window,
			  const struct cdrv_dma_request *request)
{
	struct engine engine = { device, window };
	struct axi_dma_io io = engine_io(&engine);
	int err;

	if (device->ops->dma_submit)
		return device->ops->dma_submit(device->context, request);
	/* Armed first: a reply must never find the receiver halted. */
	if (request->rx) {
		err = axi_dma_transfer(
			&io, AXI_DMA_S2MM,
			(uint32_t)(request->rx->bus + request->rx_offset),
			(uint32_t)request->rx_length);
		if (err)
			return err;
	}
	if (!request->tx)
		return 0;
	return axi_dma_transfer(
		&io, AXI_DMA_MM2S,
		(uint32_t)(request->tx->bus + request->tx_offset),
		(uint32_t)request->tx_length);
}

static int locked_submit(cdrv_device *device, uint32_t window,
			 const struct cdrv_exchange *wanted,
			 const struct cdrv_dma_request *request)
{
	struct cdrv_exchange *exchange = &device->exchanges[window];
	int err;

	if (exchange->running ||
	    (wanted->tx && wanted->tx->owner != CDRV_OWNER_NOBODY) ||
	    (wanted->rx && wanted->rx->owner != CDRV_OWNER_NOBODY))
		return -EBUSY;
	if (!device->started[window] && !device->ops->dma_submit) {
		err = cdrv_locked_dma_reset(device, window);
		if (err)
			return err;
	}
	*exchange = *wanted;
	exchange->serial = ++device->last_serial;
	if (exchange->tx)
		exchange->tx->owner = CDRV_OWNER_DEVICE;
	if (exchange->rx)
		exchange->rx->owner = CDRV_OWNER_DEVICE;
	device->stats.exchanges++;
	err = start_transfer(device, window, request);
	if (err) {
		/* One side may run already: it must not outlive this call. */
		device->stats.failed_exchanges++;
		cdrv_locked_dma_reset(device, window);
	}
	return err;
}

int cdrv_dma_submit(cdrv_device *device, uint32_t window, cdrv_buffer *tx,
		    size_t tx_offset, size_t tx_length, cdrv_buffer *rx,
		    size_t rx_offset, size_t rx_length)
{
	struct cdrv_dma_request request = {
		.region = window,
		.tx = tx ? &tx->memory : NULL,
		.tx_offset = tx_offset,
		.tx_length = tx_length,
		.rx = rx ? &rx->memory : NULL,
		.rx_offset = rx_offset,
		.rx_length = rx_length,
	};
	struct cdrv_exchange wanted = {
		.running = true,
		.mm2s_done = !tx,
		.s2mm_done = !rx,
		.tx = tx,
		.rx = rx,
		.tx_length = tx_length,
		.rx_length = rx_length,
	};
	int err;

	if (!cdrv_window_is(device, window, CDRV_REGION_AXI_DMA))
		return -ERANGE;
	if ((!tx && !rx) || tx == rx)
		return -EINVAL;
	err = check_side(device, window, tx, tx_offset, tx_length);
	if (err)
		return err;
	err = check_side(device, window, rx, rx_offset, rx_length);
	if (err)
		return err;
	pthread_mutex_lock(&device->lock);
	err = locked_submit(device, window, &wanted, &request);
	pthread_mutex_unlock(&device->lock);
	return err;
}

static cdrv_fault fault_of_errors(uint32_t status)
{
	if (status & AXI_DMA_SR_DEC_ERR)
		return CDRV_FAULT_DMA_DECODE;
	if (status & AXI_DMA_SR_SLV_ERR)
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

/* Read where both channels stand, and acknowledge what they say. */
static int look(cdrv_device *device, uint32_t window,
		struct cdrv_exchange *exchange, cdrv_dma_report *report)
{
	struct engine engine = { device, window };
	struct axi_dma_io io = engine_io(&engine);
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
	report->fault = fault_of(report);
	if (report->fault == CDRV_FAULT_NOT_PROGRAMMED)
		return -ENODEV;
	if (report->fault != CDRV_FAULT_NONE)
		return -EIO;
	exchange->mm2s_done |= axi_dma_decode(status->mm2s_sr) == AXI_DMA_DONE;
	exchange->s2mm_done |= axi_dma_decode(status->s2mm_sr) == AXI_DMA_DONE;
	return 0;
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

	if (err == -ETIMEDOUT && report->fault == CDRV_FAULT_NONE)
		report->fault = exchange->mm2s_done ? CDRV_FAULT_NO_REPLY
						    : CDRV_FAULT_INPUT_STALLED;
	account(device, exchange, report, err);
	if (err && cdrv_locked_dma_reset(device, window) == -ETIMEDOUT)
		report->fault = CDRV_FAULT_ENGINE_STUCK;
	release_buffers(exchange);
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
