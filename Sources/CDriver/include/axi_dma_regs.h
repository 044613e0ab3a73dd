/* SPDX-License-Identifier: BSD-3-Clause OR GPL-2.0 */
/*
 * AXI DMA 7.1 registers. Source: PG021, the address maps of direct register
 * mode and of scatter-gather mode, and the pages of the registers. Offsets
 * are those of the MM2S channel; S2MM lies AXI_DMA_S2MM higher.
 */
#ifndef AXI_DMA_REGS_H
#define AXI_DMA_REGS_H

#define AXI_DMA_MM2S 0x00u
#define AXI_DMA_S2MM 0x30u

#define AXI_DMA_CR 0x00u      /* control */
#define AXI_DMA_SR 0x04u      /* status */
#define AXI_DMA_CURDESC 0x08u /* first descriptor; written while halted */
#define AXI_DMA_TAILDESC 0x10u /* last one; writing it starts the fetches */
#define AXI_DMA_ADDR 0x18u    /* source or destination address */
#define AXI_DMA_LENGTH 0x28u  /* bytes; writing it starts the transfer */
#define AXI_DMA_WINDOW 0x5cu  /* first byte behind the last register */

#define AXI_DMA_CR_RS (1u << 0)
#define AXI_DMA_CR_RESET (1u << 2)
#define AXI_DMA_CR_IOC_IRQ_EN (1u << 12)
#define AXI_DMA_CR_ERR_IRQ_EN (1u << 14)
/* Packets to an interrupt, 1 to 255; writing 0 changes nothing. */
#define AXI_DMA_CR_THRESHOLD(packets) ((packets) << 16)

#define AXI_DMA_SR_HALTED (1u << 0)
#define AXI_DMA_SR_IDLE (1u << 1)
#define AXI_DMA_SR_SG_INCLD (1u << 3) /* built for scatter-gather */
#define AXI_DMA_SR_INT_ERR (1u << 4)
#define AXI_DMA_SR_SLV_ERR (1u << 5)
#define AXI_DMA_SR_DEC_ERR (1u << 6)
#define AXI_DMA_SR_SG_INT_ERR (1u << 8) /* a completed descriptor again */
#define AXI_DMA_SR_SG_SLV_ERR (1u << 9)
#define AXI_DMA_SR_SG_DEC_ERR (1u << 10)
#define AXI_DMA_SR_ERRORS 0x770u
#define AXI_DMA_SR_IOC_IRQ (1u << 12)
#define AXI_DMA_SR_DLY_IRQ (1u << 13)
#define AXI_DMA_SR_ERR_IRQ (1u << 14)
#define AXI_DMA_SR_IRQS 0x7000u  /* write 1 to clear */

/* Scatter-gather descriptors: bytes, of which these words count. */
#define AXI_DMA_DESC_SIZE 0x40u /* and their alignment */
#define AXI_DMA_DESC_NEXT 0x00u
#define AXI_DMA_DESC_BUFFER 0x08u
#define AXI_DMA_DESC_CONTROL 0x18u
#define AXI_DMA_DESC_STATUS 0x1cu

/* Bytes, in CONTROL to move and in STATUS moved. */
#define AXI_DMA_DESC_BYTES 0x3ffffffu
/* Last and first of a packet: MM2S is told so, S2MM tells. */
#define AXI_DMA_DESC_EOF (1u << 26)
#define AXI_DMA_DESC_SOF (1u << 27)
/* In STATUS; DMASR's three errors stand where these do, 24 bits lower. */
#define AXI_DMA_DESC_ERRORS 0x70000000u
#define AXI_DMA_DESC_ERROR_SHIFT 24
#define AXI_DMA_DESC_CMPLT (1u << 31)

#endif
