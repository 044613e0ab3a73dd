/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * For tests: a Linux that is not there, below the system calls of board:uio.
 * Its UIO devices are the windows of the simulated board, its memory has one
 * face for the CPU and another for the DMA, which agree only where they were
 * synchronised, and everything that is taken is counted until it is given back.
 */
#ifndef CTESTKERNEL_H
#define CTESTKERNEL_H

#include "cdriver.h"

#ifdef __clang__
#pragma clang assume_nonnull begin
#endif

typedef struct ctest_kernel ctest_kernel;

/** @board: options of the simulated board. Free with ctest_kernel_free(). */
ctest_kernel *_Nullable ctest_kernel_create(const char *board);
void ctest_kernel_free(ctest_kernel *kernel);

/** A file below the root; folders are made. */
void ctest_kernel_write(ctest_kernel *kernel, const char *path,
			const void *bytes, size_t size);

/** The folder that stands for /. */
const char *ctest_kernel_root(const ctest_kernel *kernel);

/** Put a window of the board (enum cboardsim_region) into map @map of
 *  /dev/uio@uio, with the files of sysfs. @offset: within its page. */
void ctest_kernel_add_uio(ctest_kernel *kernel, int uio, int map,
			  uint32_t region, uint64_t address, uint32_t offset);

/** The four windows of the published overlay, as uio0 to uio3. */
void ctest_kernel_add_overlay(ctest_kernel *kernel);

/** Where memory comes from; values may be offered together. */
typedef enum ctest_memory {
	CTEST_ZOCL = 1,
	CTEST_UDMABUF = 2,     /**< with ioctls */
	CTEST_UDMABUF_OLD = 3, /**< by files of sysfs */
	CTEST_XLNK_A = 4,
	CTEST_XLNK_B = 5,
	CTEST_XLNK_C = 6,
	CTEST_XLNK_D = 7,
	CTEST_XLNK_B_UNCACHED = 8, /**< refuses cache management */
	CTEST_XLNK_STRANGE = 9,    /**< succeeds and says nothing */
} ctest_memory;
void ctest_kernel_offer(ctest_kernel *kernel, ctest_memory memory);

/** Let memory lie from here on; 0x10000000 otherwise. */
void ctest_kernel_place_memory(ctest_kernel *kernel, uint64_t bus);

/** Where interrupts go wrong. */
typedef enum ctest_line {
	CTEST_LINE_GOOD = 0,
	CTEST_LINE_NONE = 1,    /**< UIO devices without an interrupt */
	CTEST_LINE_LOST = 2,    /**< one that never comes */
	CTEST_LINE_HALF = 3,    /**< MM2S only, as uio_pdrv_genirq has it */
	CTEST_LINE_SKIPS = 4,   /**< one of two goes unseen */
	CTEST_LINE_SHORT = 5,   /**< read returns two bytes */
} ctest_line;
void ctest_kernel_set_line(ctest_kernel *kernel, ctest_line line);

/** Let calls "open", "ioctl", "map", "lock", "write", "read" or "poll" of
 *  descriptors whose path contains @node fail with @status, after @skip that
 *  do not, @times times. */
void ctest_kernel_fail(ctest_kernel *kernel, const char *call,
		       const char *node, int status, int skip, int times);

/** cdrv_device_open() of board:uio on this kernel. */
int ctest_kernel_open(ctest_kernel *kernel, const char *options,
		      char *message, size_t message_size,
		      cdrv_device *_Nullable *_Nonnull device);
int ctest_kernel_find(ctest_kernel *kernel);

/** Descriptors, mappings, locks and buffers that are taken. */
int ctest_kernel_taken(const ctest_kernel *kernel);
/** Buffers alone. */
int ctest_kernel_buffers(const ctest_kernel *kernel);
/** A buffer that a crashed process left; its number, and where it lies. */
int ctest_kernel_leave_buffer(ctest_kernel *kernel, size_t size);
uint64_t ctest_kernel_bus(const ctest_kernel *kernel, int number);
/** Accesses to registers so far. */
uint64_t ctest_kernel_accesses(const ctest_kernel *kernel);
/** What must never happen: memory of others mapped, everybody's buffers freed,
 *  arguments too short, access past a window. */
int ctest_kernel_sins(const ctest_kernel *kernel);
/** Bytes that caches were synchronised for. */
uint64_t ctest_kernel_synced(const ctest_kernel *kernel);

/** Try the real system calls on files in a folder. Return: 0, or the line of
 *  what went wrong. */
int ctest_host_check(const char *folder);

#ifdef __clang__
#pragma clang assume_nonnull end
#endif

#endif
