// SPDX-License-Identifier: BSD-3-Clause
/* The conversation; see vfio_user.h. */
#define _GNU_SOURCE /* accept4 */

#include "vfio_user.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "vfio_user_internal.h"

struct vfio_user *vfio_user_create(int connection,
				   const struct vfio_user_ops *ops,
				   void *context, bool verbose)
{
	struct vfio_user *server = calloc(1, sizeof(*server));

	if (!server)
		return NULL;
	server->connection = connection;
	server->verbose = verbose;
	server->ops = ops;
	server->context = context;
	pthread_mutex_init(&server->lock, NULL);
	vu_irqs_init(&server->irqs);
	vu_config_init(&server->config, ops);
	return server;
}

static int listen_at(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int listener;

	if (strlen(path) >= sizeof(address.sun_path)) {
		fprintf(stderr, "%s: too long for a socket\n", path);
		return -1;
	}
	memcpy(address.sun_path, path, strlen(path) + 1);
	listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (listener < 0 ||
	    bind(listener, (struct sockaddr *)&address, sizeof(address)) ||
	    listen(listener, 1)) {
		perror(path);
		if (listener >= 0)
			close(listener);
		return -1;
	}
	return listener;
}

struct vfio_user *vfio_user_accept(const char *path,
				   const struct vfio_user_ops *ops,
				   void *context, bool verbose)
{
	int listener = listen_at(path), connection;

	if (listener < 0)
		return NULL;
	connection = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
	close(listener);
	unlink(path);
	if (connection < 0) {
		perror(path);
		return NULL;
	}
	return vfio_user_create(connection, ops, context, verbose);
}

void vfio_user_destroy(struct vfio_user *server)
{
	vu_memory_unmap_all(&server->memory);
	vu_irqs_close(&server->irqs);
	close(server->connection);
	pthread_mutex_destroy(&server->lock);
	free(server);
}

void vfio_user_lock(struct vfio_user *server)
{
	pthread_mutex_lock(&server->lock);
}

void vfio_user_unlock(struct vfio_user *server)
{
	pthread_mutex_unlock(&server->lock);
}

void *vfio_user_memory(struct vfio_user *server, uint64_t address,
		       size_t length, bool writes)
{
	void *bytes = vu_memory_at(&server->memory, address, length, writes);

	if (!bytes) {
		server->statistics.refused_memory++;
		fprintf(stderr, "vfio-user: no memory to %s at %#llx+%#zx\n",
			writes ? "write" : "read", (unsigned long long)address,
			length);
	}
	return bytes;
}

void vfio_user_interrupt(struct vfio_user *server, bool level,
			 bool acknowledged)
{
	vu_irqs_level(&server->irqs, level, acknowledged);
}

void vfio_user_count(struct vfio_user *server,
		     struct vfio_user_statistics *statistics)
{
	*statistics = server->statistics;
	statistics->interrupts = server->irqs.sent;
}

static int answer_version(struct vfio_user *server, size_t *reply_size)
{
	static const char capabilities[] =
		"{\"capabilities\":{\"max_msg_fds\":8,"
		"\"max_data_xfer_size\":4096,\"write_multiple\":true}}";
	uint16_t version[2];

	if (server->message.size < sizeof(version))
		return -EINVAL;
	memcpy(version, server->message.body, sizeof(version));
	if (version[0] != 0)
		return -ENOTSUP;
	if (version[1] > 1)
		version[1] = 1;
	memcpy(server->reply, version, sizeof(version));
	memcpy(server->reply + sizeof(version), capabilities,
	       sizeof(capabilities));
	*reply_size = sizeof(version) + sizeof(capabilities);
	return 0;
}

static int answer_map(struct vfio_user *server)
{
	struct vu_map map;
	int fd, err;

	if (server->message.size < sizeof(map))
		return -EINVAL;
	memcpy(&map, server->message.body, sizeof(map));
	fd = vu_take_fd(&server->message);
	err = vu_memory_map(&server->memory, &map, fd);
	if (server->verbose)
		fprintf(stderr, "vfio-user: map %#llx+%#llx flags %u%s: %d\n",
			(unsigned long long)map.address,
			(unsigned long long)map.size, map.flags,
			fd < 0 ? ", not shared" : "", err);
	if (fd >= 0)
		close(fd);
	return err;
}

