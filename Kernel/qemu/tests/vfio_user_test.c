// SPDX-License-Identifier: BSD-3-Clause
/* What a client may say to the vfio-user server, and what it may not. */
#define _GNU_SOURCE /* memfd_create */

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <unistd.h>

#include "client.h"

static struct client client;
static int failures;

#define EXPECT(condition) expect(condition, __LINE__, #condition)
static void expect(bool holds, int line, const char *condition)
{
	if (holds)
		return;
	fprintf(stderr, "vfio_user_test.c:%d: not so: %s\n", line, condition);
	failures++;
}

static int ask(uint16_t command, const void *body, size_t size)
{
	return client_ask(&client, command, body, size, -1);
}

static void check_version(void)
{
	uint16_t good[2] = { 0, 9 }, wrong[2] = { 1, 0 }, answer[2];

	EXPECT(ask(VU_VERSION, wrong, sizeof(wrong)) == ENOTSUP);
	EXPECT(ask(VU_VERSION, good, sizeof(good)) == 0);
	memcpy(answer, client.body, sizeof(answer));
	EXPECT(answer[0] == 0 && answer[1] == 1);
	EXPECT(client.body[client.size - 1] == '\0');
}

/* Whatever needs a body says so without one, and with one byte less. */
static void check_short_bodies(void)
{
	static const struct {
		uint16_t command, size;
	} needs[] = {
		{ VU_VERSION, 4 }, { VU_DMA_MAP, 32 }, { VU_DMA_UNMAP, 24 },
		{ VU_GET_REGION_INFO, 32 }, { VU_GET_IRQ_INFO, 16 },
		{ VU_SET_IRQS, 20 }, { VU_REGION_READ, 16 },
		{ VU_REGION_WRITE, 16 }, { VU_REGION_WRITE_MULTI, 8 },
	};
	static const unsigned char zeros[64];
	size_t i;

	for (i = 0; i < sizeof(needs) / sizeof(needs[0]); i++) {
		EXPECT(ask(needs[i].command, zeros, 0) == EINVAL);
		EXPECT(ask(needs[i].command, zeros, needs[i].size - 1u) ==
		       EINVAL);
	}
	EXPECT(ask(6, zeros, 16) == ENOTSUP);
	EXPECT(ask(16, zeros, 16) == ENOTSUP);
	EXPECT(ask(0xffff, zeros, 16) == ENOTSUP);
}

static int map(uint64_t address, uint64_t size, uint32_t flags,
	       uint64_t offset, int fd)
{
	struct vu_map body = { sizeof(body), flags, offset, address, size };

	return client_ask(&client, VU_DMA_MAP, &body, sizeof(body), fd);
}

static int unmap(uint64_t address, uint64_t size)
{
	struct vu_unmap body = { sizeof(body), 0, address, size };

	return ask(VU_DMA_UNMAP, &body, sizeof(body));
}

static unsigned char *at(uint64_t address, size_t length, bool writes)
{
	unsigned char *bytes;

	vfio_user_lock(client.server);
	bytes = vu_memory_at(&client.server->memory, address, length, writes);
	vfio_user_unlock(client.server);
	return bytes;
}

