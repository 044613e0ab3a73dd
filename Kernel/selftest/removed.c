// SPDX-License-Identifier: BSD-3-Clause
/* The device goes while a process has it open and mapped. */
#define _GNU_SOURCE
#define _FILE_OFFSET_BITS 64
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "selftest.h"

#define FUNCTIONS "/sys/bus/pci/devices"
#define SIZE 65536
#define ROUTE 0x58 /* of the switch, the last one; nothing goes there */
#define ROUTE_OFF 0x80000000u

static char function[300];

/* The rig's PCI function, if the device is below it. */
static int find_function(void)
{
	DIR *functions = opendir(FUNCTIONS);
	struct dirent *entry;
	char path[600];

	while (functions && (entry = readdir(functions))) {
		snprintf(path, sizeof(path), FUNCTIONS "/%s/accel",
			 entry->d_name);
		if (access(path, F_OK))
			continue;
		snprintf(function, sizeof(function), "%s", entry->d_name);
		break;
	}
	if (functions)
		closedir(functions);
	return function[0] != '\0';
}

static int put(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY), err = 0;

	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		err = -errno;
	if (fd >= 0)
		close(fd);
	return err;
}

static int remove_function(void)
{
	char path[600];

	snprintf(path, sizeof(path), FUNCTIONS "/%s/remove", function);
	return put(path, "1");
}

static sigjmp_buf after_fault;

static void faulted(int signal)
{
	(void)signal;
	siglongjmp(after_fault, 1);
}

/* 0 with the word, or -EFAULT where reading is SIGBUS. */
static int peek(const volatile uint32_t *at, uint32_t *word)
{
	if (sigsetjmp(after_fault, 1))
		return -EFAULT;
	*word = *at;
	return 0;
}

static volatile uint32_t *map(int fd, uint64_t offset, size_t size)
{
	void *at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd,
			(off_t)offset);

	return at == MAP_FAILED ? NULL : at;
}

static uint64_t core_offset(int fd)
{
	struct accel_window window = {
		.index = find_window(fd, ACCEL_WINDOW_CORE) };

	return call(fd, ACCEL_IOC_WINDOW, &window) ? 0 : window.mmap_offset;
}

static void mappings(int fd)
{
	uint64_t offset = core_offset(fd);
	struct accel_alloc ask = { .size = SIZE };
	volatile uint32_t *core, *last, *buffer;
	uint32_t word = 0;

	expect(map(fd, offset, SIZE + 4096) == NULL, 1);
	core = map(fd, offset, SIZE);
	last = map(fd, offset, SIZE);
	expect(call(fd, ACCEL_IOC_ALLOC, &ask), 0);
	buffer = map(fd, ask.mmap_offset, SIZE);
	if (!core || !last || !buffer) {
		expect(-ENOMEM, 0);
		return;
	}
	/* A part that is left of a mapping shows what it did. */
	munmap((void *)last, SIZE / 2);
	last += SIZE / 2 / 4;
	expect(peek(&core[ROUTE / 4], &word), 0);
	expect(word == ROUTE_OFF, 1);
	core[ROUTE / 4] = 3;
	expect(peek(&core[ROUTE / 4], &word), 0);
	expect((long)word, 3);
	core[ROUTE / 4] = ROUTE_OFF;
	expect(peek(last, &word), 0);
	buffer[100] = 2018;
	expect(remove_function(), 0);
	expect(peek(&core[ROUTE / 4], &word), -EFAULT);
	expect(peek(core, &word), -EFAULT);
	expect(peek(last, &word), -EFAULT);
	expect(peek(&buffer[100], &word), 0);
	expect((long)word, 2018);
	expect(map(fd, offset, SIZE) == NULL, 1);
	/* The device keeps its number as long as it is mapped. */
	munmap((void *)core, SIZE);
	munmap((void *)last, SIZE / 2);
	munmap((void *)buffer, SIZE);
}

/* What is left of a device says so, whatever it is asked. */
static void remains(int fd, uint64_t transfer)
{
	struct accel_info info;
	struct accel_wait wait = { .transfer = transfer };
	struct pollfd ready = { .fd = fd, .events = POLLIN };

	expect(call(fd, ACCEL_IOC_INFO, &info), -ENODEV);
	expect(call(fd, ACCEL_IOC_WAIT, &wait), -ENODEV);
	expect(poll(&ready, 1, 0), 1);
	expect((ready.revents & (POLLERR | POLLHUP)) != 0, 1);
	expect(access("/dev/accel0", F_OK), -1);
}

static uint64_t start_endless(int fd)
{
	struct accel_submit ask = {
		.window = find_window(fd, ACCEL_WINDOW_DMA),
		.rx = allocate(fd, 4096), .rx_length = 4096 };

	expect(call(fd, ACCEL_IOC_SUBMIT, &ask), 0);
	return ask.transfer;
}

static void remove_once(void)
{
	uint64_t transfer;
	int fd;

	expect(wait_for_device(1), 0);
	fd = open_device();
	transfer = start_endless(fd);
	mappings(fd);
	remains(fd, transfer);
	close(fd);
	expect(put("/sys/bus/pci/rescan", "1"), 0);
	expect(wait_for_device(1), 0);
	expect(try_device(), 0);
}

/* The rig's switch as a core, whose registers can be mapped; or as it is. */
static void change_shim(const char *parameters)
{
	expect(unload_module("accel"), 0);
	expect(unload_module("accel_shim"), 0);
	expect(load_shim(parameters), 0);
	expect(load_accel(""), 0);
	expect(wait_for_device(1), 0);
}

int main(void)
{
	int i;

	if (!find_function()) {
		printf("SKIPPED removed: the device is not below a function "
		       "that can go\n");
		return 0;
	}
	signal(SIGBUS, faulted);
	change_shim("core=1");
	for (i = 0; i < 5; i++)
		remove_once();
	change_shim("");
	expect(buffers_out(), 0);
	return verdict("removed");
}
