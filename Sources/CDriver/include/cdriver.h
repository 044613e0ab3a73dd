/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Driver for accelerators on Zynq boards: register windows, contiguous
 * buffers, AXI DMA. The same calls drive every back end (cdriver_backend.h).
 *
 * Functions return 0 or -errno and write their results only on success.
 * Devices and buffers are reference counted: a buffer keeps its device
 * open, so the order in which they are freed never matters. All functions
 * may be called from any thread; calls on one device are serialised.
 */
#ifndef CDRIVER_H
#define CDRIVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifdef __clang__
#pragma clang assume_nonnull begin
#else
#ifndef _Nullable
#define _Nullable
#define _Nonnull
#endif
#endif

struct cdrv_backend_ops;

/** An open board. */
typedef struct cdrv_device cdrv_device;

/** Contiguous memory that the CPU and the board both reach. */
typedef struct cdrv_buffer cdrv_buffer;

/** Who may touch a buffer's bytes. */
typedef enum cdrv_owner {
	CDRV_OWNER_NOBODY = 0, /**< idle: either side may take it */
	CDRV_OWNER_CPU = 1,    /**< between begin_cpu and end_cpu */
	CDRV_OWNER_DEVICE = 2, /**< part of a running exchange */
} cdrv_owner;

/** How the CPU wants to use a range of a buffer; bits. */
typedef enum cdrv_access {
	CDRV_ACCESS_READ = 1,
	CDRV_ACCESS_WRITE = 2,
	CDRV_ACCESS_READ_WRITE = 3,
} cdrv_access;

/** What went wrong in an exchange. */
typedef enum cdrv_fault {
	CDRV_FAULT_NONE = 0,
	/** DMASR.DMAIntErr: reply longer than the buffer (late or missing
	 *  TLAST), or a length of 0. */
	CDRV_FAULT_DMA_INTERNAL = 1,
	/** DMASR.DMASlvErr: the memory side answered SLVERR. */
	CDRV_FAULT_DMA_SLAVE = 2,
	/** DMASR.DMADecErr: address outside any memory. */
	CDRV_FAULT_DMA_DECODE = 3,
	/** Halted without an error bit: somebody stopped the channel. */
	CDRV_FAULT_HALTED = 4,
	/** Time up while the core still refused input. */
	CDRV_FAULT_INPUT_STALLED = 5,
	/** Time up with all input taken and no complete reply. */
	CDRV_FAULT_NO_REPLY = 6,
	/** Registers read all ones: the fabric is not programmed. */
	CDRV_FAULT_NOT_PROGRAMMED = 7,
	/** Reset or start did not take effect in time. */
	CDRV_FAULT_ENGINE_STUCK = 8,
} cdrv_fault;

/** How the times of a device come about. */
typedef enum cdrv_clock {
	CDRV_CLOCK_MEASURED = 0,
	CDRV_CLOCK_SIMULATED = 1,
	CDRV_CLOCK_MODELLED = 2,
} cdrv_clock;

/** What an exchange did. */
typedef struct cdrv_dma_report {
	cdrv_fault fault;
	uint32_t mm2s_sr;     /**< MM2S_DMASR when it ended (PG021) */
	uint32_t s2mm_sr;     /**< S2MM_DMASR when it ended */
	uint32_t received;    /**< bytes that arrived */
	uint64_t elapsed_ns;  /**< in the board's own time */
	bool interrupt_lost;  /**< complete, but no interrupt said so */
} cdrv_dma_report;

/** What a device has done since it was opened. */
typedef struct cdrv_stats {
	uint64_t register_reads;
	uint64_t register_writes;
	uint64_t exchanges;
	uint64_t failed_exchanges;
	uint64_t resets;          /**< engine and fabric resets */
	uint64_t lost_interrupts;
	uint64_t bytes_to_device;
	uint64_t bytes_from_device;
	uint64_t bytes_synced;
	uint64_t board_ns;        /**< waited for the board, its own time */
	/** CPU time by the wall clock inside the board: register accesses
	 *  and waits. On a simulated board that is the simulation. */
	uint64_t board_wall_ns;
	uint64_t sync_wall_ns;    /**< in cache maintenance */
} cdrv_stats;

/* ---- device ---- */

/**
 * The back end for boards under Linux with our kernel module.
 *
 * Options: the path of a device, for example /dev/accel0. Transfers, buffers
 * and caches are the kernel's affair, and no privilege is needed beyond being
 * allowed to open the path.
 */
const struct cdrv_backend_ops *cdrv_board_backend(void);

