// SPDX-License-Identifier: BSD-3-Clause
#define _GNU_SOURCE
#include "selftest.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define DEVICE "/dev/accel0"
#define NOBODY 65534

static long checks, failures;

void expect_(int line, const char *what, long found, long wanted)
{
	checks++;
	if (found == wanted)
		return;
	failures++;
	printf("line %d: %s is %ld, not %ld\n", line, what, found, wanted);
}

int verdict(const char *name)
{
	printf("%s: %ld checks, %ld failed\n", name, checks, failures);
	return checks == 0 || failures != 0;
}

void become_nobody(void)
{
	if (geteuid() != 0)
		return;
	if (chmod(DEVICE, 0666) || setgroups(0, NULL) || setgid(NOBODY) ||
	    setuid(NOBODY)) {
		perror("giving up root");
		exit(1);
	}
}

int open_device(void)
{
	int fd = open(DEVICE, O_RDWR | O_CLOEXEC);

	if (fd < 0) {
		perror(DEVICE);
		exit(1);
	}
	return fd;
}

int call(int fd, unsigned long request, void *argument)
{
	return ioctl(fd, request, argument) < 0 ? -errno : 0;
}

uint32_t allocate(int fd, uint64_t size)
{
	struct accel_alloc ask = { .size = size };

	return call(fd, ACCEL_IOC_ALLOC, &ask) ? 0 : ask.handle;
}

int set_parameter(const char *name, const char *value)
{
	char path[128];
	FILE *file;
	int err;

	snprintf(path, sizeof(path), "/sys/module/accel/parameters/%s", name);
	file = fopen(path, "w");
	if (!file)
		return -errno;
	err = fputs(value, file) < 0;
	return fclose(file) || err ? -EIO : 0;
}

long read_attribute(const char *name)
{
	char path[128];
	FILE *file;
	long count = -1;

	snprintf(path, sizeof(path), "/sys/class/misc/accel0/device/%s", name);
	file = fopen(path, "r");
	if (!file)
		return -1;
	if (fscanf(file, "%ld", &count) != 1)
		count = -1;
	fclose(file);
	return count;
}

long buffers_out(void)
{
	return read_attribute("buffers");
}

uint32_t find_window(int fd, uint32_t kind)
{
	struct accel_window window = { .index = 0 };

	for (; !call(fd, ACCEL_IOC_WINDOW, &window); window.index++)
		if (window.kind == kind)
			return window.index;
	printf("no window of kind %u\n", kind);
	exit(1);
}

uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}
