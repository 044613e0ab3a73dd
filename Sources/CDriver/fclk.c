// SPDX-License-Identifier: BSD-3-Clause
/* The fabric's clocks by the kernel's attributes, and PS_CLK. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "fpga.h"

/* Of xlnx,fclk; the last two of xdevcfg, once a clock was exported. */
static const char *const folders[] = {
	"/sys/bus/platform/devices",
	"/sys/devices/soc0",
	"/sys/class/xdevcfg/xdevcfg/device/fclk",
	"/sys/devices/soc0/amba/f8007000.devcfg/fclk",
};

#define FOLDERS (sizeof(folders) / sizeof(folders[0]))
#define FIRST_OF_XDEVCFG 2

static int find(const char *root, uint32_t clock, char path[CDRV_PATH_SIZE])
{
	size_t i;

	for (i = 0; i < FOLDERS; i++) {
		int err = cdrv_path(path, root, "%s/fclk%" PRIu32 "/set_rate",
				    folders[i], clock);

		if (err)
			return err;
		if (cdrv_file_exists(path))
			return 0;
	}
	return -ENOENT;
}

/* xdevcfg shows a clock when it is asked to. */
static void export_clock(const char *root, uint32_t clock)
{
	char path[CDRV_PATH_SIZE], name[16];
	size_t i;

	snprintf(name, sizeof(name), "fclk%" PRIu32, clock);
	for (i = FIRST_OF_XDEVCFG; i < FOLDERS; i++)
		if (!cdrv_path(path, root, "%s_export", folders[i]) &&
		    !cdrv_file_write(path, name))
			return;
}

int cdrv_fclk_rate(const char *root, uint32_t clock, uint64_t *hertz)
{
	char path[CDRV_PATH_SIZE], text[32];
	char *end;
	unsigned long long value;
	int err;

	if (clock >= CDRV_FCLK_COUNT)
		return -EINVAL;
	err = find(root, clock, path);
	if (!err)
		err = cdrv_file_text(path, text, sizeof(text));
	if (err)
		return err;
	value = strtoull(text, &end, 10);
	if (end == text || *end)
		return -ENOENT;
	*hertz = value;
	return 0;
}

int cdrv_fclk_set_rate(const char *root, uint32_t clock, uint64_t hertz)
{
	char path[CDRV_PATH_SIZE], text[32];
	int err;

	if (clock >= CDRV_FCLK_COUNT)
		return -EINVAL;
	err = find(root, clock, path);
	if (err == -ENOENT) {
		export_clock(root, clock);
		err = find(root, clock, path);
	}
	if (err)
		return err;
	snprintf(text, sizeof(text), "%" PRIu64, hertz);
	return cdrv_file_write(path, text);
}

int cdrv_ps_clock(const char *root, uint64_t *hertz)
{
	static const char *const buses[] = { "amba", "axi" };
	char path[CDRV_PATH_SIZE];
	uint8_t value[4];
	size_t i;

	for (i = 0; i < sizeof(buses) / sizeof(buses[0]); i++) {
		int err = cdrv_path(path, root,
				    "/proc/device-tree/%s/slcr@f8000000/"
				    "clkc@100/ps-clk-frequency",
				    buses[i]);

		if (err)
			return err;
		if (cdrv_file_read(path, value, sizeof(value)) != 4)
			continue;
		*hertz = (uint32_t)value[0] << 24 | (uint32_t)value[1] << 16 |
			 (uint32_t)value[2] << 8 | value[3];
		return 0;
	}
	return -ENOENT;
}
