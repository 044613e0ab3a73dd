/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The system calls of board:uio as a struct, so that a test can play kernel.
 * Not in the module map: only CDriver and its tests include it.
 *
 * Results are 0 or more, or -errno. Calls that a signal interrupts may return
 * -EINTR; callers try again.
 */
#ifndef CDRIVER_SYSTEM_H
#define CDRIVER_SYSTEM_H

#include <stddef.h>
#include <stdint.h>

#include "cdriver_backend.h"

#ifdef __cplusplus
extern "C" {
#endif

#ifdef __clang__
#pragma clang assume_nonnull begin
#endif

/** What the back end asks of the operating system. */
struct cdrv_system {
	void *_Nullable context;
	/** In front of every path, "" for none; must outlive the device. */
	const char *root;
	/** @flags: of open(2); O_CLOEXEC is added. Return: a descriptor. */
	int (*open)(void *_Nullable context, const char *path, int flags);
	void (*close)(void *_Nullable context, int fd);
	int64_t (*read)(void *_Nullable context, int fd, void *bytes,
			size_t size);
	int64_t (*write)(void *_Nullable context, int fd, const void *bytes,
			 size_t size);
	int (*ioctl)(void *_Nullable context, int fd, unsigned long request,
		     void *argument);
	/** Map for reading and writing, shared. @address: receives it. */
	int (*map)(void *_Nullable context, int fd, size_t length,
		   uint64_t offset, void *_Nullable *_Nonnull address);
	void (*unmap)(void *_Nullable context, void *address, size_t length);
	/** Sleep until @fd can be read, -1: never. Return: 1, or 0: time up. */
	int (*poll)(void *_Nullable context, int fd, uint64_t timeout_ns);
	/** flock(2), exclusive, without waiting. Return: 0, -EWOULDBLOCK. */
	int (*lock)(void *_Nullable context, int fd);
	/** One access to a register of the board, of exactly 32 bits. */
	uint32_t (*load32)(void *_Nullable context,
			   const volatile void *address);
	void (*store32)(void *_Nullable context, volatile void *address,
			uint32_t value);
	/** CLOCK_MONOTONIC. */
	uint64_t (*now_ns)(void *_Nullable context);
};

/** The operating system itself. */
const struct cdrv_system *cdrv_system_host(void);

/** The open of cdrv_uio_backend(), on a system that must outlive it. */
int cdrv_uio_open(const struct cdrv_system *system, const char *options,
		  void *_Nullable *_Nonnull context, struct cdrv_board *board,
		  char *message, size_t message_size);

/** cdrv_uio_find() on a system. */
int cdrv_uio_find_on(const struct cdrv_system *system);

#ifdef __clang__
#pragma clang assume_nonnull end
#endif

#ifdef __cplusplus
}
#endif

#endif
