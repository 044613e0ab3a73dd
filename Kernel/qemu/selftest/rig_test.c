// SPDX-License-Identifier: BSD-3-Clause
/*
 * The virtual board without a driver: this program maps the function's BAR as
 * root, and lends one page of its own, whose physical address it looks up.
 */
#include <dirent.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "axi_dma_seq.h"
#include "axis_switch_regs.h"
#include "slcr_regs.h"

#define WINDOW 0x10000u
#define PAGE 4096u
#define PAGE_HALF (PAGE / 2)
#define FUNCTIONS "/sys/bus/pci/devices"
/* Neither memory nor device on the machines that the rig uses. */
#define NOWHERE 0xa0000000u

enum { DMA0, DMA1, SWITCH, SLCR, WINDOWS };

static volatile uint32_t *bar;
static int failures;

static void expect(int holds, const char *what)
{
	printf("rig_test: %s: %s\n", what, holds ? "ok" : "NOT SO");
	failures += !holds;
}

static volatile uint32_t *reg(uint32_t window, uint32_t offset)
{
	return bar + (window * WINDOW + offset) / 4;
}

static int dma_read(void *context, uint32_t offset, uint32_t *value)
{
	*value = *reg(*(const uint32_t *)context, offset);
	return 0;
}

static int dma_write(void *context, uint32_t offset, uint32_t value)
{
	*reg(*(const uint32_t *)context, offset) = value;
	return 0;
}

static uint32_t identity(const char *function, const char *name)
{
	char path[512], text[32] = "";
	int fd;

	snprintf(path, sizeof(path), FUNCTIONS "/%s/%s", function, name);
	fd = open(path, O_RDONLY);
	if (fd < 0)
		return 0;
	if (read(fd, text, sizeof(text) - 1) < 0)
		text[0] = '\0';
	close(fd);
	return (uint32_t)strtoul(text, NULL, 16);
}

static int open_bar(void)
{
	DIR *functions = opendir(FUNCTIONS);
	struct dirent *entry;
	char path[512];
	int fd = -1;

	while (functions && fd < 0 && (entry = readdir(functions))) {
		if (identity(entry->d_name, "vendor") != 0x10ee ||
		    identity(entry->d_name, "device") != 0xacce)
			continue;
		snprintf(path, sizeof(path), FUNCTIONS "/%s/resource0",
			 entry->d_name);
		fd = open(path, O_RDWR | O_SYNC);
	}
	if (functions)
		closedir(functions);
	return fd;
}

/* 0: not known. */
static uint64_t physical(const void *page)
{
	uint64_t entry = 0;
	off_t at = (off_t)((uintptr_t)page / PAGE * sizeof(entry));
	int fd = open("/proc/self/pagemap", O_RDONLY);

	if (fd < 0)
		return 0;
	if (pread(fd, &entry, sizeof(entry), at) != sizeof(entry))
		entry = 0;
	close(fd);
	if (!(entry >> 63))
		return 0;
	return (entry & ((UINT64_C(1) << 55) - 1)) * PAGE;
}

static uint32_t wait_for(uint32_t window, uint32_t channel)
{
	uint32_t status = 0;
	int tries;

	for (tries = 0; tries < 2000; tries++) {
		status = *reg(window, channel + AXI_DMA_SR);
		if (axi_dma_decode(status) != AXI_DMA_RUNNING)
			break;
		usleep(1000);
	}
	return status;
}

static void check_reset_state(void)
{
	uint32_t window;

	for (window = DMA0; window <= DMA1; window++) {
		expect(*reg(window, AXI_DMA_CR) == 0x10002, "CR after reset");
		expect(*reg(window, AXI_DMA_SR) == AXI_DMA_SR_HALTED,
		       "SR after reset");
	}
	expect(*reg(SWITCH, AXIS_SWITCH_MI_MUX(2)) == AXIS_SWITCH_MI_OFF,
	       "the switch is off");
	expect(*reg(SLCR, SLCR_FPGA_RST_CTRL) == 0, "the fabric is not reset");
}

