// SPDX-License-Identifier: BSD-3-Clause
/* XRT's zocl, by the values and offsets of its header as users compute them. */
#include <errno.h>
#include <string.h>

#include "kernel.h"

#define CREATE_BO 0xc0106440u
#define MAP_BO 0xc0106443u
#define SYNC_BO 0xc0186444u
#define INFO_BO 0xc0186445u
#define GEM_CLOSE 0x40086409u
#define OFFSET 0x100000000u /* of the first handle */

struct drm_version {
	int major, minor, patch;
	size_t name_length;
	char *name;
};

static uint32_t word(const void *argument, size_t offset)
{
	uint32_t value;

	memcpy(&value, (const char *)argument + offset, sizeof(value));
	return value;
}

static uint64_t long_word(const void *argument, size_t offset)
{
	uint64_t value;

	memcpy(&value, (const char *)argument + offset, sizeof(value));
	return value;
}

static int sync(ctest_kernel *kernel, struct buffer *buffer,
		const void *argument)
{
	uint32_t direction = word(argument, 4);

	if (!buffer || direction > 1)
		return -EINVAL;
	ctest_memory_sync(kernel, buffer, long_word(argument, 8),
			  long_word(argument, 16), direction == 0);
	return 0;
}

static int create(ctest_kernel *kernel, void *argument)
{
	int number = ctest_memory_take(kernel, (size_t)long_word(argument, 0),
				       NODE_ZOCL);

	/* Of bank 0, and with caches. */
	if (word(argument, 12) != 1u << 24)
		kernel->sins++;
	if (number < 0)
		return number;
	memcpy((char *)argument + 8, &number, 4);
	return 0;
}

static int inform(const struct buffer *buffer, void *argument)
{
	uint64_t size;

	if (!buffer)
		return -ENOENT;
	size = buffer->size;
	memcpy((char *)argument + 8, &size, 8);
	memcpy((char *)argument + 16, &buffer->bus, 8);
	return 0;
}

int ctest_zocl_ioctl(ctest_kernel *kernel, unsigned long request,
		     void *argument)
{
	struct buffer *buffer =
		ctest_memory_numbered(kernel, (int)word(argument, 0),
				      NODE_ZOCL);
	struct drm_version *version = argument;
	uint64_t offset;

	/* _IOWR('d', 0, struct drm_version), whose size varies. */
	if ((request & 0xc000ffffu) == 0xc0006400u) {
		memcpy(version->name, "zocl", 4);
		version->name_length = 4;
		return 0;
	}
	switch (request) {
	case CREATE_BO:
		return create(kernel, argument);
	case INFO_BO:
		return inform(buffer, argument);
	case MAP_BO:
		offset = OFFSET + ((uint64_t)word(argument, 0) << 28);
		memcpy((char *)argument + 8, &offset, 8);
		return buffer ? 0 : -EINVAL;
	case SYNC_BO:
		return sync(kernel, buffer, argument);
	case GEM_CLOSE:
		if (!buffer)
			return -EINVAL;
		ctest_memory_give(kernel, buffer);
		return 0;
	default:
		return -ENOTTY;
	}
}

int ctest_zocl_map(ctest_kernel *kernel, size_t length, uint64_t offset,
		   void **address)
{
	struct buffer *buffer = ctest_memory_numbered(
		kernel, (int)((offset - OFFSET) >> 28), NODE_ZOCL);

	if (!buffer || length > buffer->size)
		return -EINVAL;
	*address = buffer->cpu;
	return 0;
}
