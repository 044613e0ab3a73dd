// SPDX-License-Identifier: BSD-3-Clause
/*
 * board:uio on the kernel that tests play, for machines that the test suite
 * does not run on: a message goes to the simulated board and comes back, by
 * every kind of memory and with interrupts that go wrong in every way.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cdriver.h"
#include "ctestkernel.h"

#define WEIGHTS 5000
#define SIZE ((8 + WEIGHTS) * sizeof(int32_t))
#define SECOND 1000000000u

static const struct {
	ctest_memory memory;
	const char *options;
} kinds[] = {
	{ CTEST_ZOCL, "uio" },       { CTEST_UDMABUF, "uio" },
	{ CTEST_UDMABUF_OLD, "uio" }, { CTEST_XLNK_A, "uio" },
	{ CTEST_XLNK_B, "uio" },     { CTEST_XLNK_C, "uio,xlnk=C" },
	{ CTEST_XLNK_D, "uio" },
};
#define KINDS ((int)(sizeof(kinds) / sizeof(kinds[0])))

/* A weight load of LeNet's layer 4, which is answered by itself. */
static int32_t word(int index)
{
	static const int32_t header[8] = { 4, 1, 1, 500, 1, 10, 1, 0 };

	return index < 8 ? header[index] : index % 251 - 125;
}

static int fill(cdrv_buffer *buffer)
{
	int32_t *words;
	void *bytes;
	int i;

	if (cdrv_buffer_begin_cpu(buffer, 0, SIZE, CDRV_ACCESS_WRITE, &bytes))
		return -1;
	words = bytes;
	for (i = 0; i < 8 + WEIGHTS; i++)
		words[i] = word(i);
	return cdrv_buffer_end_cpu(buffer);
}

static int compare(cdrv_buffer *buffer)
{
	const int32_t *words;
	void *bytes;
	int i, wrong = 0;

	if (cdrv_buffer_begin_cpu(buffer, 0, SIZE, CDRV_ACCESS_READ, &bytes))
		return -1;
	words = bytes;
	for (i = 0; i < 8 + WEIGHTS; i++)
		wrong += words[i] != word(i);
	return cdrv_buffer_end_cpu(buffer) ? -1 : wrong;
}

static int exchange(cdrv_device *device)
{
	cdrv_buffer *tx, *rx;
	cdrv_dma_report report;
	int failures;

	if (cdrv_buffer_alloc(device, SIZE, &tx))
		return -1;
	if (cdrv_buffer_alloc(device, SIZE, &rx)) {
		cdrv_buffer_free(tx);
		return -1;
	}
	failures = cdrv_switch_route(device, 2, 2, 0) ||
		   cdrv_switch_route(device, 2, 0, 2) ||
		   cdrv_switch_commit(device, 2) || fill(tx) ||
		   cdrv_dma_submit(device, 0, tx, 0, SIZE, rx, 0, SIZE) ||
		   cdrv_dma_wait(device, 0, SECOND, &report) || compare(rx);
	cdrv_buffer_free(tx);
	cdrv_buffer_free(rx);
	return failures;
}

/* Of this process, as /proc has it: field 22 is when it started. */
static const char state[] = "1 (a) S 1 1 "
			    "1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 77 0\n";

/* Return: 0, or not if anything went wrong or was not given back. */
static int try_kernel(int kind, ctest_line line)
{
	ctest_kernel *kernel = ctest_kernel_create("latency=5ms");
	char path[64], message[256] = "";
	cdrv_device *device;
	int err;

	if (!kernel)
		return -1;
	ctest_kernel_add_overlay(kernel);
	ctest_kernel_offer(kernel, kinds[kind].memory);
	ctest_kernel_set_line(kernel, line);
	snprintf(path, sizeof(path), "/proc/%ld/stat", (long)getpid());
	ctest_kernel_write(kernel, path, state, sizeof(state) - 1);
	err = ctest_kernel_open(kernel, kinds[kind].options, message,
				sizeof(message), &device);
	if (!err) {
		err = exchange(device);
		cdrv_device_unref(device);
	}
	if (err || ctest_kernel_taken(kernel) || ctest_kernel_sins(kernel)) {
		printf("memory %d, interrupts %d: %d %s\n", kind, (int)line,
		       err, message);
		err = -1;
	}
	ctest_kernel_free(kernel);
	return err;
}

int main(void)
{
	int kind, line, failures = 0;

	for (kind = 0; kind < KINDS; kind++)
		for (line = CTEST_LINE_GOOD; line <= CTEST_LINE_SHORT; line++)
			failures += try_kernel(kind, (ctest_line)line) != 0;
	printf("%d kinds of memory, %d of interrupts: %d failures\n", KINDS,
	       CTEST_LINE_SHORT + 1, failures);
	return failures != 0;
}
