// SPDX-License-Identifier: BSD-3-Clause
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "programmed.h"

static const struct {
	const char *path, *good;
} sources[] = {
	{ "/sys/class/fpga_manager/fpga0/state", "operating" },
	{ "/sys/class/xdevcfg/xdevcfg/device/prog_done", "1" },
	{ "/sys/devices/soc0/amba/f8007000.devcfg/prog_done", "1" },
};

int cdrv_programmed_check(const struct cdrv_system *system, char *message,
			  size_t message_size)
{
	char text[CDRV_TEXT_SIZE];
	size_t i;

	for (i = 0; i < sizeof(sources) / sizeof(sources[0]); i++) {
		if (cdrv_system_read_line(system, sources[i].path, text))
			continue;
		if (!strcmp(text, sources[i].good))
			return 0;
		snprintf(message, message_size,
			 "the fabric is not programmed (%s says %.40s): load "
			 "the overlay's bitstream, or add programmed=yes if it "
			 "came in another way",
			 sources[i].path, text);
		return -ENODEV;
	}
	return 0;
}
