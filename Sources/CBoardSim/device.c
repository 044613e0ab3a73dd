// SPDX-License-Identifier: BSD-3-Clause
/* The simulated PYNQ-Z1 on somebody else's bus; see cboardsim_device.h. */
#include <errno.h>
#include <stdlib.h>

#include "cboardsim_device.h"
#include "internal.h"

struct cboardsim_device {
	struct csim_board board;
};

int cboardsim_device_open(const char *options, cboardsim_translate translate,
			  void *context, char *message, size_t message_size,
			  cboardsim_device **device)
{
	cboardsim_device *made = calloc(1, sizeof(*made));
	int err;

	if (!made)
		return -ENOMEM;
	err = csim_board_init(&made->board, options, message, message_size);
	if (err) {
		free(made);
		return err;
	}
	made->board.memory.translate = translate;
	made->board.memory.translate_context = context;
	*device = made;
	return 0;
}

void cboardsim_device_close(cboardsim_device *device)
{
	if (!device)
		return;
	csim_board_free(&device->board);
	free(device);
}

void cboardsim_device_reset(cboardsim_device *device)
{
	csim_board_power_up(&device->board);
}

static int check(uint32_t region, uint32_t offset)
{
	if (region >= CBOARDSIM_REGION_COUNT || offset >= CBOARDSIM_WINDOW_SIZE)
		return -ERANGE;
	return offset % 4 ? -EINVAL : 0;
}

int cboardsim_device_read32(const cboardsim_device *device, uint32_t region,
			    uint32_t offset, uint32_t *value)
{
	int err = check(region, offset);

	if (!err)
		*value = csim_board_read(&device->board,
					 (enum csim_region)region, offset);
	return err;
}

int cboardsim_device_write32(cboardsim_device *device, uint32_t region,
			     uint32_t offset, uint32_t value)
{
	int err = check(region, offset);

	if (!err)
		csim_board_write(&device->board, (enum csim_region)region,
				 offset, value);
	return err;
}

void cboardsim_device_advance(cboardsim_device *device, uint64_t now_ns)
{
	if (now_ns > device->board.now_ns)
		csim_board_advance(&device->board, now_ns);
}

uint64_t cboardsim_device_next_event(const cboardsim_device *device)
{
	return csim_board_next_event(&device->board);
}

bool cboardsim_device_interrupt(const cboardsim_device *device, uint32_t engine)
{
	return engine < CBOARDSIM_ENGINE_COUNT && !device->board.unprogrammed &&
	       csim_dma_interrupt(&device->board.dma[engine]);
}