static int answer_unmap(struct vfio_user *server, size_t *reply_size)
{
	struct vu_unmap unmap;

	if (server->message.size < sizeof(unmap))
		return -EINVAL;
	memcpy(&unmap, server->message.body, sizeof(unmap));
	memcpy(server->reply, &unmap, sizeof(unmap));
	*reply_size = sizeof(unmap);
	return vu_memory_unmap(&server->memory, &unmap);
}

static int answer_info(struct vfio_user *server, size_t *reply_size)
{
	enum { CAN_RESET = 1, IS_PCI = 2 };
	struct vu_info info = { sizeof(info), CAN_RESET | IS_PCI, VU_REGIONS,
				VU_IRQ_KINDS };

	memcpy(server->reply, &info, sizeof(info));
	*reply_size = sizeof(info);
	return 0;
}

static int answer_region_info(struct vfio_user *server, size_t *reply_size)
{
	struct vu_region_info info;
	int err;

	if (server->message.size < sizeof(info))
		return -EINVAL;
	memcpy(&info, server->message.body, sizeof(info));
	err = vu_region_info(server, &info);
	memcpy(server->reply, &info, sizeof(info));
	*reply_size = sizeof(info);
	return err;
}

static int answer_irq_info(struct vfio_user *server, size_t *reply_size)
{
	struct vu_info info;

	if (server->message.size < sizeof(info))
		return -EINVAL;
	memcpy(&info, server->message.body, sizeof(info));
	if (info.index >= VU_IRQ_KINDS)
		return -EINVAL;
	vu_irqs_info(&info);
	memcpy(server->reply, &info, sizeof(info));
	*reply_size = sizeof(info);
	return 0;
}

static int answer(struct vfio_user *server, size_t *reply_size)
{
	switch (server->message.header.command) {
	case VU_VERSION:
		return answer_version(server, reply_size);
	case VU_DMA_MAP:
		return answer_map(server);
	case VU_DMA_UNMAP:
		return answer_unmap(server, reply_size);
	case VU_GET_INFO:
		return answer_info(server, reply_size);
	case VU_GET_REGION_INFO:
		return answer_region_info(server, reply_size);
	case VU_GET_IRQ_INFO:
		return answer_irq_info(server, reply_size);
	case VU_SET_IRQS:
		return vu_irqs_set(&server->irqs, &server->message);
	case VU_REGION_READ:
		return vu_region_read(server, reply_size);
	case VU_REGION_WRITE:
		return vu_region_write(server, reply_size);
	case VU_REGION_WRITE_MULTI:
		return vu_region_write_multi(server, reply_size);
	case VU_RESET:
		server->ops->reset(server->context);
		return 0;
	default:
		return -ENOTSUP;
	}
}

static int reply(struct vfio_user *server, int err, size_t size)
{
	struct vu_header header = server->message.header;

	if (header.flags & VU_NO_REPLY)
		return 0;
	header.flags = VU_REPLY;
	header.error = 0;
	if (err) {
		header.flags |= VU_ERROR;
		header.error = (uint32_t)-err;
		size = 0;
	}
	header.size = (uint32_t)(sizeof(header) + size);
	return vu_send(server->connection, &header, server->reply, size);
}

int vfio_user_serve(struct vfio_user *server)
{
	struct vu_message *message = &server->message;
	int got;

	while ((got = vu_receive(server->connection, message)) == 1) {
		const struct vu_header *header = &message->header;
		size_t size = 0;
		int err = -EINVAL;

		vfio_user_lock(server);
		if ((header->flags & VU_TYPE) == VU_COMMAND)
			err = answer(server, &size);
		if (err)
			server->statistics.refused_messages++;
		vfio_user_unlock(server);
		vu_close_fds(message);
		if (server->verbose)
			fprintf(stderr, "vfio-user: command %u: %d\n",
				header->command, err);
		if (reply(server, err, size))
			return 0;
	}
	vu_close_fds(message);
	return got;
}
