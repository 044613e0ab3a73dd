/* SPDX-License-Identifier: BSD-3-Clause OR GPL-2.0 WITH Linux-syscall-note */
/*
 * What /dev/accelN speaks. All sizes are fixed and equal for 32-bit and
 * 64-bit processes; fields called pad and unknown flags must be zero, or the
 * call fails with EINVAL; unknown calls fail with ENOTTY. Every call fails
 * with ENODEV once the device is gone.
 */
#ifndef UAPI_ACCEL_H
#define UAPI_ACCEL_H

#include <linux/ioctl.h>
#include <linux/types.h>

/** Version of this header; grows when something is added. */
#define ACCEL_UAPI_VERSION 2

/* ---- what there is ---- */

#define ACCEL_FEATURE_SIMULATED (1u << 0) /**< no hardware: a loop-back */
#define ACCEL_FEATURE_DMABUF (1u << 1)    /**< export and import */
/** The module does scatter-gather where an engine's DMASR.SGIncld is set
 *  (PG021; ACCEL_IOC_READ). */
#define ACCEL_FEATURE_SCATTER_GATHER (1u << 2)
#define ACCEL_FEATURE_PROGRAM (1u << 3)   /**< the fabric can be programmed */

/** ACCEL_IOC_INFO. Out only. */
struct accel_info {
	__u32 version;       /**< ACCEL_UAPI_VERSION of the module */
	__u32 features;      /**< ACCEL_FEATURE_ bits */
	__u32 windows;       /**< register windows, 0 to ACCEL_MAX_WINDOWS */
	__u32 pad;
	/** Bytes of buffers that this file may hold; the module's parameter
	 *  `total` says what all open files together may. */
	__u64 quota;
	/** Of which it holds, with the descriptors of its transfers and what it
	 *  imported from other devices; a device's own memory counts for the
	 *  file that allocated it, until it is freed. */
	__u64 used;
	char name[64];       /**< for people; ends with a zero */
};

#define ACCEL_MAX_WINDOWS 8

enum accel_window_kind {
	ACCEL_WINDOW_DMA = 1,    /**< AXI DMA 7.1 (PG021) */
	ACCEL_WINDOW_SWITCH = 2, /**< AXI4-Stream switch 1.1 (PG085) */
	ACCEL_WINDOW_SLCR = 3,   /**< Zynq-7000 system control (UG585) */
	ACCEL_WINDOW_CORE = 4,   /**< registers of the design's own cores */
};

/** ACCEL_IOC_WINDOW. In: index. ERANGE: no such window. */
struct accel_window {
	__u32 index;
	__u32 kind;          /**< enum accel_window_kind */
	__u64 base;          /**< bus address, for messages */
	__u32 size;          /**< bytes */
	__u32 length_width;  /**< DMA: bits of the LENGTH registers */
	__u32 data_width;    /**< DMA: bytes of a stream's beat */
	__u32 pad;
	/** What mmap() is given for this window; 0 if it cannot be mapped:
	 *  only cores' windows can. */
	__u64 mmap_offset;
};

/**
 * ACCEL_IOC_READ, ACCEL_IOC_WRITE: one 32-bit register. The registers of a
 * DMA engine can be read, not written; of SLCR there are FPGA_RST_CTRL,
 * SLCR_LOCK and SLCR_UNLOCK. The last two have no effect, and resets that are
 * written to the first are pulsed: they are over when the call returns.
 * EINVAL: not aligned; ERANGE: outside; EPERM; EBUSY: a reset of the fabric
 * while a transfer runs.
 */
struct accel_register {
	__u32 window;
	__u32 offset;        /**< bytes, a multiple of 4 */
	__u32 value;
	__u32 pad;
};

/* ---- buffers ---- */

#define ACCEL_BUFFER_WRITE_COMBINED (1u << 0) /**< needs no syncs */
#define ACCEL_BUFFER_SCATTERED (1u << 1) /**< need not be contiguous */

