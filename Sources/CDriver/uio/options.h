/* SPDX-License-Identifier: BSD-3-Clause */
/* What the locator board:uio says behind its name; see cdrv_uio_backend(). */
#ifndef CDRIVER_UIO_OPTIONS_H
#define CDRIVER_UIO_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../include/cdriver_backend.h"

struct cdrv_uio_options {
	/* Windows that the user names. */
	uint32_t window_count;
	struct {
		enum cdrv_region_kind kind;
		uint64_t address;
	} windows[CDRV_MAX_REGIONS];
	uint32_t length_width, data_width; /* 0: not said */
	char mem[64];                      /* "", or a file for mmap */
	char memory[16];                   /* "", or a provider's name */
	char xlnk;                         /* 'A' to 'D', or 0 */
	bool is_programmed;                /* the user says so */
};

/* Return: 0, or -EINVAL with a sentence in @message. */
int cdrv_uio_options_parse(const char *text, struct cdrv_uio_options *options,
			   char *message, size_t message_size);

#endif
