// SPDX-License-Identifier: BSD-3-Clause
#include <errno.h>

#include "engine.h"
#include "trace.h"

static int engine_read(void *context, uint32_t offset, uint32_t *value)
{
	struct cdrv_engine *engine = context;

	return cdrv_locked_read32(engine->device, engine->window, offset,
				  value);
}

static int engine_write(void *context, uint32_t offset, uint32_t value)
{
	struct cdrv_engine *engine = context;

	return cdrv_locked_write32(engine->device, engine->window, offset,
				   value);
}

struct axi_dma_io cdrv_engine_io(struct cdrv_engine *engine)
{
	struct axi_dma_io io = { engine, engine_read, engine_write };

	return io;
}

static void release_buffer(cdrv_buffer *buffer, bool is_lost)
{
	if (!buffer)
		return;
	buffer->owner = CDRV_OWNER_NOBODY;
	buffer->is_lost |= is_lost;
}

void cdrv_exchange_release(struct cdrv_exchange *exchange, bool is_lost)
{
	release_buffer(exchange->tx, is_lost);
	release_buffer(exchange->rx, is_lost);
	*exchange = (struct cdrv_exchange){ 0 };
}

int cdrv_locked_dma_reset(cdrv_device *device, uint32_t window)
{
	struct cdrv_engine engine = { device, window };
	struct axi_dma_io io = cdrv_engine_io(&engine);
	int err;

	if (device->trace && device->exchanges[window].running)
		cdrv_trace_end_exchange(device, window, NULL, -ECANCELED);
	device->stats.resets++;
	/* A back end with DMA registers of its own starts the engine again. */
	if (device->ops->dma_submit)
		err = io.write(&engine, AXI_DMA_MM2S + AXI_DMA_CR,
			       AXI_DMA_CR_RESET);
	else
		err = axi_dma_reset(&io);
	device->started[window] = !err;
	/* Where the fabric is gone, no engine is left that could write. */
	cdrv_exchange_release(&device->exchanges[window],
			      err && err != -ENODEV);
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

static int start_channels(struct axi_dma_io *io,
			  const struct cdrv_dma_request *request)
{
	int err;

	/* Armed first: a reply must never find the receiver halted. */
	if (request->rx) {
		err = axi_dma_transfer(
			io, AXI_DMA_S2MM,
			(uint32_t)(request->rx->bus + request->rx_offset),
			(uint32_t)request->rx_length);
		if (err)
			return err;
	}
	if (!request->tx)
		return 0;
	return axi_dma_transfer(
		io, AXI_DMA_MM2S,
		(uint32_t)(request->tx->bus + request->tx_offset),
		(uint32_t)request->tx_length);
}

static int start_transfer(cdrv_device *device, uint32_t window,
			  const struct cdrv_dma_request *request)
{
	struct cdrv_engine engine = { device, window };
	struct axi_dma_io io = cdrv_engine_io(&engine);
	int err;

	if (device->ops->dma_submit)
		return device->ops->dma_submit(device->context, request);
	err = start_channels(&io, request);
	if (err != -EIO)
		return err;
	/* Halted since the last exchange, which was none of its doing. */
	device->stats.resets++;
	err = axi_dma_reset(&io);
	return err ? err : start_channels(&io, request);
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
	if (device->trace)
		cdrv_trace_begin_exchange(device, request);
	err = start_transfer(device, window, request);
	if (err) {
		/* One side may run already: it must not outlive this call. */
		device->stats.failed_exchanges++;
		if (device->trace)
			cdrv_trace_end_exchange(device, window, NULL, err);
		exchange->running = false;
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
