/* SPDX-License-Identifier: BSD-3-Clause */
/* The other end of a vfio-user server, for tests: sends anything at all. */
#ifndef CLIENT_H
#define CLIENT_H

#include "vfio_user_internal.h"

struct client {
	int connection;
	pthread_t thread;
	struct vfio_user *server;
	int result; /* of vfio_user_serve() */
	/* The last reply's body. */
	unsigned char body[VU_MAX_MESSAGE];
	size_t size;
};

/* The registers behind the BAR: one word, and what happened. */
struct registers {
	uint32_t word, last_offset, writes, resets;
};

extern struct registers registers;

void client_start(struct client *client);
/* Close the connection; returns what the server's loop returned. */
int client_end(struct client *client);

/* Send without waiting; returns whether it went out. */
bool client_send(struct client *client, const struct vu_header *header,
		 const void *body, size_t size, const int *fds, int fd_count);

/*
 * Send and wait; returns the error of the reply, 0 or more, or -1 where the
 * connection ended. A descriptor is sent unless it is negative.
 */
int client_ask(struct client *client, uint16_t command, const void *body,
	       size_t size, int fd);

/* Whether this process, the server's too, has a file of that name mapped. */
bool is_mapped(const char *name);

#endif
