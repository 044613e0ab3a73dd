/* SPDX-License-Identifier: BSD-3-Clause */
/* Reading a file is C's part: the Swift core does no input. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "accel.h"

#define LARGEST_FILE (256u << 20)

static int refuse(struct accel_error *error, const char *path, int code,
		  int system_error, const char *problem)
{
	if (error) {
		memset(error, 0, sizeof(*error));
		error->code = code;
		error->system_error = system_error;
		snprintf(error->message, sizeof(error->message),
			 "cannot read %.300s: %s; give the path of a file that "
			 "accel import wrote", path, problem);
	}
	return code;
}

/* All of @file, in memory that the caller frees, or NULL with errno. */
static void *read_all(FILE *file, size_t *size)
{
	char *bytes = NULL;
	size_t room = 0;

	*size = 0;
	do {
		char *more;

		room = room ? 2 * room : 1u << 16;
		more = realloc(bytes, room);
		if (!more) {
			free(bytes);
			return NULL;
		}
		bytes = more;
		*size += fread(bytes + *size, 1, room - *size, file);
	} while (*size == room && room < LARGEST_FILE);
	if (ferror(file) || *size == room) {
		if (!ferror(file))
			errno = EFBIG;
		free(bytes);
		return NULL;
	}
	return bytes;
}

int accel_network_open(const char *path, accel_network **network,
		       struct accel_error *error)
{
	FILE *file = fopen(path, "rb");
	size_t size;
	void *bytes;
	int status;

	if (network)
		*network = NULL;
	if (!file)
		return refuse(error, path, ACCEL_UNREADABLE_FILE, errno,
			      strerror(errno));
	bytes = read_all(file, &size);
	status = errno;
	fclose(file);
	if (!bytes)
		return refuse(error, path, ACCEL_UNREADABLE_FILE, status,
			      strerror(status));
	status = accel_network_parse(bytes, size, path, network, error);
	free(bytes);
	return status;
}
