/* SPDX-License-Identifier: BSD-3-Clause OR GPL-2.0 */
/*
 * AXI DMA 7.1 registers, direct mode. Source: PG021, "Direct Register Mode
 * Register Address Map" and the four register pages. Offsets are those of
 * the MM2S channel; S2MM lies AXI_DMA_S2MM higher.
 */
#ifndef AXI_DMA_REGS_H
#define AXI_DMA_REGS_H

#define AXI_DMA_MM2S 0x00u
#define AXI_DMA_S2MM 0x30u

#define AXI_DMA_CR 0x00u      /* control */
#define AXI_DMA_SR 0x04u      /* status */
#define AXI_DMA_ADDR 0x18u    /* source or destination address */
#define AXI_DMA_LENGTH 0x28u  /* bytes; writing it starts the transfer */
#define AXI_DMA_WINDOW 0x5cu  /* first byte behind the last register */

#define AXI_DMA_CR_RS (1u << 0)
#define AXI_DMA_CR_RESET (1u << 2)
#define AXI_DMA_CR_IOC_IRQ_EN (1u << 12)
#define AXI_DMA_CR_ERR_IRQ_EN (1u << 14)

#define AXI_DMA_SR_HALTED (1u << 0)
#define AXI_DMA_SR_IDLE (1u << 1)
#define AXI_DMA_SR_INT_ERR (1u << 4)
#define AXI_DMA_SR_SLV_ERR (1u << 5)
#define AXI_DMA_SR_DEC_ERR (1u << 6)
#define AXI_DMA_SR_ERRORS 0x770u /* with the scatter-gather three */
#define AXI_DMA_SR_IOC_IRQ (1u << 12)
#define AXI_DMA_SR_DLY_IRQ (1u << 13)
#define AXI_DMA_SR_ERR_IRQ (1u << 14)
#define AXI_DMA_SR_IRQS 0x7000u  /* write 1 to clear */

#endif
