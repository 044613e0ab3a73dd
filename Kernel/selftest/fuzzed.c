// SPDX-License-Identifier: BSD-3-Clause
/* A million calls with random arguments, most of them nearly right. */
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "selftest.h"

#define CALLS 1000000

static const unsigned long requests[] = {
	ACCEL_IOC_INFO,   ACCEL_IOC_WINDOW, ACCEL_IOC_READ,
	ACCEL_IOC_WRITE,  ACCEL_IOC_ALLOC,  ACCEL_IOC_FREE,
	ACCEL_IOC_SYNC,   ACCEL_IOC_EXPORT, ACCEL_IOC_IMPORT,
	ACCEL_IOC_PHYSICAL, ACCEL_IOC_SUBMIT, ACCEL_IOC_WAIT,
	ACCEL_IOC_CANCEL, ACCEL_IOC_PROGRAM,
};

static uint64_t state = 2018;

static uint32_t draw(void)
{
	state = state * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(state >> 33);
}

/* Small, aligned, near a limit, or anything. */
static uint64_t number(void)
{
	switch (draw() % 6) {
	case 0:
		return 0;
	case 1:
		return draw() % 8;
	case 2:
		return draw() % 64 * 4;
	case 3:
		return (1ull << draw() % 64) - draw() % 3;
	case 4:
		return draw() % 20000;
	default:
		return (uint64_t)draw() << 32 | draw();
	}
}

static void fill(uint32_t *words, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		words[i] = (uint32_t)number();
}

int main(void)
{
	long i, right = 0;
	int fd;

	if (set_parameter("exclusive", "Y") ||
	    set_parameter("quota", "4194304"))
		return 1;
	become_nobody();
	fd = open_device();
	for (i = 0; i < CALLS; i++) {
		uint32_t words[64];
		unsigned long request =
			requests[draw() % (sizeof(requests) /
					   sizeof(requests[0]))];

		fill(words, 64);
		if (draw() % 50 == 0)
			request ^= 1ul << draw() % 32;
		/* No waiting: a deadline that has passed. */
		if (request == ACCEL_IOC_WAIT)
			((struct accel_wait *)words)->deadline = 0;
		if (draw() % 16 == 0)
			memset(words, 0, sizeof(words));
		if (call(fd, request, words) == 0) {
			right++;
			if (request == ACCEL_IOC_EXPORT)
				close(((struct accel_dmabuf *)words)->fd);
		}
		/* Now and then everything is given back. */
		if (i % 5000 == 4999) {
			close(fd);
			fd = open_device();
		}
	}
	close(fd);
	expect(right > CALLS / 100, 1);
	expect(buffers_out(), 0);
	return verdict("fuzzed");
}
