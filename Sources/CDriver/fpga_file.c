// SPDX-License-Identifier: BSD-3-Clause
/* Files and attributes below a root; no call here waits without a bound. */
#define _FILE_OFFSET_BITS 64

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "fpga.h"
#include "internal.h"

int cdrv_path(char path[CDRV_PATH_SIZE], const char *root, const char *format,
	      ...)
{
	va_list list;
	int start, count;

	start = snprintf(path, CDRV_PATH_SIZE, "%s", root);
	if (start < 0 || start >= CDRV_PATH_SIZE)
		return -ENAMETOOLONG;
	va_start(list, format);
	count = vsnprintf(path + start, (size_t)(CDRV_PATH_SIZE - start),
			  format, list);
	va_end(list);
	return count < 0 || count >= CDRV_PATH_SIZE - start ? -ENAMETOOLONG
							    : 0;
}

int cdrv_file_writable(const char *path)
{
	return access(path, W_OK) ? -errno : 0;
}

bool cdrv_file_exists(const char *path)
{
	return access(path, F_OK) == 0;
}

/* Not blocking: a pipe that nobody serves would hold us up. */
static int open_bounded(const char *path, int flags)
{
	int fd;

	do
		fd = open(path, flags | O_CLOEXEC | O_NONBLOCK);
	while (fd < 0 && errno == EINTR);
	return fd < 0 ? -errno : fd;
}

int cdrv_file_read(const char *path, void *bytes, size_t size)
{
	ssize_t count;
	int fd = open_bounded(path, O_RDONLY);

	if (fd < 0)
		return fd;
	do
		count = read(fd, bytes, size);
	while (count < 0 && errno == EINTR);
	if (count < 0)
		count = -errno;
	close(fd);
	return (int)count;
}

int cdrv_file_text(const char *path, char *text, size_t size)
{
	int count = cdrv_file_read(path, text, size - 1);
	int i;

	if (count < 0)
		return count;
	while (count > 0 && (unsigned char)text[count - 1] <= ' ')
		count--;
	for (i = 0; i < count; i++)
		if (text[i] == '\n')
			text[i] = ',';
		else if (text[i] < ' ' || text[i] > '~')
			text[i] = '?';
	text[count] = 0;
	return 0;
}

int cdrv_file_write(const char *path, const char *text)
{
	size_t size = strlen(text);
	ssize_t count;
	int fd = open_bounded(path, O_WRONLY);

	if (fd < 0)
		return fd;
	do
		count = write(fd, text, size);
	while (count < 0 && errno == EINTR);
	if (count < 0)
		count = -errno;
	if (close(fd) && count >= 0)
		count = -errno;
	if (count < 0)
		return (int)count;
	return (size_t)count == size ? 0 : -EIO;
}

uint64_t cdrv_deadline(uint64_t timeout_ns)
{
	uint64_t now = cdrv_wall_ns();

	return timeout_ns < UINT64_MAX - now ? now + timeout_ns : UINT64_MAX;
}

int cdrv_wait_until(uint64_t deadline)
{
	struct timespec pause = { .tv_nsec = 1000000 };

	if (cdrv_wall_ns() >= deadline)
		return -ETIMEDOUT;
	nanosleep(&pause, NULL);
	return 0;
}

int cdrv_write_all(int fd, const uint8_t *bytes, size_t size,
		   uint64_t deadline)
{
	size_t done = 0;

	while (done < size) {
		ssize_t count = write(fd, bytes + done, size - done);

		if (count > 0) {
			done += (size_t)count;
		} else if (count == 0) {
			return -EIO;
		} else if (errno == EAGAIN) {
			int err = cdrv_wait_until(deadline);

			if (err)
				return err;
		} else if (errno != EINTR) {
			return -errno;
		}
	}
	return 0;
}
