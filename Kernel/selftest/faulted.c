// SPDX-License-Identifier: BSD-3-Clause
/*
 * Whatever goes wrong on the board is told in time, for what it is, and the
 * next exchange is right. The board's faults strike every other exchange, in
 * the order below, where the command line says accel.faults=1; on any other
 * board all exchanges are right.
 */
#define _FILE_OFFSET_BITS 64
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "../../Sources/CDriver/include/axi_dma_regs.h"
#include "../../Sources/CDriver/include/axis_switch_regs.h"
#include "../../Sources/CDriver/include/slcr_regs.h"
#include "selftest.h"

#define SIZE 4096
#define PATIENCE_NS 200000000u
/* An emulator on a busy machine is late. */
#define LATE_NS 1000000000u

/* Load the only weight of a layer of one channel; it is echoed. */
static const int32_t message[] = { 1, 1, 1, 1, 4, 1, 4, 0, 64 };

struct outcome {
	const char *fault;
	int result;
	uint32_t mm2s_error, s2mm_error, flags, received;
	int is_right; /* the reply */
};

#define WHOLE sizeof(message)

static const struct outcome good = { "none", 0, 0, 0, 0, WHOLE, 1 };
static const struct outcome outcomes[] = {
	{ "slverr", -EIO, AXI_DMA_SR_SLV_ERR, 0, 0, 0, 0 },
	{ "decerr", -EIO, 0, AXI_DMA_SR_DEC_ERR, 0, 0, 0 },
	{ "interr", -EIO, 0, AXI_DMA_SR_INT_ERR, 0, 0, 0 },
	{ "no-tlast", -ETIMEDOUT, 0, 0, 0, 0, 0 },
	{ "early-tlast", 0, 0, 0, 0, 24, 0 },
	{ "lost-irq", 0, 0, 0, ACCEL_WAIT_INTERRUPT_LOST, WHOLE, 1 },
	{ "stuck", -ETIMEDOUT, 0, 0, 0, 0, 0 },
	{ "bad-reply", 0, 0, 0, 0, WHOLE, 0 },
	{ "bad-weights", 0, 0, 0, 0, WHOLE, 0 },
	{ "unprogrammed", -ENODEV, ~0u, ~0u, 0, 0, 0 },
};

#define ERRORS \
	(AXI_DMA_SR_INT_ERR | AXI_DMA_SR_SLV_ERR | AXI_DMA_SR_DEC_ERR)

static int fd;
static uint32_t tx, rx;
static volatile int32_t *sent, *received;

static int put(uint32_t kind, uint32_t offset, uint32_t value)
{
	struct accel_register ask = { .window = find_window(fd, kind),
				      .offset = offset, .value = value };

	return call(fd, ACCEL_IOC_WRITE, &ask);
}

static void route(void)
{
	expect(put(ACCEL_WINDOW_SWITCH, AXIS_SWITCH_MI_MUX(2), 0), 0);
	expect(put(ACCEL_WINDOW_SWITCH, AXIS_SWITCH_MI_MUX(0), 2), 0);
	expect(put(ACCEL_WINDOW_SWITCH, AXIS_SWITCH_CONTROL,
		   AXIS_SWITCH_CONTROL_COMMIT), 0);
}

/* A core that broke off in the middle is in no state to go on. */
static void recover(void)
{
	expect(put(ACCEL_WINDOW_SLCR, SLCR_FPGA_RST_CTRL, SLCR_FPGA0_OUT_RST),
	       0);
	route();
}

static int sync_buffer(uint32_t handle, uint32_t direction)
{
	struct accel_sync ask = { .handle = handle, .direction = direction,
				  .length = SIZE };

	return call(fd, ACCEL_IOC_SYNC, &ask);
}

/* Its number, or 0. */
static uint64_t start(void)
{
	struct accel_submit ask = {
		.window = find_window(fd, ACCEL_WINDOW_DMA), .tx = tx,
		.rx = rx, .tx_length = sizeof(message), .rx_length = SIZE };

	memcpy((void *)sent, message, sizeof(message));
	memset((void *)received, 0x55, SIZE);
	expect(sync_buffer(tx, ACCEL_SYNC_FOR_DEVICE), 0);
	expect(sync_buffer(rx, ACCEL_SYNC_FOR_DEVICE), 0);
	return call(fd, ACCEL_IOC_SUBMIT, &ask) ? 0 : ask.transfer;
}

static void end(struct accel_wait *wait)
{
	struct accel_cancel cancel = {
		.window = find_window(fd, ACCEL_WINDOW_DMA) };

	expect(call(fd, ACCEL_IOC_CANCEL, &cancel), 0);
	wait->flags = 0;
	expect(call(fd, ACCEL_IOC_WAIT, wait), -ECANCELED);
}

static void compare(const struct accel_wait *wait, const struct outcome *want)
{
	expect((long)(wait->mm2s_sr & ERRORS),
	       (long)(want->mm2s_error & ERRORS));
	expect((long)(wait->s2mm_sr & ERRORS),
	       (long)(want->s2mm_error & ERRORS));
	expect((wait->flags & ACCEL_WAIT_INTERRUPT_LOST) == want->flags, 1);
	expect((long)wait->received, (long)want->received);
	expect(!memcmp((void *)received, message, sizeof(message)),
	       want->is_right);
	/* Nothing behind what came. */
	expect(received[sizeof(message) / 4], 0x55555555);
}

static void exchange(const struct outcome *want)
{
	struct accel_wait wait = { .transfer = start() };
	uint64_t before = now_ns();
	int result;

	wait.deadline = before + PATIENCE_NS;
	result = call(fd, ACCEL_IOC_WAIT, &wait);
	expect(now_ns() - before < PATIENCE_NS + LATE_NS, 1);
	expect(sync_buffer(rx, ACCEL_SYNC_FOR_CPU), 0);
	if (result != want->result)
		printf("%s: %d, status %x and %x\n", want->fault, result,
		       wait.mm2s_sr, wait.s2mm_sr);
	expect(result, want->result);
	if (result == -ETIMEDOUT)
		end(&wait);
	else
		compare(&wait, want);
}

static int has_faults(void)
{
	FILE *file = fopen("/proc/cmdline", "r");
	char line[4096] = "";

	if (file && !fgets(line, sizeof(line), file))
		line[0] = '\0';
	if (file)
		fclose(file);
	return strstr(line, "accel.faults=1") != NULL;
}

static volatile int32_t *map(uint32_t *handle)
{
	struct accel_alloc ask = { .size = SIZE };

	expect(call(fd, ACCEL_IOC_ALLOC, &ask), 0);
	*handle = ask.handle;
	return mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd,
		    (off_t)ask.mmap_offset);
}

int main(void)
{
	struct accel_info info;
	int faults = has_faults();
	size_t i;

	become_nobody();
	fd = open_device();
	if (call(fd, ACCEL_IOC_INFO, &info) ||
	    info.features & ACCEL_FEATURE_SIMULATED) {
		printf("SKIPPED faulted: the device has no core\n");
		return 0;
	}
	sent = map(&tx);
	received = map(&rx);
	if (sent == MAP_FAILED || received == MAP_FAILED)
		return 1;
	recover();
	for (i = 0; i < sizeof(outcomes) / sizeof(outcomes[0]); i++) {
		const struct outcome *want = faults ? &outcomes[i] : &good;

		exchange(want);
		if (want->result || !want->is_right)
			recover();
		exchange(&good);
	}
	printf("faulted: with%s faults\n", faults ? "" : "out");
	return verdict("faulted");
}
