/* SPDX-License-Identifier: BSD-3-Clause */
/* What the loaders share; never installed. */
#ifndef CDRIVER_FPGA_INTERNAL_H
#define CDRIVER_FPGA_INTERNAL_H

#include "include/cdriver_fpga.h"

#define CDRV_PATH_SIZE 512

/* A load: the caller's arguments, and when to give up. */
struct cdrv_fpga_job {
	const char *root;
	const cdrv_fpga_image *image;
	uint64_t timeout_ns;
	char *message;
	size_t message_size;
};

/* One way to program; a new one is a file and a line in fpga.c. */
struct cdrv_fpga_way {
	int (*find)(const char *root, cdrv_fpga_info *info);
	/* Called if `find` says that it is there and allowed. */
	int (*load)(const struct cdrv_fpga_job *job,
		    const cdrv_fpga_info *info);
};

extern const struct cdrv_fpga_way cdrv_fpga_manager_way;
/* Whether another program has a board open through our module. */
bool cdrv_fpga_module_busy(const char *root);

extern const struct cdrv_fpga_way cdrv_fpga_module_way;
extern const struct cdrv_fpga_way cdrv_fpga_devcfg_way;

/* Leave a message; returns @error. */
int cdrv_fpga_fail(const struct cdrv_fpga_job *job, int error,
		   const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* ---- files ---- */

/* @format: of a path below the root. Return: 0 or -ENAMETOOLONG. */
int cdrv_path(char path[CDRV_PATH_SIZE], const char *root, const char *format,
	      ...) __attribute__((format(printf, 3, 4)));

/* Whether this process may write to it. Return: 0 or -errno. */
int cdrv_file_writable(const char *path);

/* Whether it is there. */
bool cdrv_file_exists(const char *path);

/* The first bytes of a file. Return: how many, or -errno. */
int cdrv_file_read(const char *path, void *bytes, size_t size);

/* One line of it, without its end; others are joined by commas. */
int cdrv_file_text(const char *path, char *text, size_t size);

/* Write a text in one call, as attributes want it. Return: 0 or -errno. */
int cdrv_file_write(const char *path, const char *text);

/* Write everything, waiting for a pipe at most until @deadline. */
int cdrv_write_all(int fd, const uint8_t *bytes, size_t size,
		   uint64_t deadline);

/* CLOCK_MONOTONIC + @timeout_ns, at most the last instant there is. */
uint64_t cdrv_deadline(uint64_t timeout_ns);

/* Sleep a millisecond. Return: 0, or -ETIMEDOUT if @deadline is over. */
int cdrv_wait_until(uint64_t deadline);

#endif
