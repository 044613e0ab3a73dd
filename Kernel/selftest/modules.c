// SPDX-License-Identifier: BSD-3-Clause
/* Modules come and go. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "selftest.h"

/* @mark NAME=VALUE on the kernel's command line is for the module at @path. */
static int load(const char *path, const char *mark, const char *more)
{
	char line[4096] = "", parameters[512] = "", *word, *rest = line;
	FILE *file = fopen("/proc/cmdline", "r");
	int fd = open(path, O_RDONLY | O_CLOEXEC), err = 0;

	if (file && !fgets(line, sizeof(line), file))
		line[0] = '\0';
	if (file)
		fclose(file);
	while ((word = strsep(&rest, " \n"))) {
		if (strncmp(word, mark, strlen(mark)))
			continue;
		strncat(parameters, word + strlen(mark),
			sizeof(parameters) - strlen(parameters) - 2);
		strcat(parameters, " ");
	}
	strncat(parameters, more,
		sizeof(parameters) - strlen(parameters) - 1);
	if (fd < 0 || syscall(SYS_finit_module, fd, parameters, 0))
		err = -errno;
	if (fd >= 0)
		close(fd);
	return err;
}

int load_accel(const char *more)
{
	return load("/modules/accel.ko", "accel.module=", more);
}

int load_shim(const char *more)
{
	return load("/modules/accel_shim.ko", "accel.shim=", more);
}

int unload_module(const char *module)
{
	return syscall(SYS_delete_module, module, O_NONBLOCK) ? -errno : 0;
}

int wait_for_device(int there)
{
	const struct timespec pause = { 0, 1000000 };
	uint64_t until = now_ns() + 1000000000u;

	while ((access("/dev/accel0", F_OK) == 0) != there) {
		if (now_ns() > until)
			return -ETIMEDOUT;
		nanosleep(&pause, NULL);
	}
	return 0;
}

int try_device(void)
{
	int fd = open_device();
	struct accel_submit ask = {
		.window = find_window(fd, ACCEL_WINDOW_DMA),
		.rx = allocate(fd, 4096), .rx_length = 4096 };
	struct accel_cancel cancel = { .window = ask.window };
	struct accel_wait wait = { 0 };
	int err = call(fd, ACCEL_IOC_SUBMIT, &ask);

	wait.transfer = ask.transfer;
	if (!err)
		err = call(fd, ACCEL_IOC_WAIT, &wait);
	if (err == -ETIMEDOUT)
		err = call(fd, ACCEL_IOC_CANCEL, &cancel);
	close(fd);
	return err;
}
