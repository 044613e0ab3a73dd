// SPDX-License-Identifier: BSD-3-Clause
/*
 * Scatter-gather: descriptors, one after the other, as PG021 has them. What
 * an engine prefetches, its delay timer and cyclic mode are not modelled.
 */
#include <string.h>

#include "axi_dma_regs.h"
#include "internal.h"

#define WORD(offset) ((offset) / 4)
/* Without control and status streams the engine knows these. */
#define WORDS 8

static struct csim_channel *channel_of(struct csim_board *board, int index,
				       bool receives)
{
	return receives ? &board->dma[index].s2mm : &board->dma[index].mm2s;
}

static bool take(struct csim_channel *channel, const uint32_t *words,
		 bool receives)
{
	uint32_t control = words[WORD(AXI_DMA_DESC_CONTROL)];

	channel->next = words[WORD(AXI_DMA_DESC_NEXT)] &
			~(AXI_DMA_DESC_SIZE - 1);
	channel->start = words[WORD(AXI_DMA_DESC_BUFFER)];
	channel->size = control & SIM_LENGTH_MASK;
	channel->moved = 0;
	channel->active = true;
	channel->starts_packet = receives ? !channel->inside_packet
					  : control & AXI_DMA_DESC_SOF;
	channel->ends_packet = !receives && control & AXI_DMA_DESC_EOF;
	/* Unaligned is undefined on hardware; here it is an error. */
	return channel->size != 0 && channel->size % 4 == 0 &&
	       channel->start % 4 == 0;
}

static uint32_t fetch(struct csim_board *board, struct csim_channel *channel,
		      bool receives)
{
	const unsigned char *descriptor;
	uint32_t words[WORDS];

	descriptor = csim_memory_at(&board->memory, channel->current,
				    sizeof(words), false);
	if (!descriptor)
		return AXI_DMA_SR_SG_DEC_ERR;
	memcpy(words, descriptor, sizeof(words));
	if (words[WORD(AXI_DMA_DESC_STATUS)] & AXI_DMA_DESC_CMPLT)
		return AXI_DMA_SR_SG_INT_ERR;
	return take(channel, words, receives) ? 0 : AXI_DMA_SR_INT_ERR;
}

void csim_gather_fetch(struct csim_board *board, int index, bool receives)
{
	struct csim_channel *channel = channel_of(board, index, receives);
	uint32_t error = fetch(board, channel, receives);

	if (error)
		csim_channel_schedule(channel, SIM_ERROR, error,
				      board->now_ns);
	else if (receives)
		csim_traffic_s2mm(board, index);
	else
		csim_traffic_mm2s(board, index);
}

/* S2MM says which part of a packet a descriptor holds. */
static uint32_t status_of(const struct csim_channel *channel, bool receives)
{
	uint32_t status = AXI_DMA_DESC_CMPLT | (uint32_t)channel->moved;

	if (receives && channel->starts_packet)
		status |= AXI_DMA_DESC_SOF;
	if (receives && channel->ends_packet)
		status |= AXI_DMA_DESC_EOF;
	return status;
}

static void write_back(struct csim_board *board, struct csim_channel *channel,
		       bool receives)
{
	const uint32_t data_errors = AXI_DMA_SR_INT_ERR | AXI_DMA_SR_SLV_ERR |
				     AXI_DMA_SR_DEC_ERR;
	uint32_t status, error = channel->error;
	unsigned char *word;

	if (!channel->gathers || channel->pending == SIM_NOTHING ||
	    channel->due_ns > board->now_ns)
		return;
	/* What was not taken over is not written to. */
	if (channel->pending == SIM_ERROR && !(error & data_errors))
		return;
	status = channel->pending == SIM_COMPLETE
			 ? status_of(channel, receives)
			 : (error & data_errors) << AXI_DMA_DESC_ERROR_SHIFT;
	word = csim_memory_at(&board->memory,
			      channel->current + AXI_DMA_DESC_STATUS,
			      sizeof(status), true);
	if (word) {
		memcpy(word, &status, sizeof(status));
		return;
	}
	/* Memory that can be read only answers with an error. */
	word = csim_memory_at(&board->memory,
			      channel->current + AXI_DMA_DESC_STATUS,
			      sizeof(status), false);
	csim_channel_schedule(channel, SIM_ERROR,
			      word ? AXI_DMA_SR_SG_SLV_ERR
				   : AXI_DMA_SR_SG_DEC_ERR,
			      channel->due_ns);
}

void csim_gather_write_back(struct csim_board *board, int index)
{
	write_back(board, &board->dma[index].mm2s, false);
	write_back(board, &board->dma[index].s2mm, true);
}

static void go_on(struct csim_board *board, int index, bool receives)
{
	struct csim_channel *channel = channel_of(board, index, receives);

	if (!channel->ended)
		return;
	channel->ended = false;
	channel->current = channel->next;
	csim_gather_fetch(board, index, receives);
}

void csim_gather_go_on(struct csim_board *board, int index)
{
	go_on(board, index, false);
	go_on(board, index, true);
}
