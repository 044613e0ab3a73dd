// SPDX-License-Identifier: BSD-3-Clause
/*
 * Words on their way: from DDR through MM2S and the switch into the core, and
 * from the core through the switch and S2MM back into DDR. Words move at
 * once; when the registers show it is a matter of modelled time. On somebody
 * else's bus what S2MM received lands when the registers show it: memory that
 * was given away under a running transfer is seen to change.
 */
#include <stdlib.h>
#include <string.h>

#include "axi_dma_regs.h"
#include "internal.h"

/* Switch ports of the published overlays. */
static const uint32_t mm2s_input[SIM_DMA_COUNT] = { 0, 4 };
static const uint32_t s2mm_output[SIM_DMA_COUNT] = { 0, 5 };
#define CORE_INPUT 2u  /* switch output that feeds the core */
#define CORE_OUTPUT 2u /* switch input that the core feeds */

/* MM2S is done this long before the reply. */
#define MM2S_LEAD_NS 1000u

static uint64_t reply_due(const struct csim_board *board)
{
	uint64_t due = board->started_ns + board->core.cost_ns +
		       board->options.latency_ns;

	return due > board->now_ns ? due : board->now_ns;
}

static bool is_weight_load(const struct csim_channel *channel)
{
	int32_t mode;

	if (channel->size <= SIM_HEADER_WORDS * sizeof(mode))
		return false;
	memcpy(&mode, channel->data, sizeof(mode));
	return mode != 0;
}

static void begin_exchange(struct csim_board *board, struct csim_dma *dma)
{
	int kind;

	board->exchanges++;
	board->started_ns = board->now_ns;
	board->sender = dma;
	if (!board->unprogrammed)
		board->unprogrammed =
			csim_fault_strikes(board, SIM_UNPROGRAMMED);
	if (!board->stuck)
		board->stuck = csim_fault_strikes(board, SIM_STUCK);
	for (kind = 0; kind < SIM_FAULT_KINDS; kind++) {
		board->strikes[kind] = false;
		if (kind == SIM_UNPROGRAMMED || kind == SIM_STUCK)
			continue;
		if (kind == SIM_BAD_WEIGHTS && !is_weight_load(&dma->mm2s))
			continue;
		board->strikes[kind] =
			csim_fault_strikes(board, (enum csim_fault_kind)kind);
	}
	dma->irq_lost = board->strikes[SIM_LOST_IRQ];
}

/* Asked before words move: a buffer may have been freed since the start. */
bool csim_traffic_attach(struct csim_board *board,
			 struct csim_channel *channel, bool writes)
{
	channel->data = csim_memory_at(&board->memory, channel->start,
				       channel->size, writes);
	if (!channel->data)
		csim_channel_schedule(channel, SIM_ERROR, AXI_DMA_SR_DEC_ERR,
				      board->now_ns);
	return channel->data != NULL;
}

void csim_traffic_mm2s(struct csim_board *board, int index)
{
	struct csim_dma *dma = &board->dma[index];

	if (csim_traffic_attach(board, &dma->mm2s, false) &&
	    dma->mm2s.starts_packet)
		begin_exchange(board, dma);
	csim_traffic_pump(board);
}

void csim_traffic_s2mm(struct csim_board *board, int index)
{
	board->late[index].size = 0;
	csim_traffic_attach(board, &board->dma[index].s2mm, true);
	csim_traffic_pump(board);
}

bool csim_traffic_moves(const struct csim_channel *channel)
{
	return channel->active && channel->pending == SIM_NOTHING;
}

/* Offer bytes up to @end to the core; data in DDR stays as it is. */
static void offer(struct csim_board *board, struct csim_channel *mm2s,
		  size_t end)
{
	const int32_t *words = (const int32_t *)(void *)mm2s->data;
	size_t first = mm2s->moved / 4, count = end / 4 - first;

	mm2s->moved += 4 * csim_core_take(&board->core, words + first, count);
}

