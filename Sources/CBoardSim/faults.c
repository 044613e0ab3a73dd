// SPDX-License-Identifier: BSD-3-Clause
#include "internal.h"

const char *csim_fault_name(enum csim_fault_kind kind)
{
	static const char *const names[SIM_FAULT_KINDS] = {
		[SIM_SLVERR] = "slverr",
		[SIM_DECERR] = "decerr",
		[SIM_INTERR] = "interr",
		[SIM_NO_TLAST] = "no-tlast",
		[SIM_EARLY_TLAST] = "early-tlast",
		[SIM_LOST_IRQ] = "lost-irq",
		[SIM_STUCK] = "stuck",
		[SIM_BAD_REPLY] = "bad-reply",
		[SIM_BAD_WEIGHTS] = "bad-weights",
		[SIM_UNPROGRAMMED] = "unprogrammed",
	};

	return names[kind];
}

bool csim_fault_strikes(struct csim_board *board, enum csim_fault_kind kind)
{
	int i;

	for (i = 0; i < board->options.fault_count; i++) {
		struct csim_fault *fault = &board->options.faults[i];

		if (fault->kind != kind || board->exchanges < fault->first ||
		    fault->happened >= fault->times)
			continue;
		fault->happened++;
		return true;
	}
	return false;
}

/* Whether a lasting fault that has begun outlasts this reset; counts it. */
static bool outlasts(struct csim_board *board, enum csim_fault_kind kind)
{
	int i;

	for (i = 0; i < board->options.fault_count; i++) {
		struct csim_fault *fault = &board->options.faults[i];

		if (fault->kind != kind || fault->happened == 0 ||
		    fault->happened >= fault->times)
			continue;
		fault->happened++;
		return true;
	}
	return false;
}

void csim_faults_fabric_reset(struct csim_board *board)
{
	if (board->unprogrammed)
		board->unprogrammed = outlasts(board, SIM_UNPROGRAMMED);
	if (board->stuck)
		board->stuck = outlasts(board, SIM_STUCK);
}

void csim_faults_forget(struct csim_board *board)
{
	int i;

	for (i = 0; i < board->options.fault_count; i++)
		board->options.faults[i].happened = 0;
	for (i = 0; i < SIM_FAULT_KINDS; i++)
		board->strikes[i] = false;
}
