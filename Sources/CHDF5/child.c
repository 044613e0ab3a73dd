/* SPDX-License-Identifier: BSD-3-Clause */
#include "child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define FLOATING_POINT 1 /* H5T_FLOAT */

struct server {
	const struct h5 *h5;
	h5_id file;
	size_t size;	/* of the file */
	uint64_t taken; /* address space before libhdf5 began, 0: unknown */
};

/* Bytes of address space, from Linux; 0 where there is no such file. */
static uint64_t address_space(void)
{
	char text[64];
	int file = open("/proc/self/statm", O_RDONLY);
	ssize_t length = file < 0 ? 0 : read(file, text, sizeof(text) - 1);

	if (file >= 0)
		close(file);
	if (length <= 0)
		return 0;
	text[length] = 0;
	return strtoull(text, NULL, 10) * (uint64_t)sysconf(_SC_PAGESIZE);
}

static void limit(int resource, uint64_t value)
{
	struct rlimit now;

	if (getrlimit(resource, &now) < 0)
		return;
	now.rlim_cur = now.rlim_max == RLIM_INFINITY || value < now.rlim_max ?
			       (rlim_t)value :
			       now.rlim_max;
	setrlimit(resource, &now);
}

/* Signals end the child; what the C library says of it stays unsaid; no file
 * is opened from here on. */
static void confine(struct server *server)
{
	sigset_t none;
	int nowhere = open("/dev/null", O_RDWR);

	for (int number = 1; number < 32; number++)
		signal(number, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	for (int standard = 0; standard < 3 && nowhere >= 0; standard++)
		dup2(nowhere, standard);
	server->taken = address_space();
	limit(RLIMIT_CORE, 0);
	limit(RLIMIT_NOFILE, 0);
}

/* For the work ahead, which reads @count numbers. */
static void allow(const struct server *server, size_t count)
{
	if (server->taken)
		limit(RLIMIT_AS, server->taken + CHDF5_CHILD_BYTES +
					 UINT64_C(4) * server->size +
					 UINT64_C(32) * count);
	alarm((unsigned int)(CHDF5_SECONDS + (server->size >> 24)));
}

static int open_image(struct server *server, const void *image)
{
	const struct h5 *h5 = server->h5;
	h5_id list = h5->create_list(h5->file_access);

	h5->set_auto(0, NULL, NULL);
	if (list < 0 || h5->set_core(list, 1 << 16, 0) < 0 ||
	    h5->set_image(list, (void *)(uintptr_t)image, server->size) < 0)
		return -ENOMEM;
	server->file = h5->open_file("image", 0, list);
	return server->file < 0 ? -EBADMSG : 0;
}

/* libhdf5 wants each group on the way to exist. */
static int check_links(const struct server *server, char *path)
{
	for (char *end = path; end; end++) {
		int found;

		end = strchr(end, '/');
		if (end)
			*end = 0;
		found = server->h5->link_exists(server->file, path, 0);
		if (found <= 0)
			return found < 0 ? -EBADMSG : -ENOENT;
		if (!end)
			break;
		*end = '/';
	}
	return 0;
}

static int describe(const struct h5 *h5, h5_id id, chdf5_dataset *dataset)
{
	h5_id space = h5->dataset_space(id), type = h5->dataset_type(id);
	int rank = space < 0 ? -1 : h5->space_rank(space);
	int64_t points = space < 0 ? -1 : h5->space_points(space);
	int status = 0;

	if (type < 0 || points < 0 || rank < 0 || rank > CHDF5_RANK_MAX ||
	    h5->space_sides(space, dataset->sides, NULL) < 0) {
		status = -EBADMSG;
	} else {
		dataset->elements = (uint64_t)points;
		dataset->stored = h5->storage_size(id);
		dataset->is_float = h5->type_class(type) == FLOATING_POINT;
		dataset->element_size = (uint32_t)h5->type_size(type);
		dataset->rank = (uint32_t)rank;
	}
	if (type >= 0)
		h5->close_type(type);
	if (space >= 0)
		h5->close_space(space);
	return status;
}

/* @values: set to the numbers, if any are asked for. */
static int answer(const struct server *server, struct request *request,
		  chdf5_dataset *dataset, float **values)
{
	const struct h5 *h5 = server->h5;
	h5_id id;
	int status;

	request->path[CHDF5_PATH_MAX - 1] = 0;
	status = check_links(server, request->path);
	if (status < 0)
		return status;
	id = h5->open_dataset(server->file, request->path, 0);
	if (id < 0)
		return -EBADMSG;
	status = describe(h5, id, dataset);
	if (!status && request->count) {
		*values = calloc(request->count, sizeof(float));
		if (!*values)
			status = -ENOMEM;
		else if (dataset->elements != request->count ||
			 h5->read_dataset(id, h5->native_float, 0, 0, 0,
					  *values) < 0)
			status = -EBADMSG;
	}
	h5->close_dataset(id);
	return status;
}

/* 0, or -EIO when the parent has closed its end. */
static int serve_one(const struct server *server, int socket)
{
	struct request request;
	struct answer reply = { 0 };
	float *values = NULL;
	int status = chdf5_receive(socket, &request, sizeof(request));

	if (status)
		return status;
	allow(server, request.count);
	reply.status = answer(server, &request, &reply.dataset, &values);
	status = chdf5_send(socket, &reply, sizeof(reply));
	if (!status && !reply.status && values)
		status = chdf5_send(socket, values,
				    request.count * sizeof(float));
	free(values);
	alarm(0);
	return status;
}

_Noreturn void chdf5_serve(const struct h5 *h5, int socket, const void *image,
			   size_t size)
{
	struct server server = { .h5 = h5, .size = size };
	struct answer reply = { 0 };

	confine(&server);
	allow(&server, 0);
	reply.status = open_image(&server, image);
	alarm(0);
	if (!chdf5_send(socket, &reply, sizeof(reply)))
		while (!serve_one(&server, socket))
			;
	_exit(0);
}
