/* SPDX-License-Identifier: BSD-3-Clause */
/* Files, numbers and calls over cdriver_system.h. Everything is bounded. */
#ifndef CDRIVER_UIO_SYSTEM_H
#define CDRIVER_UIO_SYSTEM_H

#include <stdbool.h>

#include "../include/cdriver_system.h"

#define CDRV_PATH_SIZE 512

/* The largest names and values of sysfs that matter here. */
#define CDRV_TEXT_SIZE 128

/* Open @path below the system's root, once more after a signal. */
int cdrv_system_open(const struct cdrv_system *system, const char *path,
		     int flags);

/* As the call, once more after a signal. */
int cdrv_system_ioctl(const struct cdrv_system *system, int fd,
		      unsigned long request, void *argument);

/* Write all of it or fail. */
int cdrv_system_write(const struct cdrv_system *system, int fd,
		      const void *bytes, size_t size);

/* At most @size bytes of a file; what lies behind is not read.
 * Return: how many, or -errno. */
int cdrv_system_read_file(const struct cdrv_system *system, const char *path,
			  void *bytes, size_t size);

/* The first line of a file, at most CDRV_TEXT_SIZE - 1 bytes of it. */
int cdrv_system_read_line(const struct cdrv_system *system, const char *path,
			  char text[CDRV_TEXT_SIZE]);

/* A file that holds one number, decimal or behind 0x; else -EINVAL. */
int cdrv_system_read_number(const struct cdrv_system *system, const char *path,
			    uint64_t *number);

/* A whole text as a number, decimal or behind 0x. */
bool cdrv_parse_number(const char *text, size_t length, uint64_t largest,
		       uint64_t *number);

/* Call @visit for the names in a folder, @most at most, in no order, until it
 * returns nonzero. @only_folders: and links. Return: what it returned last, or
 * -errno. */
int cdrv_system_list(const struct cdrv_system *system, const char *path,
		     unsigned int most, bool only_folders,
		     int (*visit)(void *context, const char *name),
		     void *context);

#endif
