/* SPDX-License-Identifier: BSD-3-Clause */
/* What the parent and its child say to each other over their socket. */
#ifndef CHDF5_CHILD_H
#define CHDF5_CHILD_H

#include "include/chdf5.h"
#include "library.h"

struct request {
	size_t count; /* numbers to read, or 0 to describe the dataset */
	char path[CHDF5_PATH_MAX];
};

/* The numbers follow if there are any and @status is 0. */
struct answer {
	int32_t status;
	chdf5_dataset dataset;
};

/* Send or receive all of it; 0 or -EIO. */
int chdf5_send(int socket, const void *bytes, size_t size);
int chdf5_receive(int socket, void *bytes, size_t size);

/* In the child: answer for the open file, then for each request. */
_Noreturn void chdf5_serve(const struct h5 *h5, int socket, const void *image,
			   size_t size);

#endif
