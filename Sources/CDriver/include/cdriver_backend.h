/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The seam: what a world (simulated board, RTL co-simulation, Linux board)
 * fills in so that the rest of Accel can drive it. Not in the module map:
 * only back ends include it.
 *
 * Every operation returns 0 or -errno and writes results only on success.
 * CDriver checks region, offset, alignment and length before it calls an
 * operation, and never calls two operations of one context at once.
 */
#ifndef CDRIVER_BACKEND_H
#define CDRIVER_BACKEND_H

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

/** What answers behind a register window. */
enum cdrv_region_kind {
	CDRV_REGION_AXI_DMA = 1,     /**< AXI DMA 7.1, direct mode (PG021) */
	CDRV_REGION_AXIS_SWITCH = 2, /**< AXI4-Stream Switch 1.1 (PG085) */
	CDRV_REGION_SLCR = 3,        /**< Zynq-7000 system control (UG585) */
	CDRV_REGION_CORE = 4,        /**< registers of the design's cores */
};

/** A register window of the board. */
struct cdrv_region {
	enum cdrv_region_kind kind;
	/** Bus address; for messages only, accesses go by index. */
	uint32_t base;
	/** Size in bytes, a multiple of 4. */
	uint32_t size;
	/** AXI DMA: width of the LENGTH registers in bits, 8 to 26. */
	uint32_t length_width;
	/** AXI DMA: stream width in bytes; addresses and lengths are
	 *  multiples of it (the overlays have no realignment engine). */
	uint32_t data_width;
};

/** How the times that `wait` reports come about. */
enum cdrv_time_kind {
	CDRV_TIME_MEASURED = 0,  /**< a clock on real hardware */
	CDRV_TIME_SIMULATED = 1, /**< clock cycles of simulated RTL */
	CDRV_TIME_MODELLED = 2,  /**< a formula calibrated on measurements */
};

#define CDRV_MAX_REGIONS 8

/** What `open` learns about the board. */
struct cdrv_board {
	/** For example "PYNQ-Z1 (simulated), LeNet-5 overlay". */
	char name[96];
	enum cdrv_time_kind time_kind;
	uint32_t region_count;
	struct cdrv_region regions[CDRV_MAX_REGIONS];
};

/** Contiguous memory that CPU and device both reach. */
struct cdrv_memory {
	void *_Nullable cpu;      /**< CPU address, cache-line aligned */
	uint64_t bus;             /**< address that a DMA engine is given */
	size_t size;              /**< bytes */
	void *_Nullable handle;   /**< the back end's own */
};

enum cdrv_sync_direction {
	CDRV_SYNC_FOR_DEVICE = 1, /**< CPU wrote: clean the caches */
	CDRV_SYNC_FOR_CPU = 2,    /**< device wrote: invalidate the caches */
};

/** One DMA exchange: a send (MM2S) and a receive (S2MM), either empty. */
struct cdrv_dma_request {
	uint32_t region;          /**< index of an AXI DMA region */
	const struct cdrv_memory *_Nullable tx;
	size_t tx_offset, tx_length;
	const struct cdrv_memory *_Nullable rx;
	size_t rx_offset, rx_length;
};

/** Raw end state of an exchange. */
struct cdrv_dma_status {
	uint32_t mm2s_sr;         /**< MM2S_DMASR (PG021) */
	uint32_t s2mm_sr;         /**< S2MM_DMASR (PG021) */
	uint32_t received;        /**< bytes that S2MM wrote */
	bool interrupt_lost;      /**< complete, but found by polling */
};

/** The nine operations. */
struct cdrv_backend_ops {
	/** Scheme of the locator, for example "sim". */
	const char *name;

	/**
	 * Find and claim a board. Called once per device, first.
	 * @options: the locator after its colon, never NULL.
	 * @message: on failure a sentence for the user may be left here.
	 * Return: 0; -EINVAL: options not understood; -ENODEV: none found;
	 * -ENXIO: its fabric is not programmed; -EACCES: a node may not be
	 * opened; -EBUSY: somebody else has it; -ENOMEM; -EADDRNOTAVAIL:
	 * its memory lies where its engines cannot reach.
	 */
	int (*open)(const char *options, void *_Nullable *_Nonnull context,
		    struct cdrv_board *board, char *message,
		    size_t message_size);

	/**
	 * Give everything back. Called once, last; all buffers are freed
	 * and no transfer runs.
	 */
	void (*close)(void *context);

	/** Load a register. @offset is aligned and inside the region.
	 *  Return: 0; -EIO: the board can no longer be reached; -ENODEV: its
	 *  fabric is no longer programmed. Likewise below. */
	int (*read32)(void *context, uint32_t region, uint32_t offset,
		      uint32_t *value);

	/** Store a register. @offset is aligned and inside the region. */
	int (*write32)(void *context, uint32_t region, uint32_t offset,
		       uint32_t value);

	/**
	 * Allocate contiguous memory, zeroed as both sides see it.
	 * @size: bytes, > 0.
	 * Return: 0; -ENOMEM; -EIO: the board can no longer be reached;
	 * -EADDRNOTAVAIL: beyond the engines' reach.
	 */
	int (*buffer_alloc)(void *context, size_t size,
			    struct cdrv_memory *memory);

	/** Free it. No transfer uses it any more. */
	void (*buffer_free)(void *context, struct cdrv_memory *memory);

	/**
	 * Make a range of the buffer visible to the other side.
	 * @offset, @length: bytes, inside the buffer.
	 */
	int (*buffer_sync)(void *context, struct cdrv_memory *memory,
			   size_t offset, size_t length,
			   enum cdrv_sync_direction direction);

	/**
	 * (optional) Start an exchange where the back end owns the DMA
	 * registers. NULL: CDriver runs the AXI DMA sequence itself through
	 * read32 and write32. Otherwise CDriver makes one write to those
	 * registers: MM2S_DMACR.Reset, which asks the back end to end the
	 * exchange and reset the engine. An exchange whose wait failed, other
	 * than by -ETIMEDOUT, has ended already.
	 */
	int (*_Nullable dma_submit)(void *context,
				    const struct cdrv_dma_request *request);

	/**
	 * Sleep until an interrupt of @region is pending or the time is up.
	 * @timeout_ns: in the board's own time (modelled on a simulated
	 *   board), > 0.
	 * @elapsed_ns: how long it took, in the board's own time; also
	 *   written with -ETIMEDOUT, which may come early: where the end
	 *   was found by looking, and the interrupt did not come.
	 * @status: filled in only by a back end that has dma_submit.
	 * Return: 0; -ETIMEDOUT; -EIO: the board can no longer be reached.
	 */
	int (*wait)(void *context, uint32_t region, uint64_t timeout_ns,
		    uint64_t *elapsed_ns, struct cdrv_dma_status *status);
};

#ifdef __clang__
#pragma clang assume_nonnull end
#endif

#ifdef __cplusplus
}
#endif

#endif
