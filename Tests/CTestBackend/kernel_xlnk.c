// SPDX-License-Identifier: BSD-3-Clause
/*
 * /dev/xlnk in its four generations: arguments by their offsets, copied whole
 * in and out whatever the number of the call says.
 */
#include <errno.h>
#include <string.h>

#include "kernel.h"

#define UNION_SIZE 88
#define WORD sizeof(uintptr_t)

/* Sizes in the numbers are those of unsigned long. */
#define NUMBER(request) ((request) & 0xffu)
#define IS_XLNK(request) (((request) >> 8 & 0xffu) == 'X')

enum { ALLOC = 2, FREE = 3, CACHE = 24, FREE_ALL = 101 };

static uint32_t word(const unsigned char *argument, size_t offset)
{
	uint32_t value;

	memcpy(&value, argument + offset, sizeof(value));
	return value;
}

static uintptr_t pointer(const unsigned char *argument, size_t offset)
{
	uintptr_t value;

	memcpy(&value, argument + offset, sizeof(value));
	return value;
}

/* Results through two pointers; with a bad one the memory is lost. */
static int alloc_a(ctest_kernel *kernel, const unsigned char *argument)
{
	uint32_t *id = (void *)pointer(argument, WORD);
	uint32_t *bus = (void *)pointer(argument, 2 * WORD);
	int number = ctest_memory_take(kernel, word(argument, 0), NODE_XLNK);

	if (number < 0)
		return -ENOMEM;
	if (!id || !bus)
		return -EFAULT;
	*id = (uint32_t)number;
	*bus = (uint32_t)kernel->buffers[number].bus;
	return 0;
}

static int alloc_in_place(ctest_kernel *kernel, unsigned char *argument)
{
	int number = ctest_memory_take(kernel, word(argument, 0), NODE_XLNK);
	uintptr_t bus;

	if (number < 0)
		return -ENOMEM;
	bus = (uintptr_t)kernel->buffers[number].bus;
	memcpy(argument + 4, &number, 4);
	memcpy(argument + 8, &bus, WORD);
	return 0;
}

static int alloc(ctest_kernel *kernel, unsigned char *argument)
{
	unsigned char copy[UNION_SIZE];
	int err;

	memcpy(copy, argument, UNION_SIZE);
	if (kernel->is_strange)
		return 0;
	if (kernel->xlnk == 'A')
		return alloc_a(kernel, copy);
	err = alloc_in_place(kernel, copy);
	if (!err)
		memcpy(argument, copy, UNION_SIZE);
	return err;
}

static int manage(ctest_kernel *kernel, const unsigned char *argument)
{
	uint64_t bus = pointer(argument, 0);
	uint32_t size = word(argument, WORD), action = word(argument, WORD + 4);
	struct buffer *buffer = ctest_memory_at(kernel, bus);

	if (kernel->no_caches)
		return -EPERM;
	if (!buffer || action > 1)
		return -EFAULT;
	/* Elsewhere than at its start, wrong lines are treated. */
	if (bus != buffer->bus)
		kernel->sins++;
	ctest_memory_sync(kernel, buffer, 0, size, action == 0);
	return 0;
}

int ctest_xlnk_ioctl(ctest_kernel *kernel, unsigned long request,
		     unsigned char *argument)
{
	int number = (int)word(argument, 0);
	struct buffer *buffer;

	if (!IS_XLNK(request))
		return -ENOTTY;
	switch (NUMBER(request)) {
	case ALLOC:
		return alloc(kernel, argument);
	case FREE:
		buffer = ctest_memory_numbered(kernel, number, NODE_XLNK);
		if (!buffer)
			return -ENOMEM;
		ctest_memory_give(kernel, buffer);
		return 0;
	case CACHE:
		return manage(kernel, argument);
	case FREE_ALL:
		kernel->sins++;
		return 0;
	default:
		return -EINVAL;
	}
}

/* Neither number nor length is checked: memory of others may appear. */
int ctest_xlnk_map(ctest_kernel *kernel, size_t length, uint64_t offset,
		   void **address)
{
	int shift = kernel->xlnk <= 'B' ? 24 : 16;
	struct buffer *buffer =
		ctest_memory_numbered(kernel, (int)(offset >> shift),
				      NODE_XLNK);

	if (!buffer || length > buffer->size) {
		kernel->sins++;
		return -EINVAL;
	}
	*address = buffer->cpu;
	return 0;
}
