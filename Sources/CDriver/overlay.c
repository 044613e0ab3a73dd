// SPDX-License-Identifier: BSD-3-Clause
/*
 * Device-tree overlays by the configfs folder that vendors' kernels have and
 * mainline does not: a folder made there gets the files dtbo and status.
 */
#define _FILE_OFFSET_BITS 64

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fpga.h"

#define FOLDER "/sys/kernel/config/device-tree/overlays"
#define PATIENCE_NS UINT64_C(1000000000)

bool cdrv_overlay_supported(const char *root)
{
	char path[CDRV_PATH_SIZE];

	return !cdrv_path(path, root, FOLDER) && cdrv_file_exists(path);
}

int cdrv_overlay_remove(const char *root, const char *name)
{
	char path[CDRV_PATH_SIZE];
	int err = cdrv_path(path, root, FOLDER "/%s", name);

	if (err)
		return err;
	return rmdir(path) ? -errno : 0;
}

/* The kernel makes the file together with its folder. */
static int open_blob(const char *path)
{
	uint64_t deadline = cdrv_deadline(PATIENCE_NS);
	int fd;

	for (;;) {
		fd = open(path, O_WRONLY | O_CLOEXEC | O_NONBLOCK);
		if (fd >= 0)
			return fd;
		if (errno != ENOENT && errno != EINTR)
			return -errno;
		if (cdrv_wait_until(deadline))
			return -ENOENT;
	}
}

static int write_blob(const char *path, const uint8_t *bytes, size_t size)
{
	int fd = open_blob(path), err;

	if (fd < 0)
		return fd;
	err = cdrv_write_all(fd, bytes, size, cdrv_deadline(PATIENCE_NS));
	/* The kernel takes it when the file is closed. */
	if (close(fd) && !err)
		err = -errno;
	return err;
}

static int explain(int err, char *message, size_t size, const char *what)
{
	snprintf(message, size, "%s: %s", what, strerror(-err));
	return err;
}

/* What a close cannot report: whether the kernel liked it. */
static int check_status(const char *root, const char *name, char *message,
			size_t size)
{
	char path[CDRV_PATH_SIZE], text[40];
	int err = cdrv_path(path, root, FOLDER "/%s/status", name);

	if (!err)
		err = cdrv_file_text(path, text, sizeof(text));
	if (err)
		return explain(err, message, size, "its status is not known");
	if (!strcmp(text, "applied"))
		return 0;
	snprintf(message, size, "the kernel says \"%s\"", text);
	return -EIO;
}

int cdrv_overlay_apply(const char *root, const char *name,
		       const uint8_t *bytes, size_t size, char *message,
		       size_t message_size)
{
	char path[CDRV_PATH_SIZE];
	int err = cdrv_path(path, root, FOLDER "/%s", name);

	if (err)
		return err;
	if (mkdir(path, 0755))
		return explain(-errno, message, message_size,
			       "its folder cannot be made");
	err = cdrv_path(path, root, FOLDER "/%s/dtbo", name);
	if (!err)
		err = write_blob(path, bytes, size);
	if (err)
		explain(err, message, message_size, "it cannot be written");
	else
		err = check_status(root, name, message, message_size);
	if (err)
		cdrv_overlay_remove(root, name);
	return err;
}