/**
 * The back end for boards under Linux without our module: registers and
 * interrupts by UIO, memory by zocl, u-dma-buf or xlnk, the first that works.
 * Windows are known by their addresses, from the device tree or from the
 * published overlays, never by a name. No privilege is needed beyond being
 * allowed to open the nodes.
 *
 * Options: "uio", then words, each behind a comma.
 *   dma=ADDRESS, switch=ADDRESS, slcr=ADDRESS
 *                         where windows are; each may be given several times,
 *                         and replaces what was found of its kind
 *   length-width=BITS     of the engines' LENGTH registers, 8 to 26
 *   data-width=BYTES      of their streams, 4 to 128
 *   memory=zocl|u-dma-buf|xlnk
 *   xlnk=A|B|C|D          the generation, where the kernel does not tell
 *   mem=/dev/mem          registers by this file, instead of UIO: for root,
 *                         and never without being asked for
 *   programmed=yes        the fabric is, whatever the FPGA manager says
 */
const struct cdrv_backend_ops *cdrv_uio_backend(void);

/**
 * Whether cdrv_uio_backend() knows a board here, without options. Opens no
 * device node and touches no register.
 * Return: 0; -ENODEV: no; -ENXIO: yes, but its fabric is not programmed.
 */
int cdrv_uio_find(void);

/**
 * The back end for designs that are simulated from their RTL, clock by clock
 * (Hardware/cosim). Times are clock cycles of the design's own clock.
 *
 * Options: the file of a shared library, made by make rtl-lib; then words,
 * each behind a comma.
 *   stalls=SEED           the bus pauses at random, 1 to 2^64 - 1
 *   latency=CYCLES        of the memory, 1 to 1000; 24 if not given
 *   fault=KIND@N          the N-th burst, from 0, is answered by an error:
 *                         read-slverr, read-decerr, write-slverr, write-decerr
 *   waves=FILE            all signals in VCD; of a library built with WAVES=1
 */
const struct cdrv_backend_ops *cdrv_rtl_backend(void);

/**
 * Open a board.
 * @ops: the back end; must outlive the device.
 * @options: text behind the locator's colon, may be "".
 * @message: on failure a sentence for the user, or "".
 * @device: receives a device to be released with cdrv_device_unref().
 * Return: 0; -EINVAL: options not understood, or the back end describes an
 * impossible board; -ENODEV: no board; -ENXIO: its fabric is not programmed;
 * -EACCES: a node may not be opened; -EBUSY: in use; -ENOMEM;
 * -EADDRNOTAVAIL: its memory lies where its engines cannot reach.
 */
int cdrv_device_open(const struct cdrv_backend_ops *ops, const char *options,
		     char *message, size_t message_size,
		     cdrv_device *_Nullable *_Nonnull device);

/** Take another reference. */
void cdrv_device_ref(cdrv_device *device);

/** Drop a reference; the last one closes the board. */
void cdrv_device_unref(cdrv_device *device);

/** The board's name, for people. Valid as long as the device. */
const char *cdrv_device_name(const cdrv_device *device);

/** How the times of this device come about. */
cdrv_clock cdrv_device_clock(const cdrv_device *device);

/** Copy the counters. */
void cdrv_device_stats(cdrv_device *device, cdrv_stats *stats);

/* ---- register windows ---- */

/**
 * Find a register window by what it is.
 * @kind: an enum cdrv_region_kind (1 AXI DMA, 2 AXI4-Stream switch, 3 SLCR).
 * @ordinal: 0 for the first of its kind, in the board's order.
 * Return: 0, or -ENOENT where the board has no such window.
 */
int cdrv_window_find(const cdrv_device *device, uint32_t kind,
		     uint32_t ordinal, uint32_t *window);

/**
 * Load or store a 32-bit register.
 * @offset: bytes from the start of the window.
 * Return: 0; -ERANGE: no such window, or outside it; -EINVAL: not a multiple
 * of 4; -EIO: the board can no longer be reached.
 */
int cdrv_window_read32(cdrv_device *device, uint32_t window, uint32_t offset,
		       uint32_t *value);
int cdrv_window_write32(cdrv_device *device, uint32_t window, uint32_t offset,
			uint32_t value);

/* ---- buffers ---- */

/**
 * Allocate zeroed contiguous memory.
 * @size: bytes, 1 or more.
 * @buffer: receives a buffer to be released with cdrv_buffer_free().
 * Return: 0; -EINVAL: size 0; -ENOMEM; -EIO: the board can no longer be
 * reached; -EADDRNOTAVAIL: what there is lies where the engines cannot reach
 * it.
 */
int cdrv_buffer_alloc(cdrv_device *device, size_t size,
		      cdrv_buffer *_Nullable *_Nonnull buffer);

/**
 * Free a buffer. If an exchange still uses it, the engine is reset first;
 * should that fail, the memory is kept until the board is closed: it is never
 * given back under a DMA that may be running.
 */
