// SPDX-License-Identifier: BSD-3-Clause
/*
 * /dev/xdevcfg of linux-xlnx up to 2017. Opening it clears the fabric unless
 * is_partial_bitstream was set, so that it is opened for a load only. The
 * driver takes a configuration for good if any of its error bits is clear:
 * prog_done says whether it took effect.
 */
#define _FILE_OFFSET_BITS 64

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "fpga.h"

#define NODE "/dev/xdevcfg"
/* The driver copies each write to contiguous memory of its own. */
#define CHUNK ((size_t)512 << 10)
/* Below it the driver gives the DMA engine an address of another form. */
#define SMALLEST ((size_t)4096)

static const char *const folders[] = {
	"/sys/class/xdevcfg/xdevcfg/device",
	"/sys/devices/soc0/amba/f8007000.devcfg",
};

static int attribute(const char *root, const char *name,
		     char path[CDRV_PATH_SIZE])
{
	size_t i;

	for (i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		int err = cdrv_path(path, root, "%s/%s", folders[i], name);

		if (err)
			return err;
		if (cdrv_file_exists(path))
			return 0;
	}
	return -ENOENT;
}

static int prog_done(const char *root, bool *done)
{
	char path[CDRV_PATH_SIZE], text[8];
	int err = attribute(root, "prog_done", path);

	if (!err)
		err = cdrv_file_text(path, text, sizeof(text));
	if (!err)
		*done = !strcmp(text, "1");
	return err;
}

static int devcfg_find(const char *root, cdrv_fpga_info *info)
{
	char path[CDRV_PATH_SIZE];
	bool done;
	int err = cdrv_path(path, root, NODE);

	if (err)
		return err;
	if (!cdrv_file_exists(path))
		return -ENOENT;
	snprintf(info->path, sizeof(info->path), NODE);
	snprintf(info->name, sizeof(info->name), "xdevcfg");
	info->allowed = !cdrv_file_writable(path);
	if (!prog_done(root, &done))
		snprintf(info->state, sizeof(info->state), "%s",
			 done ? "operating" : "unknown");
	return 0;
}

static int set_partial(const struct cdrv_fpga_job *job)
{
	char path[CDRV_PATH_SIZE];
	int err = attribute(job->root, "is_partial_bitstream", path);

	if (err == -ENOENT) {
		if (!job->image->partial)
			return 0;
		return cdrv_fpga_fail(job, -ENOTSUP,
				      NODE " takes no partial bitstreams");
	}
	if (!err)
		err = cdrv_file_write(path, job->image->partial ? "1" : "0");
	if (err)
		return cdrv_fpga_fail(
			job, err, "is_partial_bitstream cannot be written: %s",
			strerror(-err));
	return 0;
}

static int write_chunks(const struct cdrv_fpga_job *job, int fd,
			uint64_t deadline)
{
	const uint8_t *bytes = job->image->bytes;
	size_t left = job->image->size;

	while (left) {
		size_t count = left < CHUNK + SMALLEST ? left : CHUNK;
		int err = cdrv_write_all(fd, bytes, count, deadline);

		if (err)
			return err;
		bytes += count;
		left -= count;
	}
	return 0;
}

static int wait_done(const struct cdrv_fpga_job *job, uint64_t deadline)
{
	bool done;
	int err;

	for (;;) {
		err = prog_done(job->root, &done);
		if (err)
			return cdrv_fpga_fail(
				job, -EIO,
				"prog_done cannot be read, so nothing says "
				"whether the fabric is programmed");
		if (done)
			return 0;
		err = cdrv_wait_until(deadline);
		if (err)
			return cdrv_fpga_fail(
				job, err,
				"the fabric does not become ready: prog_done "
				"stays 0");
	}
}

static int devcfg_load(const struct cdrv_fpga_job *job,
		       const cdrv_fpga_info *info)
{
	uint64_t deadline = cdrv_deadline(job->timeout_ns);
	char path[CDRV_PATH_SIZE];
	int err = set_partial(job);
	int fd;

	if (!err)
		err = cdrv_path(path, job->root, "%s", info->path);
	if (err)
		return err;
	do
		fd = open(path, O_WRONLY | O_CLOEXEC | O_NONBLOCK);
	while (fd < 0 && errno == EINTR);
	if (fd < 0)
		return cdrv_fpga_fail(job, -errno, NODE " cannot be opened: %s",
				      strerror(errno));
	err = write_chunks(job, fd, deadline);
	if (close(fd) && !err)
		err = -errno;
	if (err)
		return cdrv_fpga_fail(job, err == -ETIMEDOUT ? err : -EIO,
				      NODE " refuses the bitstream: %s",
				      strerror(-err));
	return wait_done(job, deadline);
}

const struct cdrv_fpga_way cdrv_fpga_devcfg_way = { devcfg_find,
						    devcfg_load };