static void offer_corrupted(struct csim_board *board, struct csim_channel *mm2s)
{
	size_t bad = (mm2s->size / 4 + SIM_HEADER_WORDS) / 2;
	int32_t word;

	offer(board, mm2s, 4 * bad);
	if (mm2s->moved != 4 * bad)
		return;
	memcpy(&word, mm2s->data + 4 * bad, sizeof(word));
	word ^= 1 << 3;
	mm2s->moved += 4 * csim_core_take(&board->core, &word, 1);
	board->strikes[SIM_BAD_WEIGHTS] = false;
}

bool csim_traffic_breaks(const struct csim_board *board,
			 const struct csim_dma *dma)
{
	/* Another engine's earlier transfer goes on unharmed. */
	return dma == board->sender &&
	       (board->strikes[SIM_SLVERR] || board->strikes[SIM_DECERR] ||
		board->strikes[SIM_INTERR]);
}

/* The error that this exchange is to end in, on the side it strikes. */
void csim_traffic_break_off(struct csim_board *board, struct csim_dma *dma)
{
	uint64_t due = board->now_ns + csim_timing_words(dma->mm2s.moved / 4);
	struct csim_channel *victim = &dma->mm2s;
	uint32_t error = AXI_DMA_SR_SLV_ERR;

	if (!board->strikes[SIM_SLVERR]) {
		error = board->strikes[SIM_DECERR] ? AXI_DMA_SR_DEC_ERR
						   : AXI_DMA_SR_INT_ERR;
		if (dma->s2mm.active)
			victim = &dma->s2mm;
	}
	board->strikes[SIM_SLVERR] = false;
	board->strikes[SIM_DECERR] = false;
	board->strikes[SIM_INTERR] = false;
	csim_channel_schedule(victim, SIM_ERROR, error, due);
	/* The other half never comes. */
	dma->mm2s.size = dma->mm2s.moved;
	if (victim != &dma->mm2s)
		csim_channel_schedule(&dma->mm2s, SIM_COMPLETE, 0, UINT64_MAX);
}

static void send(struct csim_board *board, struct csim_dma *dma)
{
	struct csim_channel *mm2s = &dma->mm2s;

	if (board->stuck)
		return;
	if (csim_traffic_breaks(board, dma)) {
		offer(board, mm2s, mm2s->size / 8 * 4);
		csim_traffic_break_off(board, dma);
		return;
	}
	if (dma == board->sender && board->strikes[SIM_BAD_WEIGHTS])
		offer_corrupted(board, mm2s);
	offer(board, mm2s, mm2s->size);
	if (mm2s->moved < mm2s->size)
		return;
	csim_channel_schedule(
		mm2s, SIM_COMPLETE, 0,
		board->core.reply_complete
			? reply_due(board) - MM2S_LEAD_NS
			: board->now_ns + csim_timing_words(mm2s->size / 4));
}

static void corrupt_reply(struct csim_board *board)
{
	struct csim_core *core = &board->core;

	core->reply[SIM_BATCH] ^= 1 << 4;
	core->reply[core->reply_count / 2] ^= 1 << 12;
	board->strikes[SIM_BAD_REPLY] = false;
}

static bool keep(struct csim_late *late, const void *bytes, size_t size)
{
	size_t room = late->size + size;
	unsigned char *grown;

	if (room > late->room) {
		grown = realloc(late->bytes, room);
		if (!grown)
			return false;
		late->bytes = grown;
		late->room = room;
	}
	memcpy(late->bytes + late->size, bytes, size);
	late->size += size;
	return true;
}

void csim_traffic_land(struct csim_board *board, int index)
{
	struct csim_channel *s2mm = &board->dma[index].s2mm;
	struct csim_late *late = &board->late[index];
	unsigned char *data;

	if (late->size == 0 || s2mm->pending == SIM_NOTHING ||
	    s2mm->due_ns > board->now_ns)
		return;
	data = csim_memory_at(&board->memory, s2mm->start, late->size, true);
	if (data)
		memcpy(data, late->bytes, late->size);
	else
		csim_channel_schedule(s2mm, SIM_ERROR, AXI_DMA_SR_DEC_ERR,
				      s2mm->due_ns);
	late->size = 0;
}

