// SPDX-License-Identifier: BSD-3-Clause
/* How rtl: opens, and how it does not: open_test LIB.so, beside the libraries
 * that run.sh makes. */
#include <errno.h>

#include "harness.h"

static void refused(const char *locator, int error, const char *word)
{
	char message[256] = "";
	cdrv_device *device = NULL;
	int err = cdrv_device_open(cdrv_rtl_backend(), locator, message,
				   sizeof(message), &device);

	CHECK(err == error);
	CHECK(strstr(message, word));
}

static void refused_options(const char *library, const char *options,
			    const char *word)
{
	char locator[600];

	snprintf(locator, sizeof(locator), "%s,%s", library, options);
	refused(locator, -EINVAL, word);
}

static void opened(const char *library, const char *options)
{
	char locator[600];
	cdrv_device *device;

	snprintf(locator, sizeof(locator), "%s%s", library, options);
	device = device_open(locator);
	CHECK(core_read(device, ACCEL_CORE_MAGIC) == ACCEL_CORE_MAGIC_VALUE);
	CHECK(strstr(cdrv_device_name(device), "100000 kHz"));
	cdrv_device_unref(device);
}

int main(int argc, char **argv)
{
	cdrv_device *first, *second;
	uint32_t value;

	if (argc < 2)
		return 64;
	refused("", -EINVAL, "name of a library");
	refused(",stalls=1", -EINVAL, "name of a library");
	refused("./none.so", -ENODEV, "none.so");
	refused("nothing.so", -ENODEV, "accel_rtl_library");
	refused("older.so", -ENODEV, "version");
	refused_options(argv[1], "earthquake", "earthquake");
	refused_options(argv[1], "stalls=0", "stalls=0");
	refused_options(argv[1], "stalls=", "stalls=");
	refused_options(argv[1], "stalls=18446744073709551616", "stalls");
	refused_options(argv[1], "latency=1001", "latency");
	refused_options(argv[1], "fault=read-slverr", "fault");
	refused_options(argv[1], "fault=earthquake@1", "earthquake");
	refused_options(argv[1], "stalls=1,waves=", "waves=");
	refused_options(argv[1], ",", "\"\"");
	opened(argv[1], "");
	opened(argv[1], ",stalls=18446744073709551615,latency=1");
	opened(argv[1], ",fault=write-decerr@0");
	opened("toy.so", ",latency=1000");
	/* Two of them know nothing of each other. */
	first = device_open(argv[1]);
	second = device_open(argv[1]);
	CHECK(cdrv_window_write32(first, DMA, AXI_DMA_ADDR, 0) == 0);
	CHECK(cdrv_dma_reset(first, DMA) == 0);
	CHECK(cdrv_window_read32(first, DMA, AXI_DMA_SR, &value) == 0);
	CHECK(value == 0);
	CHECK(cdrv_window_read32(second, DMA, AXI_DMA_SR, &value) == 0);
	CHECK(value == AXI_DMA_SR_HALTED);
	cdrv_device_unref(first);
	cdrv_device_unref(second);
	printf("PASS %d\n", checks);
	return 0;
}
