/* SPDX-License-Identifier: BSD-3-Clause OR GPL-2.0 */
/* AXI4-Stream Switch 1.1 with register routing. Source: PG085. */
#ifndef AXIS_SWITCH_REGS_H
#define AXIS_SWITCH_REGS_H

#define AXIS_SWITCH_CONTROL 0x00u
#define AXIS_SWITCH_CONTROL_COMMIT 2u
#define AXIS_SWITCH_MI_MUX(mi) (0x40u + 4u * (mi))
#define AXIS_SWITCH_MI_OFF 0x80000000u

#endif