static void check_fabric_reset(void)
{
	*reg(SLCR, SLCR_FPGA_RST_CTRL) = SLCR_FPGA0_OUT_RST;
	expect(*reg(SLCR, SLCR_FPGA_RST_CTRL) == 0, "locked");
	*reg(SLCR, SLCR_UNLOCK) = SLCR_UNLOCK_KEY;
	*reg(SLCR, SLCR_FPGA_RST_CTRL) = SLCR_FPGA0_OUT_RST;
	expect(*reg(SLCR, SLCR_FPGA_RST_CTRL) == SLCR_FPGA0_OUT_RST,
	       "unlocked");
	*reg(SLCR, SLCR_FPGA_RST_CTRL) = 0;
	*reg(SLCR, SLCR_LOCK) = SLCR_LOCK_KEY;
}

static void check_message(const struct axi_dma_io *io, int32_t *page,
			  uint32_t address)
{
	/* Load the only weight of a layer of one channel; it is echoed. */
	static const int32_t message[] = { 1, 1, 1, 1, 4, 1, 4, 0, 64 };
	int32_t *reply = page + PAGE_HALF / 4;

	memset(page, 0x55, PAGE);
	memcpy(page, message, sizeof(message));
	*reg(SWITCH, AXIS_SWITCH_MI_MUX(2)) = 0;
	*reg(SWITCH, AXIS_SWITCH_MI_MUX(0)) = 2;
	*reg(SWITCH, AXIS_SWITCH_CONTROL) = AXIS_SWITCH_CONTROL_COMMIT;
	__sync_synchronize();
	expect(!axi_dma_transfer(io, AXI_DMA_S2MM, address + PAGE_HALF,
				 PAGE_HALF), "S2MM starts");
	expect(!axi_dma_transfer(io, AXI_DMA_MM2S, address, sizeof(message)),
	       "MM2S starts");
	expect(axi_dma_decode(wait_for(DMA0, AXI_DMA_MM2S)) == AXI_DMA_DONE,
	       "MM2S is done");
	expect(axi_dma_decode(wait_for(DMA0, AXI_DMA_S2MM)) == AXI_DMA_DONE,
	       "S2MM is done");
	__sync_synchronize();
	expect(*reg(DMA0, AXI_DMA_S2MM + AXI_DMA_LENGTH) == sizeof(message),
	       "the reply's length");
	expect(!memcmp(reply, message, sizeof(message)), "the echo");
	expect(reply[9] == 0x55555555, "nothing behind the echo");
	*reg(DMA0, AXI_DMA_MM2S + AXI_DMA_SR) = AXI_DMA_SR_IRQS;
	*reg(DMA0, AXI_DMA_S2MM + AXI_DMA_SR) = AXI_DMA_SR_IRQS;
}

static void check_decode_error(const struct axi_dma_io *io)
{
	expect(!axi_dma_transfer(io, AXI_DMA_MM2S, NOWHERE, 4),
	       "MM2S starts from nowhere");
	expect(wait_for(DMA0, AXI_DMA_MM2S) & AXI_DMA_SR_DEC_ERR,
	       "and ends in a decode error");
}

int main(void)
{
	uint32_t window = DMA0;
	const struct axi_dma_io io = { &window, dma_read, dma_write };
	int fd = open_bar();
	uint64_t address;
	int32_t *page;
	void *at;

	setvbuf(stdout, NULL, _IOLBF, 0);
	at = mmap(NULL, WINDOWS * WINDOW, PROT_READ | PROT_WRITE, MAP_SHARED,
		  fd, 0);
	if (fd < 0 || at == MAP_FAILED) {
		perror("rig_test: no function 10ee:acce to map");
		return 1;
	}
	bar = at;
	page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS | MAP_LOCKED | MAP_POPULATE,
		    -1, 0);
	if (page == MAP_FAILED)
		return 1;
	memset(page, 0, PAGE);
	address = physical(page);
	expect(address && address + PAGE <= UINT32_MAX, "a page of memory");

	check_reset_state();
	check_fabric_reset();
	expect(!axi_dma_reset(&io), "the engine resets and runs");
	check_message(&io, page, (uint32_t)address);
	check_decode_error(&io);
	expect(!axi_dma_reset(&io), "and runs again");
	/* As found, for whoever comes next. */
	*reg(DMA0, AXI_DMA_CR) = AXI_DMA_CR_RESET;
	printf("rig_test: %d failures\n", failures);
	return failures ? 1 : 0;
}
