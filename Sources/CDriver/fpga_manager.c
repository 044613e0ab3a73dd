// SPDX-License-Identifier: BSD-3-Clause
/*
 * The FPGA manager of linux-xlnx: sysfs-class-fpga-manager, and the two
 * attributes that mainline does not have.
 */
#define _FILE_OFFSET_BITS 64

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "fpga.h"
#include "internal.h"

#define CLASS "/sys/class/fpga_manager"
#define FIRMWARE "/lib/firmware"
#define MOST_MANAGERS 8u
#define MOST_NAMES 100u

static int attribute(const char *root, unsigned int index, const char *name,
		     char *text, size_t size)
{
	char path[CDRV_PATH_SIZE];
	int err = cdrv_path(path, root, CLASS "/fpga%u/%s", index, name);

	return err ? err : cdrv_file_text(path, text, size);
}

static int manager_find(const char *root, cdrv_fpga_info *info)
{
	char path[CDRV_PATH_SIZE];
	unsigned int index;

	for (index = 0; index < MOST_MANAGERS; index++) {
		int err = cdrv_path(path, root, CLASS "/fpga%u/firmware",
				    index);

		if (err)
			return err;
		if (!cdrv_file_exists(path))
			continue;
		snprintf(info->path, sizeof(info->path), "%s",
			 path + strlen(root));
		info->allowed = !cdrv_file_writable(path);
		if (attribute(root, index, "name", info->name,
			      sizeof(info->name)))
			info->name[0] = 0;
		if (attribute(root, index, "state", info->state,
			      sizeof(info->state)))
			info->state[0] = 0;
		return 0;
	}
	return -ENOENT;
}

static unsigned int index_of(const cdrv_fpga_info *info)
{
	unsigned int index = 0;

	sscanf(info->path, CLASS "/fpga%u/", &index);
	return index;
}

static int firmware_path(char path[CDRV_PATH_SIZE], const char *root, long pid,
			 unsigned int number)
{
	return cdrv_path(path, root, FIRMWARE "/accel-%ld-%u.bin", pid,
			 number);
}

/* What a process left that was killed; @name is of its folder. */
static void remove_stale(const char *root, const char *name)
{
	char path[CDRV_PATH_SIZE];
	unsigned int number;
	long pid;

	if (sscanf(name, "accel-%ld-%u", &pid, &number) != 2 || pid <= 0 ||
	    firmware_path(path, root, pid, number) ||
	    strcmp(strrchr(path, '/') + 1, name) != 0)
		return;
	if (kill((pid_t)pid, 0) && errno == ESRCH)
		unlink(path);
}

static void clean_firmware(const char *root)
{
	char path[CDRV_PATH_SIZE];
	struct dirent *entry;
	DIR *folder;

	if (cdrv_path(path, root, FIRMWARE))
		return;
	folder = opendir(path);
	if (!folder)
		return;
	while ((entry = readdir(folder)))
		remove_stale(root, entry->d_name);
	closedir(folder);
}

/* Make the file that the kernel reads; its name is nobody else's. */
static int write_firmware(const struct cdrv_fpga_job *job,
			  char path[CDRV_PATH_SIZE])
{
	unsigned int number;
	int fd = -EEXIST;
	int err;

	clean_firmware(job->root);
	for (number = 0; number < MOST_NAMES && fd == -EEXIST; number++) {
		err = firmware_path(path, job->root, (long)getpid(), number);
		if (err)
			return err;
		fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
		if (fd < 0)
			fd = -errno;
	}
	if (fd < 0)
		return cdrv_fpga_fail(job, fd, "%s cannot be written: %s",
				      FIRMWARE, strerror(-fd));
	err = cdrv_write_all(fd, job->image->bytes, job->image->size,
			     cdrv_deadline(job->timeout_ns));
	if (close(fd) && !err)
		err = -errno;
	if (!err)
		return 0;
	unlink(path);
	return cdrv_fpga_fail(job, err, "%s cannot be written: %s", FIRMWARE,
			      strerror(-err));
}

static int set_flags(const struct cdrv_fpga_job *job, unsigned int index)
{
	char path[CDRV_PATH_SIZE];
	int err = cdrv_path(path, job->root, CLASS "/fpga%u/flags", index);

	if (err)
		return err;
	if (!cdrv_file_exists(path)) {
		if (!job->image->partial)
			return 0;
		return cdrv_fpga_fail(
			job, -ENOTSUP,
			"the FPGA manager takes no partial bitstreams");
	}
	err = cdrv_file_write(path, job->image->partial ? "1" : "0");
	if (err)
		return cdrv_fpga_fail(job, err, "%s cannot be written: %s",
				      path + strlen(job->root),
				      strerror(-err));
	return 0;
}

/* What the manager says, for a message. */
static int refused(const struct cdrv_fpga_job *job, unsigned int index,
		   int err)
{
	char state[40] = "", status[128] = "";
	bool known;

	if (attribute(job->root, index, "state", state, sizeof(state)))
		state[0] = 0;
	known = !attribute(job->root, index, "status", status,
			   sizeof(status)) &&
		status[0];
	return cdrv_fpga_fail(job, err, "the FPGA manager says \"%s\"%s%s%s%s",
			      state[0] ? state : "nothing", known ? ", \"" : "",
			      known ? status : "", known ? "\"" : "",
			      err == -ETIMEDOUT ? " and goes no further" : "");
}

static int wait_operating(const struct cdrv_fpga_job *job, unsigned int index)
{
	uint64_t deadline = cdrv_deadline(job->timeout_ns);
	char state[40];
	int err;

	for (;;) {
		err = attribute(job->root, index, "state", state,
				sizeof(state));
		if (err)
			return cdrv_fpga_fail(
				job, -EIO,
				"the FPGA manager's state cannot be read: %s",
				strerror(-err));
		if (!strcmp(state, "operating"))
			return 0;
		if (strstr(state, "error"))
			return refused(job, index, -EIO);
		err = cdrv_wait_until(deadline);
		if (err)
			return refused(job, index, err);
	}
}

static int request(const struct cdrv_fpga_job *job, const cdrv_fpga_info *info,
		   const char *file)
{
	char path[CDRV_PATH_SIZE];
	const char *name = strrchr(file, '/') + 1;
	int err = cdrv_path(path, job->root, "%s", info->path);

	if (!err)
		err = cdrv_file_write(path, name);
	if (err == -EBUSY)
		return cdrv_fpga_fail(job, err, "the FPGA manager is busy");
	if (err)
		return refused(job, index_of(info), -EIO);
	return wait_operating(job, index_of(info));
}

static int manager_load(const struct cdrv_fpga_job *job,
			const cdrv_fpga_info *info)
{
	char file[CDRV_PATH_SIZE];
	int err = set_flags(job, index_of(info));

	if (!err)
		err = write_firmware(job, file);
	if (err)
		return err;
	err = request(job, info, file);
	unlink(file);
	return err;
}

const struct cdrv_fpga_way cdrv_fpga_manager_way = { manager_find,
						     manager_load };
