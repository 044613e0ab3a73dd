/* SPDX-License-Identifier: BSD-3-Clause */
/* What Embedded Swift asks of a C library that glibc before 2.36 lacks. */
#ifdef ACCEL_EMBEDDED
#include <stddef.h>
#include <string.h>
#include <sys/random.h>

void arc4random_buf(void *buffer, size_t size);

void arc4random_buf(void *buffer, size_t size)
{
	unsigned char *bytes = buffer;
	ssize_t count;

	/* Seeds hash tables only: fewer random bytes are no danger, but a wait
	 * for the kernel's pool would have no end. */
	memset(buffer, 0, size);
	while (size > 0) {
		count = getrandom(bytes, size, GRND_NONBLOCK);
		if (count <= 0)
			return;
		bytes += count;
		size -= (size_t)count;
	}
}
#endif
