// SPDX-License-Identifier: BSD-3-Clause
/* /dev/accelN. */
#define _FILE_OFFSET_BITS 64

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "fpga.h"

#ifdef __linux__
#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "../../Kernel/uapi/accel.h"

#define MOST_DEVICES 8u

static int open_device(const char *root, const char *device)
{
	char path[CDRV_PATH_SIZE];
	int fd, err = cdrv_path(path, root, "%s", device);

	if (err)
		return err;
	do
		fd = open(path, O_RDWR | O_CLOEXEC | O_NONBLOCK);
	while (fd < 0 && errno == EINTR);
	return fd < 0 ? -errno : fd;
}

static int call(int fd, unsigned long request, void *argument)
{
	int result;

	do
		result = ioctl(fd, request, argument);
	while (result < 0 && errno == EINTR);
	return result < 0 ? -errno : 0;
}

/* -ENOENT: there, but it cannot program. */
static int look(const char *root, cdrv_fpga_info *info)
{
	struct accel_info about;
	int fd = open_device(root, info->path);
	int err;

	if (fd == -EACCES || fd == -EPERM)
		return 0;
	if (fd == -EBUSY) {
		info->allowed = true;
		return 0;
	}
	if (fd < 0)
		return fd;
	err = call(fd, ACCEL_IOC_INFO, &about);
	close(fd);
	if (err || !(about.features & ACCEL_FEATURE_PROGRAM))
		return -ENOENT;
	snprintf(info->name, sizeof(info->name), "%.*s",
		 (int)sizeof(info->name) - 1, about.name);
	info->allowed = true;
	return 0;
}

static int module_find(const char *root, cdrv_fpga_info *info)
{
	unsigned int index;

	for (index = 0; index < MOST_DEVICES; index++) {
		snprintf(info->path, sizeof(info->path), "/dev/accel%u", index);
		if (!look(root, info))
			return 0;
	}
	return -ENOENT;
}

bool cdrv_fpga_module_busy(const char *root)
{
	char device[32];
	unsigned int index;
	int fd;

	for (index = 0; index < MOST_DEVICES; index++) {
		snprintf(device, sizeof(device), "/dev/accel%u", index);
		fd = open_device(root, device);
		if (fd == -EBUSY)
			return true;
		if (fd >= 0)
			close(fd);
	}
	return false;
}

static int module_load(const struct cdrv_fpga_job *job,
		       const cdrv_fpga_info *info)
{
	struct accel_program ask = {
		.stream = (uintptr_t)job->image->bytes,
		.size = job->image->size,
		.flags = job->image->partial ? ACCEL_PROGRAM_PARTIAL : 0,
	};
	int fd = open_device(job->root, info->path);
	int err;

	if (fd < 0)
		return cdrv_fpga_fail(job, fd, "%s cannot be opened: %s",
				      info->path, strerror(-fd));
	err = call(fd, ACCEL_IOC_PROGRAM, &ask);
	close(fd);
	switch (-err) {
	case 0:
		return 0;
	case EPERM:
		return cdrv_fpga_fail(
			job, -EACCES,
			"the module accel does not let you program");
	case EBUSY:
		return cdrv_fpga_fail(job, err,
				      "%s, or the FPGA manager, is in use",
				      info->path);
	default:
		return cdrv_fpga_fail(job, -EIO,
				      "the kernel's FPGA manager refuses it: "
				      "%s",
				      strerror(-err));
	}
}

#else

/* Other systems have no such module. */
static int module_find(const char *root, cdrv_fpga_info *info)
{
	(void)root;
	(void)info;
	return -ENOENT;
}

bool cdrv_fpga_module_busy(const char *root)
{
	(void)root;
	return false;
}

static int module_load(const struct cdrv_fpga_job *job,
		       const cdrv_fpga_info *info)
{
	(void)info;
	return cdrv_fpga_fail(job, -ENOENT, "this system has no module accel");
}

#endif

const struct cdrv_fpga_way cdrv_fpga_module_way = { module_find,
						    module_load };
