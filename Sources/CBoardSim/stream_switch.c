// SPDX-License-Identifier: BSD-3-Clause
/* AXI4-Stream Switch 1.1 with register routing. Source: PG085. */
#include "axis_switch_regs.h"
#include "internal.h"

void csim_switch_reset(struct csim_switch *sw)
{
	int i;

	for (i = 0; i < SIM_SWITCH_OUTPUTS; i++) {
		sw->staged[i] = AXIS_SWITCH_MI_OFF;
		sw->active[i] = AXIS_SWITCH_MI_OFF;
	}
}

static int output_at(uint32_t offset)
{
	if (offset < AXIS_SWITCH_MI_MUX(0) ||
	    offset >= AXIS_SWITCH_MI_MUX(SIM_SWITCH_OUTPUTS))
		return -1;
	return (int)((offset - AXIS_SWITCH_MI_MUX(0)) / 4);
}

uint32_t csim_switch_read(const struct csim_switch *sw, uint32_t offset)
{
	int output = output_at(offset);

	return output < 0 ? 0 : sw->staged[output];
}

bool csim_switch_write(struct csim_switch *sw, uint32_t offset, uint32_t value)
{
	int output = output_at(offset), i;

	if (output >= 0)
		sw->staged[output] = value;
	if (offset != AXIS_SWITCH_CONTROL ||
	    !(value & AXIS_SWITCH_CONTROL_COMMIT))
		return false;
	for (i = 0; i < SIM_SWITCH_OUTPUTS; i++)
		sw->active[i] = sw->staged[i];
	return true;
}

bool csim_switch_connects(const struct csim_switch *sw, uint32_t input,
			  uint32_t output)
{
	uint32_t lower;

	/* An input goes to the lowest output that asks for it. */
	for (lower = 0; lower < output; lower++)
		if (sw->active[lower] == input)
			return false;
	return sw->active[output] == input;
}