static void check_memory(void)
{
	const uint32_t both = VU_MAP_READ | VU_MAP_WRITE;
	const uint64_t base = UINT64_C(0x123400000), last = UINT64_MAX - 4095;
	int fd = memfd_create("guest", MFD_CLOEXEC);
	unsigned char *bytes;
	unsigned int i;

	EXPECT(fd >= 0 && ftruncate(fd, 3 * 4096) == 0);
	EXPECT(map(base, 0, both, 0, fd) == EINVAL);
	EXPECT(map(last, 8192, both, 0, fd) == EINVAL);
	EXPECT(map(base, 4 * 4096, both, 0, fd) == EINVAL);
	EXPECT(map(base, 4096, both, 3 * 4096, fd) == EINVAL);
	EXPECT(map(base, 4096, both, UINT64_MAX - 4095, fd) == EINVAL);
	EXPECT(map(base, 4096, both, 100, fd) == EINVAL);
	EXPECT(map(base, 2 * 4096, both, 4096, fd) == 0);
	EXPECT(map(base, 4096, both, 0, fd) == EEXIST);
	EXPECT(map(base - 4096, 3 * 4096, both, 0, fd) == EEXIST);
	EXPECT(map(last, 4096, VU_MAP_READ, 0, fd) == 0);
	EXPECT(map(0, 4096, both, 0, -1) == 0);

	bytes = at(base, 2 * 4096, true);
	EXPECT(bytes != NULL);
	if (bytes) {
		unsigned char byte = 0;

		bytes[4] = 0x5a;
		EXPECT(pread(fd, &byte, 1, 4096 + 4) == 1 && byte == 0x5a);
		EXPECT(at(base + 4, 4, false) == bytes + 4);
	}
	EXPECT(!at(base, 2 * 4096 + 1, false));
	EXPECT(!at(base - 1, 2, false));
	EXPECT(!at(base + 2 * 4096 - 1, 2, false));
	EXPECT(!at(base, SIZE_MAX, false));
	EXPECT(at(last, 4096, false) && !at(last, 4096, true));
	EXPECT(!at(last + 4095, 2, false));
	EXPECT(!at(0, 4, false)); /* not shared */

	EXPECT(unmap(base, 4096) == ENOENT);
	EXPECT(unmap(base, 2 * 4096) == 0);
	EXPECT(unmap(base, 2 * 4096) == ENOENT);
	EXPECT(!at(base, 1, false));
	EXPECT(unmap(last, 4096) == 0);
	EXPECT(!is_mapped("memfd:guest"));
	for (i = 0; i < VU_MAX_MAPS - 1; i++)
		EXPECT(map(base + i * 4096, 4096, both, 0, -1) == 0);
	EXPECT(map(base - 4096, 4096, both, 0, -1) == ENOSPC);
	close(fd);
}

static int access_region(uint16_t command, uint32_t region, uint64_t offset,
			 uint32_t count, uint64_t data, size_t data_size)
{
	struct {
		struct vu_access access;
		uint64_t data;
	} body = { { offset, region, count }, data };

	return ask(command, &body, sizeof(body.access) + data_size);
}

static int read_region(uint32_t region, uint64_t offset, uint32_t count)
{
	return access_region(VU_REGION_READ, region, offset, count, 0, 0);
}

static uint32_t replied_word(void)
{
	uint32_t word = 0;

	EXPECT(client.size >= 20);
	memcpy(&word, client.body + 16, sizeof(word));
	return word;
}

static void check_registers(void)
{
	struct {
		uint64_t count;
		struct {
			struct vu_access access;
			uint64_t data;
		} writes[2];
	} multi = { 2, { { { 4, 0, 4 }, 7 }, { { 8, 0, 4 }, 9 } } };
	uint32_t writes;

	EXPECT(access_region(VU_REGION_WRITE, 0, 0x40, 4, 0x1000, 8) == 0);
	EXPECT(registers.word == 0x1000 && registers.last_offset == 0x40);
	EXPECT(read_region(0, 0x30, 4) == 0 && replied_word() == 0x1030);
	EXPECT(read_region(0, 0x3fffc, 4) == 0);
	EXPECT(read_region(0, 0x3fffc, 8) == EINVAL);
	EXPECT(read_region(0, 0x40000, 4) == EINVAL);
	EXPECT(read_region(0, UINT64_MAX - 3, 8) == EINVAL);
	EXPECT(read_region(0, 0, VU_MAX_TRANSFER + 4) == EINVAL);
	EXPECT(read_region(2, 0, 4) == EINVAL);
	EXPECT(read_region(UINT32_MAX, 0, 4) == EINVAL);
	EXPECT(read_region(0, 2, 4) == 0 && replied_word() == UINT32_MAX);
	writes = registers.writes;
	EXPECT(access_region(VU_REGION_WRITE, 0, 0, 2, 0, 8) == 0);
	EXPECT(access_region(VU_REGION_WRITE, 0, 0, 9, 0, 8) == EINVAL);
	EXPECT(access_region(VU_REGION_WRITE, 0, 0, UINT32_MAX, 0, 8) ==
	       EINVAL);
	EXPECT(registers.writes == writes);
	EXPECT(ask(VU_REGION_WRITE_MULTI, &multi, sizeof(multi)) == 0);
	EXPECT(registers.writes == writes + 2 && registers.word == 9);
	multi.writes[1].access.count = 12;
	EXPECT(ask(VU_REGION_WRITE_MULTI, &multi, sizeof(multi)) == EINVAL);
	multi.count = 3;
	EXPECT(ask(VU_REGION_WRITE_MULTI, &multi, sizeof(multi)) == EINVAL);
	multi.count = UINT64_MAX / 24 + 2;
	EXPECT(ask(VU_REGION_WRITE_MULTI, &multi, sizeof(multi)) == EINVAL);
	EXPECT(ask(VU_RESET, NULL, 0) == 0 && registers.resets == 1);
}