/**
 * ACCEL_IOC_ALLOC: contiguous, zeroed memory, cached unless asked otherwise.
 * Scattered memory is cached, and for transfers of engines with scatter-gather
 * alone. A buffer is freed with the last of: ACCEL_IOC_FREE or the end of the
 * file, its mappings, its dma-buf, the transfers that use it. EINVAL: size 0,
 * both flags, or scattered where no engine has scatter-gather; ENOMEM; EDQUOT:
 * beyond the quota, or what all open files may hold.
 */
struct accel_alloc {
	__u64 size;          /**< bytes; in */
	__u32 flags;         /**< ACCEL_BUFFER_ bits; in */
	__u32 handle;        /**< never 0; out */
	__u64 mmap_offset;   /**< what mmap() is given; out */
};

/** ACCEL_IOC_FREE. ENOENT: no such buffer in this file. */
struct accel_free {
	__u32 handle;
	__u32 pad;
};

#define ACCEL_SYNC_FOR_DEVICE 1u /**< the CPU wrote */
#define ACCEL_SYNC_FOR_CPU 2u    /**< the device wrote */

/**
 * ACCEL_IOC_SYNC: a range of a buffer, or all of an imported one. ERANGE:
 * outside it; ETIMEDOUT: who else uses an imported one, the CPU waited for
 * ACCEL_FENCE_TIMEOUT_MS.
 */
struct accel_sync {
	__u32 handle;
	__u32 direction;     /**< ACCEL_SYNC_ */
	__u64 offset;
	__u64 length;
};

#define ACCEL_FENCE_TIMEOUT_MS 1000

/**
 * ACCEL_IOC_EXPORT: the buffer as a dma-buf, close on exec. EINVAL: it was
 * imported from another device.
 * ACCEL_IOC_IMPORT: a dma-buf as a buffer of this file. EINVAL: it is not
 * contiguous for the device, and no engine has scatter-gather; ETIMEDOUT:
 * others were not done with it within ACCEL_FENCE_TIMEOUT_MS.
 */
struct accel_dmabuf {
	__u32 handle;
	__s32 fd;
	__u64 size;          /**< bytes; out */
};

/**
 * ACCEL_IOC_PHYSICAL: the address that the device sees. EPERM without
 * CAP_SYS_RAWIO: nothing here needs it. EINVAL: there are several.
 */
struct accel_physical {
	__u32 handle;
	__u32 pad;
	__u64 address;
};

/* ---- transfers ---- */

/**
 * ACCEL_IOC_SUBMIT: queue a transfer: receive (S2MM) is armed before send
 * (MM2S) starts. A handle of 0 leaves a side out. Transfers of an engine run
 * one after the other, whosever they are: one that has run for longer than
 * the module's parameter `hold` (ms) while another file waits is cancelled.
 * EINVAL: no side, the same buffer twice, length 0, not a multiple of the
 * stream's width, a scattered buffer without scatter-gather; EMSGSIZE: longer
 * than LENGTH can say, or more than 65536 descriptors of an engine with
 * scatter-gather; ERANGE: outside the buffer, or no such engine; ENOENT: no
 * such buffer; EAGAIN: ACCEL_MAX_TRANSFERS of this file are not waited for;
 * ENOMEM, EDQUOT: no memory for descriptors, 64 bytes for each piece.
 *
 * With scatter-gather a reply that is longer than its buffer is not an error
 * of the engine: it waits for memory, and time runs out.
 */
struct accel_submit {
	__u32 window;        /**< a DMA window */
	__u32 flags;         /**< none yet: 0 */
	__u32 tx;            /**< handle */
	__u32 rx;            /**< handle */
	__u64 tx_offset;
	__u64 tx_length;
	__u64 rx_offset;
	__u64 rx_length;
	__u64 transfer;      /**< its number, never 0; out */
};

#define ACCEL_MAX_TRANSFERS 64

#define ACCEL_WAIT_INTERRUPT_LOST (1u << 0) /**< found by polling */
#define ACCEL_WAIT_ENDED (1u << 1) /**< it has ended, however the call did */

/**
 * ACCEL_IOC_WAIT: until a transfer has ended. ETIMEDOUT leaves it running;
 * every other end forgets it, and the engine is ready for the next one.
 * ENOENT: no such transfer; EIO: it failed, see the status registers;
 * ECANCELED: it was cancelled; ENODEV: the fabric does not answer, or, without
 * ACCEL_WAIT_ENDED, the device is gone. A lost interrupt is found within a
 * second, however late the deadline is.
 * poll() says POLLIN when some transfer of the file has ended.
 */
