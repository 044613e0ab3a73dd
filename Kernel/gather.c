// SPDX-License-Identifier: BSD-3-Clause OR GPL-2.0
/* Transfers by descriptors, for engines with scatter-gather. */
#include <linux/dma-mapping.h>

#include "accel.h"

void accel_engine_learn(struct accel_engine *engine)
{
	u32 status = accel_read32(engine->ad, engine->window,
				  AXI_DMA_MM2S + AXI_DMA_SR);

	engine->gathers = status != AXI_DMA_NOT_THERE &&
			  status & AXI_DMA_SR_SG_INCLD;
}

bool accel_engine_gathers(struct accel_engine *engine)
{
	bool gathers;

	mutex_lock(&engine->lock);
	if (!engine->started && !engine->gone)
		accel_engine_learn(engine);
	gathers = engine->gathers;
	mutex_unlock(&engine->lock);
	return gathers;
}

bool accel_device_gathers(struct accel_device *ad)
{
	u32 i;

	for (i = 0; i < ad->engine_count; i++)
		if (accel_engine_gathers(&ad->engines[i]))
			return true;
	return false;
}

/* 4 MiB of descriptors, which is what can be had in one piece without a pool
 * of contiguous memory; of single pages this is 256 MiB. */
#define MAX_DESCRIPTORS 65536u

struct piece_check {
	u32 data_width, longest;
	u64 descriptors;
};

/* Without a realignment engine every piece begins and ends on a beat. */
static int check(void *context, dma_addr_t address, u64 length)
{
	struct piece_check *pieces = context;

	if ((address | length) & (pieces->data_width - 1))
		return -EINVAL;
	if (address + length > 1ull << 32)
		return -ERANGE;
	pieces->descriptors += DIV_ROUND_UP_ULL(length, pieces->longest);
	return 0;
}

static u32 longest_of(const struct accel_transfer *transfer)
{
	const struct accel_engine *engine = transfer->engine;
	const struct accel_region *region =
		&engine->ad->regions[engine->window];

	return axi_dma_sg_longest(region->length_width, region->data_width);
}

int accel_gather_prepare(struct accel_transfer *transfer,
			 struct accel_side *side)
{
	const struct accel_engine *engine = transfer->engine;
	struct piece_check pieces = {
		.data_width = engine->ad->regions[engine->window].data_width,
		.longest = longest_of(transfer),
	};
	size_t size;
	dma_addr_t bus;
	int err;

	err = accel_buffer_pieces(side->buffer, side->offset, side->length,
				  check, &pieces);
	if (err)
		return err;
	if (pieces.descriptors > MAX_DESCRIPTORS)
		return -EMSGSIZE;
	size = PAGE_ALIGN(pieces.descriptors * AXI_DMA_DESC_SIZE);
	err = accel_quota_charge(transfer->quota, size);
	if (err)
		return err;
	side->chain.first = dma_alloc_coherent(engine->ad->dev, size, &bus,
					       GFP_KERNEL | __GFP_NOWARN);
	if (!side->chain.first) {
		accel_quota_return(transfer->quota, size);
		return -ENOMEM;
	}
	side->chain_size = size;
	side->chain.bus = lower_32_bits(bus);
	side->chain.room = pieces.descriptors;
	return 0;
}

void accel_gather_free(struct accel_transfer *transfer,
		       struct accel_side *side)
{
	if (!side->chain_size)
		return;
	dma_free_coherent(transfer->engine->ad->dev, side->chain_size,
			  (void *)side->chain.first, side->chain.bus);
	accel_quota_return(transfer->quota, side->chain_size);
}

struct piece_add {
	struct axi_dma_chain *chain;
	u32 longest;
};

static int add(void *context, dma_addr_t address, u64 length)
{
	struct piece_add *pieces = context;

	return axi_dma_sg_add(pieces->chain, lower_32_bits(address), length,
			      pieces->longest);
}

int accel_gather_start(struct accel_transfer *transfer,
		       struct accel_side *side, u32 channel)
{
	struct axi_dma_io io = accel_engine_io(transfer->engine);
	struct piece_add pieces = { &side->chain, longest_of(transfer) };
	int err;

	side->chain.count = 0;
	err = accel_buffer_pieces(side->buffer, side->offset, side->length,
				  add, &pieces);
	if (err)
		return err;
	axi_dma_sg_close(&side->chain, channel == AXI_DMA_MM2S);
	/* They are there before the engine is told where. */
	dma_wmb();
	return axi_dma_sg_start(&io, channel, &side->chain);
}
