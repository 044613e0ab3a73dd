/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Programming the fabric of a Zynq-7000 under Linux, and its clocks.
 *
 * Every function takes a root that is put in front of each path: "" on a
 * board, a folder that looks like one in tests. Waits are bounded. Functions
 * return 0 or -errno, and write their results only on success.
 */
#ifndef CDRIVER_FPGA_H
#define CDRIVER_FPGA_H

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

/* ---- loaders ---- */

/** Ways to program the fabric, the preferred ones first. */
typedef enum cdrv_fpga_loader {
	/** The kernel's FPGA manager with the attributes `firmware` and
	 *  `flags` of linux-xlnx; root only. PYNQ images from 2.3 on. */
	CDRV_FPGA_MANAGER = 1,
	/** /dev/accelN of our kernel module, where it can program. */
	CDRV_FPGA_MODULE = 2,
	/** /dev/xdevcfg of linux-xlnx up to 2017. */
	CDRV_FPGA_DEVCFG = 3,
} cdrv_fpga_loader;

/** What is known of a loader without touching the fabric. */
typedef struct cdrv_fpga_info {
	/** The file that is written to, without the root. */
	char path[96];
	/** The driver's name where it has one, or "". */
	char name[64];
	/** Of a manager, for example "operating" or "unknown"; of xdevcfg
	 *  "operating" or "unknown" by prog_done; else "". */
	char state[40];
	/** Whether this process may use it. */
	bool allowed;
} cdrv_fpga_info;

/**
 * Look for one loader. /dev/xdevcfg is not opened, because opening it clears
 * the fabric.
 * Return: 0; -ENOENT: this system does not have it.
 */
int cdrv_fpga_find(const char *root, cdrv_fpga_loader loader,
		   cdrv_fpga_info *info);

/**
 * The device code that Linux read from the SLCR's PSS_IDCODE (soc_id): 7 on
 * an XC7Z020, 2 on an XC7Z010.
 * Return: 0; -ENOENT: not known.
 */
int cdrv_fpga_device_code(const char *root, uint32_t *code);

/** A bitstream on its way. */
typedef struct cdrv_fpga_image {
	/** Words with the lowest byte first: the sync word is 66 55 99 AA. */
	const uint8_t *bytes;
	/** In bytes, a multiple of 4, more than 0. */
	size_t size;
	/** Configures a part of the fabric, and the rest goes on. */
	bool partial;
} cdrv_fpga_image;

/**
 * Program the fabric and check that it took effect. Whatever runs in it must
 * have stopped. A manager is given the image through a file of a name of its
 * own in /lib/firmware, which is removed again.
 * @timeout_ns: how long the result may take after the image is written.
 * @message: on failure what was wrong, or "".
 * Return: 0; -EINVAL: not whole words; -ENOENT: no such loader; -EACCES: not
 * allowed; -EBUSY: somebody else programs or uses it; -ENOTSUP: it takes no
 * partial bitstreams; -EIO: the hardware or the driver refused it;
 * -ETIMEDOUT; or what the file system says, such as -ENOSPC.
 */
int cdrv_fpga_load(const char *root, cdrv_fpga_loader loader,
		   const cdrv_fpga_image *image, uint64_t timeout_ns,
		   char *message, size_t message_size);

/* ---- the device tree ---- */

/** Whether this kernel takes overlays through configfs: vendors' do. */
bool cdrv_overlay_supported(const char *root);

/**
 * Apply an overlay and check that the kernel took it; it stays until it is
 * removed, or the system goes down.
 * @name: what its folder in configfs is called, without a slash. There must
 * be none of this name.
 * @bytes, @size: a .dtbo file.
 * @message: on failure what was wrong, or as it was.
 * Return: 0; -EEXIST; -ENOENT: not supported; -EACCES, -EPERM: not allowed;
 * -EIO: the kernel did not take it; or what the file system says.
 */
int cdrv_overlay_apply(const char *root, const char *name,
		       const uint8_t *bytes, size_t size, char *message,
		       size_t message_size);

/**
 * Remove an overlay: drivers of its devices are unbound first.
 * Return: 0; -ENOENT: there is none of this name; -EACCES, -EPERM.
 */
int cdrv_overlay_remove(const char *root, const char *name);

/* ---- clocks, through the kernel ---- */

#define CDRV_FCLK_COUNT 4

/**
 * Frequency of FCLKn in Hz, from the kernel's xlnx,fclk or xdevcfg driver.
 * @clock: 0 to 3.
 * Return: 0; -EINVAL; -ENOENT: the kernel does not say; -EACCES.
 */
int cdrv_fclk_rate(const char *root, uint32_t clock, uint64_t *hertz);

/**
 * Set it; the kernel rounds to what its dividers can do.
 * Return: as cdrv_fclk_rate().
 */
int cdrv_fclk_set_rate(const char *root, uint32_t clock, uint64_t hertz);

/** Frequency of PS_CLK in Hz, from the device tree. Return: 0; -ENOENT. */
int cdrv_ps_clock(const char *root, uint64_t *hertz);

/* ---- clocks, through /dev/mem ---- */

/** The system level control registers (UG585, appendix B.28). */
typedef struct cdrv_slcr cdrv_slcr;

/**
 * Map them, for a user who asked for it: nothing in Accel does by itself.
 * @slcr: receives what cdrv_slcr_close() takes.
 * Return: 0; -EACCES, -EPERM: not allowed; -ENOENT: no /dev/mem; -ENODEV:
 * the device tree names no Zynq-7000, so that the address belongs to
 * something else; -ENOMEM.
 */
int cdrv_slcr_open(const char *root, cdrv_slcr *_Nullable *_Nonnull slcr);

void cdrv_slcr_close(cdrv_slcr *slcr);

/** Load a register. Return: 0; -EINVAL: not aligned, or outside. */
int cdrv_slcr_read(cdrv_slcr *slcr, uint32_t offset, uint32_t *value);

/**
 * Store a register. Where the SLCR is locked, it is unlocked for the store
 * only; Linux keeps it unlocked, and would fail if it were locked behind it.
 * Return: as cdrv_slcr_read().
 */
int cdrv_slcr_write(cdrv_slcr *slcr, uint32_t offset, uint32_t value);

#ifdef __clang__
#pragma clang assume_nonnull end
#endif

#ifdef __cplusplus
}
#endif

#endif
