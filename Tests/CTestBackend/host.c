// SPDX-License-Identifier: BSD-3-Clause
/* The real system calls of board:uio, on files instead of devices. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cdriver_system.h"
#include "ctestkernel.h"

#define PAGE 4096u

#define CHECK(condition)                 \
	do {                             \
		if (!(condition))        \
			return __LINE__; \
	} while (0)

static int check_file(const struct cdrv_system *host, const char *path)
{
	char text[8] = "";
	int fd, result;

	CHECK(host->open(NULL, "/nonexistent/file", O_RDONLY) == -ENOENT);
	fd = host->open(NULL, path, O_RDWR | O_CREAT);
	CHECK(fd >= 0 && fcntl(fd, F_GETFD) == FD_CLOEXEC);
	CHECK(!fchmod(fd, 0600) && !ftruncate(fd, 2 * PAGE));
	CHECK(host->write(NULL, fd, "words", 5) == 5);
	CHECK(lseek(fd, 0, SEEK_SET) == 0);
	CHECK(host->read(NULL, fd, text, 5) == 5 && !strcmp(text, "words"));
	CHECK(host->ioctl(NULL, fd, TIOCGWINSZ, text) == -ENOTTY);
	host->close(NULL, fd);
	result = fcntl(fd, F_GETFD);
	CHECK(result < 0 && errno == EBADF);
	CHECK(host->read(NULL, fd, text, 5) == -EBADF);
	CHECK(host->write(NULL, fd, text, 5) == -EBADF);
	return 0;
}

static int check_map(const struct cdrv_system *host, const char *path)
{
	int fd = host->open(NULL, path, O_RDWR);
	uint32_t value = 0;
	void *address;

	CHECK(fd >= 0);
	CHECK(host->map(NULL, fd, PAGE, 1, &address) == -EINVAL);
	CHECK(host->map(NULL, -1, PAGE, 0, &address) == -EBADF);
	CHECK(!host->map(NULL, fd, PAGE, PAGE, &address));
	host->store32(NULL, (char *)address + 8, 0x12345678);
	CHECK(host->load32(NULL, (char *)address + 8) == 0x12345678);
	CHECK(pread(fd, &value, 4, PAGE + 8) == 4 && value == 0x12345678);
	host->unmap(NULL, address, PAGE);
	host->close(NULL, fd);
	return 0;
}

static int check_lock(const struct cdrv_system *host, const char *path)
{
	int first = host->open(NULL, path, O_RDWR);
	int second = host->open(NULL, path, O_RDWR);

	CHECK(first >= 0 && second >= 0);
	CHECK(!host->lock(NULL, first));
	CHECK(host->lock(NULL, second) == -EWOULDBLOCK);
	host->close(NULL, first);
	CHECK(!host->lock(NULL, second));
	host->close(NULL, second);
	return 0;
}

static int check_poll(const struct cdrv_system *host)
{
	uint64_t start = host->now_ns(NULL);
	int ends[2];

	CHECK(host->poll(NULL, -1, 2000000) == 0);
	CHECK(host->now_ns(NULL) - start >= 2000000);
	CHECK(!pipe(ends));
	CHECK(host->poll(NULL, ends[0], 1000) == 0);
	CHECK(host->write(NULL, ends[1], "!", 1) == 1);
	CHECK(host->poll(NULL, ends[0], 60000000000u) == 1);
	CHECK(host->read(NULL, ends[0], &start, 1) == 1);
	host->close(NULL, ends[1]);
	CHECK(host->poll(NULL, ends[0], 60000000000u) == -EIO);
	host->close(NULL, ends[0]);
	return 0;
}

int ctest_host_check(const char *folder)
{
	const struct cdrv_system *host = cdrv_system_host();
	char path[512];
	int line;

	snprintf(path, sizeof(path), "%s/file", folder);
	line = check_file(host, path);
	if (!line)
		line = check_map(host, path);
	if (!line)
		line = check_lock(host, path);
	return line ? line : check_poll(host);
}