void cdrv_buffer_free(cdrv_buffer *buffer);

/** Size in bytes. */
size_t cdrv_buffer_size(const cdrv_buffer *buffer);

/** Who may touch the bytes now. */
cdrv_owner cdrv_buffer_owner(const cdrv_buffer *buffer);

/**
 * Take a range for the CPU. With CDRV_ACCESS_READ what the device wrote
 * becomes visible.
 * @bytes: receives the address of @offset; valid until cdrv_buffer_end_cpu().
 * Return: 0; -ERANGE: outside the buffer; -EBUSY: already taken by the CPU or
 * the device; -EIO: synchronisation failed.
 */
int cdrv_buffer_begin_cpu(cdrv_buffer *buffer, size_t offset, size_t length,
			  cdrv_access access,
			  void *_Nullable *_Nonnull bytes);

/**
 * Give the range back. After CDRV_ACCESS_WRITE it becomes visible to the
 * device.
 * Return: 0; -EINVAL: the CPU does not have it; -EIO.
 */
int cdrv_buffer_end_cpu(cdrv_buffer *buffer);

/* ---- AXI DMA ---- */

/**
 * Largest length of one exchange in bytes, from the width of the engine's
 * LENGTH registers and its stream: 8,388,604 for 23 bits and 4 bytes.
 * Return: 0, or -ERANGE if the window is not an AXI DMA.
 */
int cdrv_dma_max_length(const cdrv_device *device, uint32_t window,
			size_t *length);

/**
 * Reset the engine, both channels, and start them again with completion and
 * error interrupts on. A running exchange fails and its buffers are released.
 * Return: 0; -ERANGE: not an AXI DMA; -ENODEV: fabric not programmed;
 * -ETIMEDOUT: no reaction; -EIO.
 */
int cdrv_dma_reset(cdrv_device *device, uint32_t window);

/**
 * Start an exchange: receive (S2MM) is armed before send (MM2S) starts. Both
 * buffers belong to the device until cdrv_dma_wait() returns. One exchange
 * runs at a time on each engine.
 * @tx, @rx: either may be NULL, not both; not the same buffer.
 * Return: 0; -EINVAL: no buffer, length 0, or offset or length not a
 * multiple of the stream width; -EMSGSIZE: longer than cdrv_dma_max_length();
 * -ERANGE: outside the buffer; -EBUSY: the engine or a buffer is in use;
 * -ENODEV: fabric not programmed; -EIO, -ETIMEDOUT: the engine did not start.
 */
int cdrv_dma_submit(cdrv_device *device, uint32_t window,
		    cdrv_buffer *_Nullable tx, size_t tx_offset,
		    size_t tx_length, cdrv_buffer *_Nullable rx,
		    size_t rx_offset, size_t rx_length);

/**
 * Wait until the exchange ends, and release its buffers. After any failure
 * the engine has been reset and may be used again.
 * @timeout_ns: in the board's own time.
 * @report: always written.
 * Return: 0: both directions complete; -EINVAL: no exchange runs; -EIO: see
 * report->fault, CDRV_FAULT_NONE if the board cannot be reached at all;
 * -ETIMEDOUT: time up, see report->fault; -ENODEV: fabric not programmed.
 */
int cdrv_dma_wait(cdrv_device *device, uint32_t window, uint64_t timeout_ns,
		  cdrv_dma_report *report);

/** A word or two for a fault, for example "DMADecErr" or "input stalled". */
const char *cdrv_fault_name(cdrv_fault fault);

/* ---- fabric ---- */

/**
 * Pulse the fabric's reset (FCLK_RESET0_N, UG585 FPGA_RST_CTRL): engines,
 * switch and cores return to their reset state, which is the only way to make
 * a core forget half a message. Block RAM contents are not to be relied upon.
 * Return: 0; -ENOTSUP: the board offers no reset; -EBUSY: an exchange runs;
 * -EIO.
 */
int cdrv_fabric_reset(cdrv_device *device);

/**
 * Route one stream in the AXI4-Stream switch: master output @mi takes from
 * slave input @si. Takes effect with cdrv_switch_commit().
 * Return: 0; -ERANGE: not a switch, or no such output; -EIO.
 */
int cdrv_switch_route(cdrv_device *device, uint32_t window, uint32_t mi,
		      uint32_t si);

/** Turn an output off; takes effect with cdrv_switch_commit(). */
int cdrv_switch_off(cdrv_device *device, uint32_t window, uint32_t mi);

/** Make the routes take effect. */
int cdrv_switch_commit(cdrv_device *device, uint32_t window);

#ifdef __clang__
#pragma clang assume_nonnull end
#endif

#ifdef __cplusplus
}
#endif

#endif
