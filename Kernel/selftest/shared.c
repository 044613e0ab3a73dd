// SPDX-License-Identifier: BSD-3-Clause
/* Eight threads open, use and close the device at once. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "selftest.h"

#define THREADS 8
#define ROUNDS 200

static void *run(void *counter)
{
	int i, fd;

	for (i = 0; i < ROUNDS; i++) {
		fd = open("/dev/accel0", O_RDWR | O_CLOEXEC);
		if (fd < 0)
			continue;
		*(int *)counter += allocate(fd, 4096) != 0;
		close(fd);
	}
	return NULL;
}

static int total(void)
{
	pthread_t threads[THREADS];
	int counters[THREADS] = { 0 }, i, sum = 0;

	for (i = 0; i < THREADS; i++)
		if (pthread_create(&threads[i], NULL, run, &counters[i]))
			exit(1);
	for (i = 0; i < THREADS; i++) {
		pthread_join(threads[i], NULL);
		sum += counters[i];
	}
	return sum;
}

int main(void)
{
	expect(set_parameter("exclusive", "N"), 0);
	expect(total(), THREADS * ROUNDS);
	expect(set_parameter("exclusive", "Y"), 0);
	expect(total() > 0, 1);
	expect(buffers_out(), 0);
	return verdict("shared");
}
