// SPDX-License-Identifier: BSD-3-Clause
/* UIO devices over the windows of the simulated board, in its own time. */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include "axi_dma_regs.h"
#include "kernel.h"

#define PAGE 4096u
#define ACCESS_NS 100u

static const uint64_t addresses[] = { 0x40400000, 0x40410000, 0x43c00000,
				      0xf8000000 };

static int map_window(ctest_kernel *kernel, uint32_t region, uint32_t offset,
		      size_t length, void **address)
{
	struct mapping *mapping = kernel->mappings;

	while (mapping->address) {
		if (++mapping == kernel->mappings + MAX_MAPPINGS)
			return -ENOMEM;
	}
	*address = mmap(NULL, length, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS,
			-1, 0);
	if (*address == MAP_FAILED)
		return -ENOMEM;
	*mapping = (struct mapping){ *address, length, region, offset };
	return 0;
}

int ctest_uio_map(ctest_kernel *kernel, struct uio *uio, size_t length,
		  uint64_t offset, void **address)
{
	uint64_t map = offset / PAGE;

	if (offset % PAGE || map >= (uint64_t)uio->map_count)
		return -EINVAL;
	if (length > CBOARDSIM_WINDOW_SIZE + PAGE)
		return -EINVAL;
	return map_window(kernel, uio->maps[map].region, uio->maps[map].offset,
			  length, address);
}

int ctest_mem_map(ctest_kernel *kernel, size_t length, uint64_t offset,
		  void **address)
{
	uint32_t i;

	for (i = 0; i < CBOARDSIM_REGION_COUNT; i++)
		if (addresses[i] == offset)
			return map_window(kernel, i, 0, length, address);
	return -EINVAL;
}

bool ctest_registers_unmap(ctest_kernel *kernel, void *address)
{
	int i;

	for (i = 0; i < MAX_MAPPINGS; i++)
		if (kernel->mappings[i].address == address) {
			munmap(address, kernel->mappings[i].length);
			kernel->mappings[i].address = NULL;
			return true;
		}
	return false;
}

static void advance(ctest_kernel *kernel, uint64_t now_ns)
{
	kernel->now_ns = now_ns;
	cboardsim_device_advance(kernel->board, now_ns);
}

/* The window and offset behind an address. */
static bool find(ctest_kernel *kernel, const volatile void *address,
		 uint32_t *region, uint32_t *offset)
{
	uintptr_t at = (uintptr_t)address;
	int i;

	kernel->accesses++;
	advance(kernel, kernel->now_ns + ACCESS_NS);
	for (i = 0; i < MAX_MAPPINGS; i++) {
		struct mapping *mapping = &kernel->mappings[i];
		uintptr_t start = (uintptr_t)mapping->address + mapping->offset;

		if (!mapping->address || at < (uintptr_t)mapping->address ||
		    at - (uintptr_t)mapping->address > mapping->length - 4)
			continue;
		*region = mapping->region;
		*offset = (uint32_t)(at - start);
		return at >= start;
	}
	kernel->sins++;
	return false;
}

uint32_t ctest_load32(void *context, const volatile void *address)
{
	ctest_kernel *kernel = context;
	uint32_t region, offset, value = 0xffffffffu;

	if (find(kernel, address, &region, &offset))
		cboardsim_device_read32(kernel->board, region, offset, &value);
	return value;
}

void ctest_store32(void *context, volatile void *address, uint32_t value)
{
	ctest_kernel *kernel = context;
	uint32_t region, offset;

	if (find(kernel, address, &region, &offset))
		cboardsim_device_write32(kernel->board, region, offset, value);
}

/* The level of the line that the UIO device has. */
static bool level(const ctest_kernel *kernel, const struct uio *uio)
{
	uint32_t region = uio->maps[0].region, status = 0;

	if (kernel->line == CTEST_LINE_LOST || region > CBOARDSIM_DMA1)
		return false;
	if (kernel->line == CTEST_LINE_HALF) {
		cboardsim_device_read32(kernel->board, region,
					AXI_DMA_MM2S + AXI_DMA_SR, &status);
		return status & AXI_DMA_SR_IRQS;
	}
	return cboardsim_device_interrupt(kernel->board, region);
}

static bool is_readable(ctest_kernel *kernel, struct node *node)
{
	struct uio *uio = &kernel->uios[node->uio];

	/* The handler masks the line until somebody enables it again. */
	if (uio->is_enabled && level(kernel, uio)) {
		uio->is_enabled = false;
		uio->count += kernel->line == CTEST_LINE_SKIPS ? 2 : 1;
	}
	return uio->count != node->seen;
}

int ctest_uio_poll(ctest_kernel *kernel, struct node *node, uint64_t time_ns)
{
	uint64_t end = kernel->now_ns + time_ns, next;

	if (node && kernel->line == CTEST_LINE_NONE)
		return -EIO;
	while (!node || !is_readable(kernel, node)) {
		next = cboardsim_device_next_event(kernel->board);
		if (kernel->now_ns >= end)
			return 0;
		if (next < kernel->now_ns)
			next = kernel->now_ns + 1;
		advance(kernel, next < end ? next : end);
	}
	return 1;
}

int64_t ctest_uio_read(ctest_kernel *kernel, struct node *node, void *bytes,
		       size_t size)
{
	struct uio *uio = &kernel->uios[node->uio];

	if (kernel->line == CTEST_LINE_NONE)
		return -EIO;
	if (size != 4)
		return -EINVAL;
	/* It would block for ever. */
	if (!is_readable(kernel, node))
		kernel->sins++;
	node->seen = uio->count;
	memcpy(bytes, &uio->count, size);
	return kernel->line == CTEST_LINE_SHORT ? 2 : 4;
}

int64_t ctest_uio_write(ctest_kernel *kernel, struct node *node,
			const void *bytes, size_t size)
{
	int32_t on;

	if (kernel->line == CTEST_LINE_NONE)
		return -EIO;
	if (size != 4)
		return -EINVAL;
	memcpy(&on, bytes, size);
	kernel->uios[node->uio].is_enabled = on != 0;
	return 4;
}

void ctest_kernel_add_overlay(ctest_kernel *kernel)
{
	int i;

	for (i = 0; i < (int)CBOARDSIM_REGION_COUNT; i++)
		ctest_kernel_add_uio(kernel, i, 0, (uint32_t)i, addresses[i],
				     0);
}
