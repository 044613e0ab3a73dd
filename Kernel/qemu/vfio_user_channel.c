// SPDX-License-Identifier: BSD-3-Clause
/* Messages and the descriptors that travel with them. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "vfio_user_internal.h"

static bool keep_fds(struct vu_message *message, struct msghdr *parts)
{
	struct cmsghdr *part;
	bool fits = !(parts->msg_flags & MSG_CTRUNC);
	size_t count, i;

	for (part = CMSG_FIRSTHDR(parts); part;
	     part = CMSG_NXTHDR(parts, part)) {
		if (part->cmsg_level != SOL_SOCKET ||
		    part->cmsg_type != SCM_RIGHTS)
			continue;
		count = (part->cmsg_len - CMSG_LEN(0)) / sizeof(int);
		for (i = 0; i < count; i++) {
			int fd;

			memcpy(&fd, CMSG_DATA(part) + i * sizeof(fd),
			       sizeof(fd));
			if (message->fd_count == VU_MAX_FDS) {
				close(fd);
				fits = false;
				continue;
			}
			message->fds[message->fd_count++] = fd;
		}
	}
	return fits;
}

/* 1: all of it; 0: the connection ended before; -EPROTO. */
static int receive(int connection, struct vu_message *message, void *bytes,
		   size_t size)
{
	unsigned char *at = bytes;

	while (size > 0) {
		union {
			char bytes[CMSG_SPACE(sizeof(int) * VU_MAX_FDS)];
			struct cmsghdr align;
		} control;
		struct iovec io = { at, size };
		struct msghdr parts = {
			.msg_iov = &io,
			.msg_iovlen = 1,
			.msg_control = control.bytes,
			.msg_controllen = sizeof(control.bytes),
		};
		ssize_t got = recvmsg(connection, &parts, MSG_CMSG_CLOEXEC);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return 0;
		if (!keep_fds(message, &parts))
			return -EPROTO;
		at += got;
		size -= (size_t)got;
	}
	return 1;
}

int vu_receive(int connection, struct vu_message *message)
{
	struct vu_header *header = &message->header;
	int got;

	message->fd_count = 0;
	message->size = 0;
	got = receive(connection, message, header, sizeof(*header));
	if (got != 1)
		return got;
	if (header->size < sizeof(*header) ||
	    header->size - sizeof(*header) > sizeof(message->body)) {
		fprintf(stderr, "vfio-user: a message of %u bytes\n",
			header->size);
		return -EPROTO;
	}
	message->size = header->size - sizeof(*header);
	return receive(connection, message, message->body, message->size);
}

int vu_take_fd(struct vu_message *message)
{
	int fd;

	if (message->fd_count == 0)
		return -1;
	fd = message->fds[0];
	message->fd_count--;
	memmove(message->fds, message->fds + 1,
		(size_t)message->fd_count * sizeof(fd));
	return fd;
}

void vu_close_fds(struct vu_message *message)
{
	while (message->fd_count > 0)
		close(message->fds[--message->fd_count]);
}

int vu_send(int connection, const struct vu_header *header, const void *body,
	    size_t size)
{
	struct iovec io[2] = {
		{ (void *)(uintptr_t)header, sizeof(*header) },
		{ (void *)(uintptr_t)body, size },
	};
	size_t done = 0, all = sizeof(*header) + size;

	while (done < all) {
		struct msghdr parts = { .msg_iov = io, .msg_iovlen = 2 };
		ssize_t sent = sendmsg(connection, &parts, MSG_NOSIGNAL);
		size_t left, i;

		if (sent < 0 && errno == EINTR)
			continue;
		if (sent < 0)
			return -errno;
		done += (size_t)sent;
		left = (size_t)sent;
		for (i = 0; i < 2; i++) {
			size_t part = left < io[i].iov_len ? left
							   : io[i].iov_len;

			io[i].iov_base = (char *)io[i].iov_base + part;
			io[i].iov_len -= part;
			left -= part;
		}
	}
	return 0;
}
