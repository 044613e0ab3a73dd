/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The calls of /dev/xlnk, which came in four generations that no call tells
 * apart. A: Linux to 4.8, results through two pointers; B: 4.9; C and D: 4.19
 * and later, results in place and other offsets for mmap; D frees at the close
 * what a process had. Source: drivers/staging/apf of linux-xlnx.
 *
 * Every call copies its whole argument, 88 bytes on a 32-bit ARM, in and out,
 * whatever the size in the call's number says.
 */
#ifndef CDRIVER_UIO_XLNK_CALLS_H
#define CDRIVER_UIO_XLNK_CALLS_H

#include "system.h"

struct cdrv_xlnk {
	const struct cdrv_system *system;
	int fd;
	char generation; /* 'A' to 'D' */
};

/* What an allocation gives. */
struct cdrv_xlnk_buffer {
	uint32_t id;
	uint64_t bus;
	size_t size;
};

/*
 * Find out the generation: by a first allocation, then by the kernel's release.
 * @wanted: what the user says, or 0.
 * Return: 0; else a sentence in @message says what does not fit.
 */
int cdrv_xlnk_identify(struct cdrv_xlnk *xlnk, char wanted, char *message,
		       size_t message_size);

/* Return: 0; -ENOMEM; -EPROTO: an answer of another generation. */
int cdrv_xlnk_alloc(struct cdrv_xlnk *xlnk, size_t size, bool is_cached,
		    struct cdrv_xlnk_buffer *buffer);
int cdrv_xlnk_free(struct cdrv_xlnk *xlnk, uint32_t id);

/* Clean, or else invalidate, a whole buffer: parts go wrong in the kernel. */
int cdrv_xlnk_sync(struct cdrv_xlnk *xlnk, uint64_t bus, size_t size,
		   bool invalidates);

/* Where mmap finds a buffer. */
uint64_t cdrv_xlnk_offset(const struct cdrv_xlnk *xlnk, uint32_t id);

#endif
