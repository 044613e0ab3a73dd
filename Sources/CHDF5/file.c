/* SPDX-License-Identifier: BSD-3-Clause */
#include "child.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef MSG_NOSIGNAL
#define MSG_NOSIGNAL 0
#endif

struct chdf5_file {
	pid_t child;
	int socket;
};

/* Held while this process has both ends of a socket: a child that inherited
 * the other child's end would hide that child's death. */
static pthread_mutex_t opening = PTHREAD_MUTEX_INITIALIZER;

int chdf5_send(int socket, const void *bytes, size_t size)
{
	const char *rest = bytes;

	while (size) {
		ssize_t sent = send(socket, rest, size, MSG_NOSIGNAL);

		if (sent < 0 && errno == EINTR)
			continue;
		if (sent <= 0)
			return -EIO;
		rest += sent;
		size -= (size_t)sent;
	}
	return 0;
}

int chdf5_receive(int socket, void *bytes, size_t size)
{
	char *rest = bytes;

	while (size) {
		ssize_t received = recv(socket, rest, size, 0);

		if (received < 0 && errno == EINTR)
			continue;
		if (received <= 0)
			return -EIO;
		rest += received;
		size -= (size_t)received;
	}
	return 0;
}

/* Start a child that serves the image. */
static int start(const struct h5 *h5, const void *image, size_t size,
		 struct chdf5_file *file)
{
	int ends[2], status = 0;

	pthread_mutex_lock(&opening);
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) < 0) {
		status = -errno;
		goto unlock;
	}
	fcntl(ends[0], F_SETFD, FD_CLOEXEC);
	fcntl(ends[1], F_SETFD, FD_CLOEXEC);
	file->child = fork();
	if (file->child == 0) {
		close(ends[0]);
		chdf5_serve(h5, ends[1], image, size);
	}
	status = file->child < 0 ? -errno : 0;
	file->socket = ends[0];
	close(ends[1]);
	if (status < 0)
		close(ends[0]);
unlock:
	pthread_mutex_unlock(&opening);
	return status;
}

int chdf5_open(const void *image, size_t size, chdf5_file **file)
{
	const struct h5 *h5;
	struct answer reply;
	struct chdf5_file *opened;
	int status = chdf5_library(&h5);

	if (status < 0)
		return status;
	if (size == 0)
		return -EBADMSG;
	opened = malloc(sizeof(*opened));
	if (!opened)
		return -ENOMEM;
	status = start(h5, image, size, opened);
	if (status < 0) {
		free(opened);
		return status;
	}
	status = chdf5_receive(opened->socket, &reply, sizeof(reply));
	if (!status)
		status = reply.status;
	if (status < 0)
		chdf5_close(opened);
	else
		*file = opened;
	return status;
}

static int ask(struct chdf5_file *file, const char *path, size_t count,
	       struct answer *reply)
{
	struct request request = { .count = count };
	size_t length = strlen(path);

	if (length >= sizeof(request.path))
		return -ENAMETOOLONG;
	memcpy(request.path, path, length);
	if (chdf5_send(file->socket, &request, sizeof(request)) < 0 ||
	    chdf5_receive(file->socket, reply, sizeof(*reply)) < 0)
		return -EIO;
	return reply->status;
}

int chdf5_find(chdf5_file *file, const char *path, chdf5_dataset *dataset)
{
	struct answer reply;
	int status = ask(file, path, 0, &reply);

	if (status < 0)
		return status;
	if (reply.dataset.rank > CHDF5_RANK_MAX)
		return -EBADMSG;
	*dataset = reply.dataset;
	return 0;
}

int chdf5_read(chdf5_file *file, const char *path, size_t count,
	       float *values)
{
	struct answer reply;
	int status;

	if (count == 0)
		return -EBADMSG;
	status = ask(file, path, count, &reply);
	if (status < 0)
		return status;
	return chdf5_receive(file->socket, values, count * sizeof(float));
}

void chdf5_close(chdf5_file *file)
{
	if (!file)
		return;
	close(file->socket);
	kill(file->child, SIGKILL);
	while (waitpid(file->child, NULL, 0) < 0 && errno == EINTR)
		;
	free(file);
}
