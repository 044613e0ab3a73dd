// SPDX-License-Identifier: BSD-3-Clause
#define _GNU_SOURCE
#define _FILE_OFFSET_BITS 64

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "system.h"

/* Signals that interrupt one call before it counts as failed. */
#define MAX_SIGNALS 1000

static int below_root(const struct cdrv_system *system, const char *path,
		      char full[CDRV_PATH_SIZE])
{
	int length = snprintf(full, CDRV_PATH_SIZE, "%s%s", system->root, path);

	return length < 0 || length >= CDRV_PATH_SIZE ? -ENAMETOOLONG : 0;
}

int cdrv_system_open(const struct cdrv_system *system, const char *path,
		     int flags)
{
	char full[CDRV_PATH_SIZE];
	int tries, fd = below_root(system, path, full);

	if (fd < 0)
		return fd;
	for (tries = 0; tries < MAX_SIGNALS; tries++) {
		fd = system->open(system->context, full, flags);
		if (fd != -EINTR)
			break;
	}
	return fd;
}

int cdrv_system_ioctl(const struct cdrv_system *system, int fd,
		      unsigned long request, void *argument)
{
	int tries, result = -EINTR;

	for (tries = 0; tries < MAX_SIGNALS && result == -EINTR; tries++)
		result = system->ioctl(system->context, fd, request, argument);
	return result;
}

int cdrv_system_write(const struct cdrv_system *system, int fd,
		      const void *bytes, size_t size)
{
	int64_t count = -EINTR;
	int tries;

	for (tries = 0; tries < MAX_SIGNALS && count == -EINTR; tries++)
		count = system->write(system->context, fd, bytes, size);
	if (count < 0)
		return (int)count;
	return (size_t)count == size ? 0 : -EIO;
}

int cdrv_system_read_file(const struct cdrv_system *system, const char *path,
			  void *bytes, size_t size)
{
	int tries, fd = cdrv_system_open(system, path, O_RDONLY);
	size_t used = 0;
	int64_t count = 0;

	if (fd < 0)
		return fd;
	for (tries = 0; tries < MAX_SIGNALS && used < size; tries++) {
		count = system->read(system->context, fd,
				     (char *)bytes + used, size - used);
		if (count == -EINTR)
			continue;
		if (count <= 0)
			break;
		used += (size_t)count;
	}
	system->close(system->context, fd);
	return count < 0 ? (int)count : (int)used;
}

int cdrv_system_read_line(const struct cdrv_system *system, const char *path,
			  char text[CDRV_TEXT_SIZE])
{
	int count = cdrv_system_read_file(system, path, text,
					  CDRV_TEXT_SIZE - 1);

	if (count < 0)
		return count;
	text[count] = '\0';
	text[strcspn(text, "\n")] = '\0';
	return 0;
}

static int digit(char letter)
{
	if (letter >= '0' && letter <= '9')
		return letter - '0';
	if (letter >= 'a' && letter <= 'f')
		return letter - 'a' + 10;
	if (letter >= 'A' && letter <= 'F')
		return letter - 'A' + 10;
	return 16;
}

bool cdrv_parse_number(const char *text, size_t length, uint64_t largest,
		       uint64_t *number)
{
	unsigned int base = 10;
	uint64_t value = 0;
	size_t i = 0;

	if (length > 2 && text[0] == '0' && (text[1] | 0x20) == 'x') {
		base = 16;
		i = 2;
	}
	if (i == length)
		return false;
	for (; i < length; i++) {
		unsigned int next = (unsigned int)digit(text[i]);

		if (next >= base || value > (UINT64_MAX - next) / base)
			return false;
		value = value * base + next;
	}
	if (value > largest)
		return false;
	*number = value;
	return true;
}

int cdrv_system_read_number(const struct cdrv_system *system, const char *path,
			    uint64_t *number)
{
	char text[CDRV_TEXT_SIZE];
	int err = cdrv_system_read_line(system, path, text);

	if (err)
		return err;
	return cdrv_parse_number(text, strlen(text), UINT64_MAX, number)
		       ? 0
		       : -EINVAL;
}

int cdrv_system_list(const struct cdrv_system *system, const char *path,
		     unsigned int most, bool only_folders,
		     int (*visit)(void *context, const char *name),
		     void *context)
{
	char full[CDRV_PATH_SIZE];
	const struct dirent *entry;
	int result = below_root(system, path, full);
	unsigned int seen = 0;
	DIR *folder;

	if (result)
		return result;
	folder = opendir(full);
	if (!folder)
		return -errno;
	while (result == 0 && seen < most && (entry = readdir(folder))) {
		if (entry->d_name[0] == '.' ||
		    (only_folders && entry->d_type == DT_REG))
			continue;
		seen++;
		result = visit(context, entry->d_name);
	}
	closedir(folder);
	return result;
}
