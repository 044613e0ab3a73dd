// SPDX-License-Identifier: BSD-3-Clause
/* The table of loaders. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fpga.h"

static const struct cdrv_fpga_way *way_of(cdrv_fpga_loader loader)
{
	switch (loader) {
	case CDRV_FPGA_MANAGER:
		return &cdrv_fpga_manager_way;
	case CDRV_FPGA_MODULE:
		return &cdrv_fpga_module_way;
	case CDRV_FPGA_DEVCFG:
		return &cdrv_fpga_devcfg_way;
	}
	return NULL;
}

int cdrv_fpga_find(const char *root, cdrv_fpga_loader loader,
		   cdrv_fpga_info *info)
{
	const struct cdrv_fpga_way *way = way_of(loader);
	cdrv_fpga_info found;
	int err;

	if (!way)
		return -ENOENT;
	memset(&found, 0, sizeof(found));
	err = way->find(root, &found);
	if (!err)
		*info = found;
	return err;
}

int cdrv_fpga_device_code(const char *root, uint32_t *code)
{
	char path[CDRV_PATH_SIZE];
	char text[32];
	char *end;
	unsigned long value;
	int err;

	/* Other chips have a soc_id of their own making. */
	err = cdrv_path(path, root, "/sys/bus/soc/devices/soc0/family");
	if (!err)
		err = cdrv_file_text(path, text, sizeof(text));
	if (err || strcmp(text, "Xilinx Zynq") != 0)
		return -ENOENT;
	err = cdrv_path(path, root, "/sys/bus/soc/devices/soc0/soc_id");
	if (!err)
		err = cdrv_file_text(path, text, sizeof(text));
	if (err)
		return -ENOENT;
	value = strtoul(text, &end, 16);
	if (end == text || *end || value > 0x1f)
		return -ENOENT;
	*code = (uint32_t)value;
	return 0;
}

int cdrv_fpga_load(const char *root, cdrv_fpga_loader loader,
		   const cdrv_fpga_image *image, uint64_t timeout_ns,
		   char *message, size_t message_size)
{
	const struct cdrv_fpga_way *way = way_of(loader);
	struct cdrv_fpga_job job = { root, image, timeout_ns, message,
				     message_size };
	cdrv_fpga_info info;
	int err;

	if (message_size)
		message[0] = 0;
	err = cdrv_fpga_find(root, loader, &info);
	if (err)
		return err;
	if (!image->size || image->size % 4)
		return cdrv_fpga_fail(&job, -EINVAL,
				      "%zu bytes are no whole words",
				      image->size);
	/* It would lose the design under its feet. */
	if (loader != CDRV_FPGA_MODULE && cdrv_fpga_module_busy(root))
		return cdrv_fpga_fail(&job, -EBUSY,
				      "another program has the board open "
				      "through the module accel");
	if (!info.allowed)
		return cdrv_fpga_fail(&job, -EACCES, "you may not write to %s",
				      info.path);
	return way->load(&job, &info);
}

int cdrv_fpga_fail(const struct cdrv_fpga_job *job, int error,
		   const char *format, ...)
{
	va_list list;

	va_start(list, format);
	vsnprintf(job->message, job->message_size, format, list);
	va_end(list);
	return error;
}