bool csim_traffic_deliver(struct csim_board *board, int index,
			  const void *bytes, size_t size)
{
	struct csim_channel *s2mm = &board->dma[index].s2mm;

	if (board->memory.translate) {
		if (!keep(&board->late[index], bytes, size))
			return false;
	} else {
		memcpy(s2mm->data + s2mm->moved, bytes, size);
	}
	s2mm->moved += size;
	return true;
}

/* Words of the reply up to TLAST. */
static size_t reply_end(const struct csim_board *board)
{
	const struct csim_core *core = &board->core;
	size_t early = core->reply_count * 3 / 4;

	if (!board->strikes[SIM_EARLY_TLAST])
		return core->reply_count;
	return early > core->reply_taken ? early : core->reply_taken;
}

static void receive(struct csim_board *board, int index)
{
	struct csim_channel *s2mm = &board->dma[index].s2mm;
	struct csim_core *core = &board->core;
	size_t room = (s2mm->size - s2mm->moved) / 4, end, count;

	if (board->strikes[SIM_BAD_REPLY])
		corrupt_reply(board);
	end = reply_end(board);
	count = end - core->reply_taken;
	if (count > room)
		count = room;
	if (!csim_traffic_deliver(board, index,
				  core->reply + core->reply_taken, count * 4)) {
		csim_channel_schedule(s2mm, SIM_ERROR, AXI_DMA_SR_INT_ERR,
				      board->now_ns);
		return;
	}
	core->reply_taken += count;
	if (core->reply_taken < end) {
		/* More descriptors may follow; LENGTH was all there is. */
		csim_channel_schedule(
			s2mm, s2mm->gathers ? SIM_COMPLETE : SIM_ERROR,
			AXI_DMA_SR_INT_ERR, reply_due(board));
		return;
	}
	board->strikes[SIM_EARLY_TLAST] = false;
	s2mm->ends_packet = !board->strikes[SIM_NO_TLAST];
	if (s2mm->ends_packet || (s2mm->gathers && s2mm->moved == s2mm->size))
		csim_channel_schedule(s2mm, SIM_COMPLETE, 0, reply_due(board));
	if (core->reply_taken == core->reply_count)
		csim_core_reply_done(core);
}

bool csim_traffic_loops(const struct csim_board *board, int from, int to)
{
	return csim_switch_connects(&board->stream_switch, mm2s_input[from],
				    s2mm_output[to]);
}

static bool send_where_routed(struct csim_board *board)
{
	bool progress = false;
	int i;

	for (i = 0; i < SIM_DMA_COUNT; i++) {
		struct csim_channel *mm2s = &board->dma[i].mm2s;
		size_t before = mm2s->moved;

		if (!csim_traffic_moves(mm2s) ||
		    !csim_switch_connects(&board->stream_switch, mm2s_input[i],
					  CORE_INPUT) ||
		    !csim_traffic_attach(board, mm2s, false))
			continue;
		send(board, &board->dma[i]);
		progress |= mm2s->moved != before;
	}
	return progress;
}

static bool receive_where_routed(struct csim_board *board)
{
	int i;

	for (i = 0; i < SIM_DMA_COUNT; i++) {
		if (!board->core.reply_complete ||
		    !csim_traffic_moves(&board->dma[i].s2mm) ||
		    !csim_switch_connects(&board->stream_switch, CORE_OUTPUT,
					  s2mm_output[i]) ||
		    !csim_traffic_attach(board, &board->dma[i].s2mm, true))
			continue;
		receive(board, i);
		return true;
	}
	return false;
}

void csim_traffic_pump(struct csim_board *board)
{
	bool progress = true;

	while (progress && !board->unprogrammed) {
		progress = send_where_routed(board);
		progress |= receive_where_routed(board);
		progress |= csim_loopback_pump(board);
	}
}