static void check_configuration(void)
{
	EXPECT(read_region(VU_REGION_CONFIG, 0, 4) == 0);
	EXPECT(replied_word() == 0xacce10ee);
	EXPECT(access_region(VU_REGION_WRITE, VU_REGION_CONFIG, 0, 4, 0, 8) ==
	       0);
	EXPECT(read_region(VU_REGION_CONFIG, 0, 4) == 0);
	EXPECT(replied_word() == 0xacce10ee);
	EXPECT(access_region(VU_REGION_WRITE, VU_REGION_CONFIG, 0x10, 4,
			     UINT32_MAX, 8) == 0);
	EXPECT(read_region(VU_REGION_CONFIG, 0x10, 4) == 0);
	EXPECT(replied_word() == 0xfffc0000); /* 256 KiB */
	EXPECT(read_region(VU_REGION_CONFIG, 254, 4) == EINVAL);
	EXPECT(access_region(VU_REGION_WRITE, VU_REGION_CONFIG, 254, 4, 0, 8) ==
	       EINVAL);
}

static int set_irqs(uint32_t flags, uint32_t index, uint32_t start,
		    uint32_t count, int fd)
{
	struct vu_set_irqs body = { sizeof(body), flags, index, start, count };

	return client_ask(&client, VU_SET_IRQS, &body, sizeof(body), fd);
}

static uint64_t events(int fd)
{
	uint64_t count = 0;

	return read(fd, &count, sizeof(count)) == sizeof(count) ? count : 0;
}

static void set_level(bool level, bool acknowledged)
{
	vfio_user_lock(client.server);
	vfio_user_interrupt(client.server, level, acknowledged);
	vfio_user_unlock(client.server);
}

static void check_interrupts(void)
{
	const uint32_t assign = VU_IRQ_DATA_EVENTFD | VU_IRQ_TRIGGER;
	const uint32_t unmask = VU_IRQ_DATA_NONE | VU_IRQ_UNMASK;
	const uint32_t drop = VU_IRQ_DATA_NONE | VU_IRQ_TRIGGER;
	int intx = eventfd(0, EFD_NONBLOCK), msi = eventfd(0, EFD_NONBLOCK);

	EXPECT(set_irqs(assign, 2, 0, 1, intx) == EINVAL);
	EXPECT(set_irqs(assign, VU_INTX, 1, 1, intx) == EINVAL);
	EXPECT(set_irqs(assign, VU_INTX, 0, 2, intx) == EINVAL);
	EXPECT(set_irqs(assign | VU_IRQ_MASK, VU_INTX, 0, 1, -1) == EINVAL);
	EXPECT(set_irqs(VU_IRQ_TRIGGER, VU_INTX, 0, 1, -1) == EINVAL);
	EXPECT(set_irqs(VU_IRQ_DATA_BOOL | VU_IRQ_TRIGGER, 0, 0, 1, -1) ==
	       EINVAL);
	EXPECT(set_irqs(assign, VU_INTX, 0, 1, intx) == 0);
	set_level(true, false);
	EXPECT(events(intx) == 1);
	set_level(true, true);
	EXPECT(events(intx) == 0); /* masked itself */
	EXPECT(set_irqs(unmask, VU_INTX, 0, 1, -1) == 0);
	EXPECT(events(intx) == 1); /* up still */
	set_level(false, true);
	EXPECT(set_irqs(unmask, VU_INTX, 0, 1, -1) == 0);
	EXPECT(events(intx) == 0);

	EXPECT(set_irqs(drop, VU_INTX, 0, 0, -1) == 0);
	EXPECT(set_irqs(assign, VU_MSI, 0, 1, msi) == 0);
	EXPECT(set_irqs(unmask, VU_MSI, 0, 1, -1) == EINVAL);
	set_level(true, false);
	set_level(true, false);
	EXPECT(events(msi) == 1 && events(intx) == 0);
	set_level(true, true);
	EXPECT(events(msi) == 1);
	set_level(false, true);
	EXPECT(events(msi) == 0);
	EXPECT(set_irqs(assign, VU_MSI, 0, 1, -1) == 0); /* taken away */
	set_level(true, false);
	EXPECT(events(msi) == 0);
	close(intx);
	close(msi);
}

