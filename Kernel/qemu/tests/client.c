// SPDX-License-Identifier: BSD-3-Clause
#include "client.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define BAR_SIZE 0x40000u

struct registers registers;

static uint32_t read32(void *context, uint32_t offset)
{
	(void)context;
	if (offset >= BAR_SIZE || offset % 4)
		abort();
	return registers.word + offset;
}

static void write32(void *context, uint32_t offset, uint32_t value)
{
	(void)context;
	if (offset >= BAR_SIZE || offset % 4)
		abort();
	registers.word = value;
	registers.last_offset = offset;
	registers.writes++;
}

static void reset(void *context)
{
	(void)context;
	registers.resets++;
}

static void *serve(void *argument)
{
	struct client *client = argument;

	client->result = vfio_user_serve(client->server);
	/* The other end is to see that nobody listens any more. */
	shutdown(client->server->connection, SHUT_RDWR);
	return NULL;
}

void client_start(struct client *client)
{
	static const struct vfio_user_ops ops = {
		.vendor = 0x10ee,
		.device = 0xacce,
		.class_code = { 0x12, 0, 0 },
		.bar_size = BAR_SIZE,
		.read32 = read32,
		.write32 = write32,
		.reset = reset,
	};
	int ends[2];

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends))
		abort();
	client->connection = ends[0];
	client->server = vfio_user_create(ends[1], &ops, NULL, false);
	if (!client->server ||
	    pthread_create(&client->thread, NULL, serve, client))
		abort();
}

int client_end(struct client *client)
{
	close(client->connection);
	pthread_join(client->thread, NULL);
	vfio_user_destroy(client->server);
	return client->result;
}

bool client_send(struct client *client, const struct vu_header *header,
		 const void *body, size_t size, const int *fds, int fd_count)
{
	union {
		char bytes[CMSG_SPACE(sizeof(int) * 16)];
		struct cmsghdr align;
	} control;
	struct iovec io[2] = {
		{ (void *)(uintptr_t)header, sizeof(*header) },
		{ (void *)(uintptr_t)body, size },
	};
	struct msghdr parts = { .msg_iov = io, .msg_iovlen = 2 };
	struct cmsghdr *part;

	memset(&control, 0, sizeof(control));
	if (fd_count > 0) {
		size_t bytes = sizeof(int) * (size_t)fd_count;

		parts.msg_control = control.bytes;
		parts.msg_controllen = CMSG_SPACE(bytes);
		part = CMSG_FIRSTHDR(&parts);
		part->cmsg_level = SOL_SOCKET;
		part->cmsg_type = SCM_RIGHTS;
		part->cmsg_len = CMSG_LEN(bytes);
		memcpy(CMSG_DATA(part), fds, bytes);
	}
	return sendmsg(client->connection, &parts, MSG_NOSIGNAL) ==
	       (ssize_t)(sizeof(*header) + size);
}

static bool receive(int connection, void *bytes, size_t size)
{
	return size == 0 ||
	       recv(connection, bytes, size, MSG_WAITALL) == (ssize_t)size;
}

int client_ask(struct client *client, uint16_t command, const void *body,
	       size_t size, int fd)
{
	static uint16_t id;
	struct vu_header header = { ++id, command,
				    (uint32_t)(sizeof(header) + size),
				    VU_COMMAND, 0 };
	struct vu_header reply;

	if (!client_send(client, &header, body, size, &fd, fd >= 0) ||
	    !receive(client->connection, &reply, sizeof(reply)))
		return -1;
	client->size = reply.size - sizeof(reply);
	if (reply.id != header.id || reply.command != command ||
	    reply.size < sizeof(reply) || client->size > sizeof(client->body) ||
	    (reply.flags & ~VU_ERROR) != VU_REPLY ||
	    !(reply.flags & VU_ERROR) != !reply.error ||
	    !receive(client->connection, client->body, client->size))
		abort();
	return (int)reply.error;
}

bool is_mapped(const char *name)
{
	FILE *maps = fopen("/proc/self/maps", "r");
	bool found = false;
	char line[512];

	while (maps && fgets(line, sizeof(line), maps))
		found |= strstr(line, name) != NULL;
	if (maps)
		fclose(maps);
	return found;
}
