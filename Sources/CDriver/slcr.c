// SPDX-License-Identifier: BSD-3-Clause
/* The system level control registers through /dev/mem. */
#define _FILE_OFFSET_BITS 64

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fpga.h"
#include "include/slcr_regs.h"

#define SLCR_SIZE 0x1000u

struct cdrv_slcr {
	volatile uint32_t *registers;
};

/* At this address other chips have something else. */
static bool is_zynq(const char *root)
{
	static const char name[] = "xlnx,zynq-7000";
	char path[CDRV_PATH_SIZE], list[256];
	int count, start;

	if (cdrv_path(path, root, "/proc/device-tree/compatible"))
		return false;
	count = cdrv_file_read(path, list, sizeof(list) - 1);
	if (count < 0)
		return false;
	list[count] = 0;
	/* Texts one after the other, each with a zero at its end. */
	for (start = 0; start < count; start += (int)strlen(list + start) + 1)
		if (!strcmp(list + start, name))
			return true;
	return false;
}

int cdrv_slcr_open(const char *root, cdrv_slcr **slcr)
{
	char path[CDRV_PATH_SIZE];
	cdrv_slcr *new;
	void *map;
	int fd, err;

	if (!is_zynq(root))
		return -ENODEV;
	err = cdrv_path(path, root, "/dev/mem");
	if (err)
		return err;
	new = malloc(sizeof(*new));
	if (!new)
		return -ENOMEM;
	do
		fd = open(path, O_RDWR | O_SYNC | O_CLOEXEC);
	while (fd < 0 && errno == EINTR);
	if (fd < 0) {
		err = -errno;
		free(new);
		return err;
	}
	map = mmap(NULL, SLCR_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd,
		   (off_t)SLCR_BASE);
	err = map == MAP_FAILED ? -errno : 0;
	close(fd);
	if (err) {
		free(new);
		return err;
	}
	new->registers = map;
	*slcr = new;
	return 0;
}

void cdrv_slcr_close(cdrv_slcr *slcr)
{
	munmap((void *)(uintptr_t)slcr->registers, SLCR_SIZE);
	free(slcr);
}

int cdrv_slcr_read(cdrv_slcr *slcr, uint32_t offset, uint32_t *value)
{
	if (offset % 4 || offset >= SLCR_SIZE)
		return -EINVAL;
	*value = slcr->registers[offset / 4];
	return 0;
}

int cdrv_slcr_write(cdrv_slcr *slcr, uint32_t offset, uint32_t value)
{
	bool locked;

	if (offset % 4 || offset >= SLCR_SIZE)
		return -EINVAL;
	locked = slcr->registers[SLCR_LOCKSTA / 4] & 1;
	if (locked)
		slcr->registers[SLCR_UNLOCK / 4] = SLCR_UNLOCK_KEY;
	slcr->registers[offset / 4] = value;
	if (locked)
		slcr->registers[SLCR_LOCK / 4] = SLCR_LOCK_KEY;
	return 0;
}