static void check_framing(void)
{
	struct vu_header silent = { 1, VU_GET_INFO, sizeof(silent),
				    VU_COMMAND | VU_NO_REPLY, 0 };
	struct vu_header reply = { 2, VU_RESET, sizeof(reply), VU_REPLY, 0 };
	static const uint32_t sizes[] = { 0, 15, 16 + VU_MAX_MESSAGE + 1,
					  UINT32_MAX };
	uint32_t resets = registers.resets;
	int fds[VU_MAX_FDS + 1];
	size_t i;

	EXPECT(client_send(&client, &silent, NULL, 0, NULL, 0));
	/* Answered, so the one before was not. */
	EXPECT(ask(VU_GET_INFO, NULL, 0) == 0);
	EXPECT(client_send(&client, &reply, NULL, 0, NULL, 0));
	EXPECT(read(client.connection, &reply, sizeof(reply)) == 16 &&
	       reply.error == EINVAL && registers.resets == resets);
	EXPECT(client_end(&client) == 0);

	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		client_start(&client);
		silent.size = sizes[i];
		EXPECT(client_send(&client, &silent, NULL, 0, NULL, 0));
		EXPECT(read(client.connection, &reply, sizeof(reply)) == 0);
		EXPECT(client_end(&client) == -EPROTO);
	}
	client_start(&client);
	silent.size = sizeof(silent);
	for (i = 0; i < VU_MAX_FDS + 1; i++)
		fds[i] = client.connection;
	EXPECT(client_send(&client, &silent, NULL, 0, fds, VU_MAX_FDS + 1));
	EXPECT(client_end(&client) == -EPROTO);
}

static uint32_t random_word(void)
{
	static uint32_t state = 2463534242;

	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	/* Half of them small: flags, indices, counts and sizes. */
	return state & 1 ? state : (state >> 8) % 40;
}

static int open_files(void)
{
	DIR *folder = opendir("/proc/self/fd");
	int count = 0;

	while (folder && readdir(folder))
		count++;
	if (folder)
		closedir(folder);
	return count;
}

/* Every message is answered, whatever is in it, and nothing leaks. */
static void check_noise(unsigned long count)
{
	int before = open_files(), fd;

	client_start(&client);
	fd = memfd_create("noise", MFD_CLOEXEC);
	EXPECT(ftruncate(fd, 4096) == 0);
	while (count-- > 0) {
		uint32_t body[16];
		size_t i;

		for (i = 0; i < 16; i++)
			body[i] = random_word();
		EXPECT(client_ask(&client, (uint16_t)(random_word() % 18), body,
				  random_word() % (sizeof(body) + 1),
				  random_word() % 4 ? -1 : fd) >= 0);
	}
	close(fd);
	EXPECT(client_end(&client) == 0);
	EXPECT(open_files() == before);
	EXPECT(!is_mapped("memfd:noise"));
}

int main(int count, char **arguments)
{
	client_start(&client);
	check_version();
	check_short_bodies();
	check_memory();
	check_registers();
	check_configuration();
	check_interrupts();
	check_framing();
	check_noise(count > 1 ? strtoul(arguments[1], NULL, 10) : 20000);
	printf("vfio_user_test: %d failures\n", failures);
	return failures ? 1 : 0;
}
