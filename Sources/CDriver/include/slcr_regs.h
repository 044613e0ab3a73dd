/* SPDX-License-Identifier: BSD-3-Clause OR GPL-2.0 */
/* Zynq-7000 system level control registers. Source: UG585, appendix B. */
#ifndef SLCR_REGS_H
#define SLCR_REGS_H

#define SLCR_BASE 0xf8000000u
#define SLCR_LOCK 0x004u
#define SLCR_LOCK_KEY 0x767bu
#define SLCR_UNLOCK 0x008u
#define SLCR_UNLOCK_KEY 0xdf0du
#define SLCR_LOCKSTA 0x00cu /* 1: writes are ignored */
#define SLCR_FPGA_RST_CTRL 0x240u
#define SLCR_FPGA0_OUT_RST (1u << 0) /* FCLK_RESET0_N held low */

#endif
