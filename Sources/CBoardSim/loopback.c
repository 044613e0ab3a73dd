// SPDX-License-Identifier: BSD-3-Clause
/*
 * Engines that the switch connects to engines: what MM2S sends, S2MM gets,
 * with TLAST where the packet ends.
 */
#include "axi_dma_regs.h"
#include "internal.h"

/* Both sides have moved their words: what ends with that, and how. */
static void schedule(struct csim_board *board, struct csim_channel *mm2s,
		     struct csim_channel *s2mm)
{
	uint64_t due = board->now_ns + csim_timing_words(s2mm->moved / 4);
	bool is_sent = mm2s->moved == mm2s->size;
	bool is_last = is_sent && mm2s->ends_packet;

	if (is_last)
		due += board->options.latency_ns;
	if (is_sent)
		csim_channel_schedule(mm2s, SIM_COMPLETE, 0, due);
	if (is_last && !board->strikes[SIM_NO_TLAST]) {
		s2mm->ends_packet = true;
		csim_channel_schedule(s2mm, SIM_COMPLETE, 0, due);
	} else if (s2mm->moved == s2mm->size && s2mm->gathers) {
		csim_channel_schedule(s2mm, SIM_COMPLETE, 0, due);
	} else if (s2mm->moved == s2mm->size && !is_last) {
		csim_channel_schedule(s2mm, SIM_ERROR, AXI_DMA_SR_INT_ERR, due);
	}
}

static bool pass(struct csim_board *board, int from, int to)
{
	struct csim_channel *mm2s = &board->dma[from].mm2s;
	struct csim_channel *s2mm = &board->dma[to].s2mm;
	size_t size;

	if (!csim_traffic_moves(mm2s) || !csim_traffic_moves(s2mm) ||
	    mm2s->moved == mm2s->size || s2mm->moved == s2mm->size ||
	    !csim_traffic_attach(board, mm2s, false) ||
	    !csim_traffic_attach(board, s2mm, true))
		return false;
	if (csim_traffic_breaks(board, &board->dma[from])) {
		csim_traffic_break_off(board, &board->dma[from]);
		return false;
	}
	size = mm2s->size - mm2s->moved;
	if (size > s2mm->size - s2mm->moved)
		size = s2mm->size - s2mm->moved;
	if (!csim_traffic_deliver(board, to, mm2s->data + mm2s->moved, size)) {
		csim_channel_schedule(s2mm, SIM_ERROR, AXI_DMA_SR_INT_ERR,
				      board->now_ns);
		return false;
	}
	mm2s->moved += size;
	schedule(board, mm2s, s2mm);
	return true;
}

bool csim_loopback_pump(struct csim_board *board)
{
	bool progress = false;
	int from, to;

	for (from = 0; from < SIM_DMA_COUNT; from++)
		for (to = 0; to < SIM_DMA_COUNT; to++)
			if (csim_traffic_loops(board, from, to))
				progress |= pass(board, from, to);
	return progress;
}