struct accel_wait {
	__u64 transfer;
	__u64 deadline;      /**< ns of CLOCK_MONOTONIC; 0: do not wait */
	__u32 flags;         /**< ACCEL_WAIT_ bits; out */
	__u32 mm2s_sr;       /**< MM2S_DMASR when it ended (PG021); out */
	__u32 s2mm_sr;       /**< S2MM_DMASR when it ended; out */
	__u32 received;      /**< bytes that S2MM wrote; out */
	__u64 elapsed;       /**< ns from its start to its end; out */
};

/**
 * ACCEL_IOC_CANCEL: end every transfer of this file on an engine; one that
 * runs is ended by a reset of the engine. ETIMEDOUT: the engine does not
 * react, and what it may still write to is kept from others.
 */
struct accel_cancel {
	__u32 window;
	__u32 pad;
};

/* ---- bitstreams ---- */

#define ACCEL_PROGRAM_PARTIAL (1u << 0) /**< a part; the rest goes on */

#define ACCEL_MAX_STREAM (64u << 20)

/**
 * ACCEL_IOC_PROGRAM: load a design into the fabric, as the kernel's FPGA
 * manager takes it: for Zynq-7000 a .bin without header whose words are
 * swapped, so that the sync word reads 66 55 99 AA. The registers of the new
 * design are where the device's windows are, or nowhere. Windows' mappings
 * go on; whoever touches one meanwhile waits. EPERM: the module's parameter
 * "program" does not let the caller; EINVAL: not whole words, or the manager
 * takes it for no stream; EMSGSIZE: more than ACCEL_MAX_STREAM; EBUSY: a
 * transfer runs, another file has the device, or the manager is at work;
 * EOPNOTSUPP: a kernel without FPGA managers; ENODEV: no manager; else the
 * manager's error. After one that cost the fabric its design nothing answers
 * until a whole design is loaded.
 */
struct accel_program {
	__u64 stream;        /**< address in the caller's memory */
	__u64 size;          /**< bytes, a multiple of 4 */
	__u32 flags;         /**< ACCEL_PROGRAM_ bits */
	__u32 pad;
};

#define ACCEL_IOC_MAGIC 0xAC
#define ACCEL_IOC_INFO _IOR(ACCEL_IOC_MAGIC, 0, struct accel_info)
#define ACCEL_IOC_WINDOW _IOWR(ACCEL_IOC_MAGIC, 1, struct accel_window)
#define ACCEL_IOC_READ _IOWR(ACCEL_IOC_MAGIC, 2, struct accel_register)
#define ACCEL_IOC_WRITE _IOW(ACCEL_IOC_MAGIC, 3, struct accel_register)
#define ACCEL_IOC_ALLOC _IOWR(ACCEL_IOC_MAGIC, 4, struct accel_alloc)
#define ACCEL_IOC_FREE _IOW(ACCEL_IOC_MAGIC, 5, struct accel_free)
#define ACCEL_IOC_SYNC _IOW(ACCEL_IOC_MAGIC, 6, struct accel_sync)
#define ACCEL_IOC_EXPORT _IOWR(ACCEL_IOC_MAGIC, 7, struct accel_dmabuf)
#define ACCEL_IOC_IMPORT _IOWR(ACCEL_IOC_MAGIC, 8, struct accel_dmabuf)
#define ACCEL_IOC_PHYSICAL _IOWR(ACCEL_IOC_MAGIC, 9, struct accel_physical)
#define ACCEL_IOC_SUBMIT _IOWR(ACCEL_IOC_MAGIC, 10, struct accel_submit)
#define ACCEL_IOC_WAIT _IOWR(ACCEL_IOC_MAGIC, 11, struct accel_wait)
#define ACCEL_IOC_CANCEL _IOW(ACCEL_IOC_MAGIC, 12, struct accel_cancel)
#define ACCEL_IOC_PROGRAM _IOW(ACCEL_IOC_MAGIC, 13, struct accel_program)

#endif
