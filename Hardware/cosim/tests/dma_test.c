// SPDX-License-Identifier: BSD-3-Clause
/*
 * The DMA's registers, without the driver: what PG021 says and what the
 * driver never does. dma_test LIB.so
 */
#include <dlfcn.h>

#include "cdriver_rtl.h"
#include "harness.h"

#define RUN 0x5001u
#define CR AXI_DMA_CR
#define SR AXI_DMA_SR

static const struct cdrv_backend_ops *ops;
static void *board;
static struct cdrv_memory tx, rx;

#define BEATS 20000u

static uint32_t get(uint32_t offset)
{
	uint32_t value = 0;

	CHECK(ops->read32(board, DMA, offset, &value) == 0);
	return value;
}

static void set(uint32_t offset, uint32_t value)
{
	CHECK(ops->write32(board, DMA, offset, value) == 0);
}

/* Until the bits are as they should be; the time of 1000 accesses is ample. */
static void await(uint32_t offset, uint32_t mask, uint32_t wanted)
{
	int polls;

	for (polls = 0; polls < 1000; polls++)
		if ((get(offset) & mask) == wanted)
			return;
	CHECK((get(offset) & mask) == wanted);
}

static void start(void)
{
	set(AXI_DMA_S2MM + CR, RUN);
	set(AXI_DMA_MM2S + CR, RUN);
	await(AXI_DMA_S2MM + SR, AXI_DMA_SR_HALTED, 0);
	await(AXI_DMA_MM2S + SR, AXI_DMA_SR_HALTED, 0);
}

/* By either channel: both go down. */
static void reset(uint32_t channel)
{
	uint64_t elapsed;

	set(channel + CR, AXI_DMA_CR_RESET);
	await(AXI_DMA_MM2S + CR, AXI_DMA_CR_RESET, 0);
	CHECK(get(AXI_DMA_MM2S + CR) == 0x00010002);
	CHECK(get(AXI_DMA_S2MM + CR) == 0x00010002);
	CHECK(get(AXI_DMA_MM2S + SR) == AXI_DMA_SR_HALTED);
	CHECK(get(AXI_DMA_S2MM + SR) == AXI_DMA_SR_HALTED);
	CHECK(ops->wait(board, DMA, 100, &elapsed, NULL) != 0);
	start();
}

static void transfer(uint32_t channel, uint64_t address, uint32_t length)
{
	set(channel + SR, AXI_DMA_SR_IRQS);
	set(channel + AXI_DMA_ADDR, (uint32_t)address);
	set(channel + AXI_DMA_LENGTH, length);
}

/* A packet that is drained as it comes, and is answered by one beat. */
static void exchange_beats(uint32_t beats, uint32_t room)
{
	uint64_t packet = header(9, 0, 0), elapsed;

	memcpy(tx.cpu, &packet, sizeof(packet));
	memset(rx.cpu, 0, 16);
	transfer(AXI_DMA_S2MM, rx.bus, 8 * room);
	transfer(AXI_DMA_MM2S, tx.bus, 8 * beats);
	CHECK(ops->wait(board, DMA, 1000000000, &elapsed, NULL) == 0);
	await(AXI_DMA_MM2S + SR, 0xffff, AXI_DMA_SR_IDLE | AXI_DMA_SR_IOC_IRQ);
	await(AXI_DMA_S2MM + SR, 0xffff, AXI_DMA_SR_IDLE | AXI_DMA_SR_IOC_IRQ);
	CHECK(get(AXI_DMA_MM2S + AXI_DMA_LENGTH) == 8 * beats);
	CHECK(get(AXI_DMA_S2MM + AXI_DMA_LENGTH) == 8);
	packet = bad(packet);
	CHECK(!memcmp(rx.cpu, &packet, sizeof(packet)));
	set(AXI_DMA_MM2S + SR, AXI_DMA_SR_IOC_IRQ);
	set(AXI_DMA_S2MM + SR, AXI_DMA_SR_IOC_IRQ);
	CHECK(get(AXI_DMA_MM2S + SR) == AXI_DMA_SR_IDLE);
	CHECK(ops->wait(board, DMA, 100, &elapsed, NULL) != 0);
}

/* The channel fails, the other one does not, and only a reset helps. */
static void fails(uint32_t channel, uint32_t error)
{
	uint32_t other = channel ? AXI_DMA_MM2S : AXI_DMA_S2MM;
	uint64_t elapsed;

	await(channel + SR, AXI_DMA_SR_HALTED, AXI_DMA_SR_HALTED);
	CHECK(ops->wait(board, DMA, 10, &elapsed, NULL) == 0);
	CHECK(get(channel + SR) ==
	      (AXI_DMA_SR_HALTED | AXI_DMA_SR_ERR_IRQ | error));
	CHECK((get(channel + CR) & AXI_DMA_CR_RS) == 0);
	CHECK((get(other + SR) & (AXI_DMA_SR_HALTED | AXI_DMA_SR_ERRORS)) == 0);
	set(channel + SR, AXI_DMA_SR_IRQS);
	CHECK(get(channel + SR) == (AXI_DMA_SR_HALTED | error));
	set(channel + CR, RUN);
	transfer(channel, rx.bus, 64);
	CHECK(get(channel + SR) == (AXI_DMA_SR_HALTED | error));
	reset(other);
	exchange_beats(20, 2);
}

static void errors(void)
{
	set(AXI_DMA_MM2S + AXI_DMA_LENGTH, 0);
	fails(AXI_DMA_MM2S, AXI_DMA_SR_INT_ERR);
	set(AXI_DMA_S2MM + AXI_DMA_LENGTH, 0);
	fails(AXI_DMA_S2MM, AXI_DMA_SR_INT_ERR);
	transfer(AXI_DMA_MM2S, tx.bus, 12);
	fails(AXI_DMA_MM2S, AXI_DMA_SR_INT_ERR);
	transfer(AXI_DMA_S2MM, rx.bus + 4, 16);
	fails(AXI_DMA_S2MM, AXI_DMA_SR_INT_ERR);
	/* LENGTH has 26 bits, and this is none of them. */
	transfer(AXI_DMA_S2MM, rx.bus, 1u << 26);
	fails(AXI_DMA_S2MM, AXI_DMA_SR_INT_ERR);
	transfer(AXI_DMA_MM2S, 0x2ffffff8, 8);
	fails(AXI_DMA_MM2S, AXI_DMA_SR_DEC_ERR);
	transfer(AXI_DMA_MM2S, tx.bus + 8 * BEATS - 80, 800);
	fails(AXI_DMA_MM2S, AXI_DMA_SR_DEC_ERR);
	transfer(AXI_DMA_MM2S, tx.bus, 8);
	transfer(AXI_DMA_S2MM, 0, 64);
	fails(AXI_DMA_S2MM, AXI_DMA_SR_DEC_ERR);
}

/* Stopped or reset at any moment: the bus's rules hold, and what comes next
 * is right. */
static void interruptions(bool resets)
{
	uint64_t elapsed;
	uint32_t ns;

	for (ns = 10; ns < 3000; ns += 30) {
		transfer(AXI_DMA_S2MM, rx.bus, 8 * BEATS);
		transfer(AXI_DMA_MM2S, tx.bus, 8 * 1000);
		ops->wait(board, DMA, ns, &elapsed, NULL);
		if (!resets) {
			set(AXI_DMA_MM2S + CR, RUN & ~AXI_DMA_CR_RS);
			set(AXI_DMA_S2MM + CR, RUN & ~AXI_DMA_CR_RS);
			await(AXI_DMA_MM2S + SR, AXI_DMA_SR_HALTED, 1);
			await(AXI_DMA_S2MM + SR, AXI_DMA_SR_HALTED, 1);
			set(AXI_DMA_MM2S + AXI_DMA_LENGTH, 64);
			CHECK(get(AXI_DMA_MM2S + SR) & AXI_DMA_SR_HALTED);
		}
		reset(ns % 60 ? AXI_DMA_MM2S : AXI_DMA_S2MM);
		exchange_beats(1 + ns % 100, 1 + ns % 50);
	}
}

/* A beat a cycle, as long as eight bursts outlast the latency. */
static void throughput(void)
{
	uint32_t before = 0, after = 0;

	CHECK(ops->read32(board, CORE, ACCEL_CORE_CYCLES_LO, &before) == 0);
	exchange_beats(BEATS, 1);
	CHECK(ops->read32(board, CORE, ACCEL_CORE_CYCLES_LO, &after) == 0);
	CHECK(after - before > BEATS && after - before < BEATS + 800);
}

static void everything(const char *options, bool fast)
{
	struct cdrv_board about;
	char message[256] = "";
	uint32_t i;

	CHECK(ops->open(options, &board, &about, message, 256) == 0);
	CHECK(ops->buffer_alloc(board, 8 * BEATS, &tx) == 0);
	CHECK(ops->buffer_alloc(board, 8 * BEATS, &rx) == 0);
	CHECK(get(AXI_DMA_MM2S + SR) == AXI_DMA_SR_HALTED);
	set(AXI_DMA_MM2S + AXI_DMA_LENGTH, 64);
	CHECK(get(AXI_DMA_MM2S + SR) == AXI_DMA_SR_HALTED);
	set(AXI_DMA_MM2S + CR, 0x03000000);
	CHECK(get(AXI_DMA_MM2S + CR) == 0x03010002);
	set(AXI_DMA_MM2S + CR, 0x00070000);
	CHECK(get(AXI_DMA_MM2S + CR) == 0x00070002);
	CHECK(get(0x5c) == 0 && get(0x100) == 0 && get(0xfffc) == 0);
	start();
	for (i = 1; i < 70; i++)
		exchange_beats(i, 1 + i % 30);
	if (fast)
		throughput();
	errors();
	interruptions(true);
	interruptions(false);
	ops->buffer_free(board, &tx);
	ops->buffer_free(board, &rx);
	ops->close(board);
}

int main(int argc, char **argv)
{
	cdrv_rtl_function *function;
	void *library;

	if (argc < 2)
		return 64;
	library = dlopen(argv[1], RTLD_NOW);
	CHECK(library);
	*(void **)(&function) = dlsym(library, CDRV_RTL_SYMBOL);
	CHECK(function);
	ops = function()->ops;
	everything("", true);
	everything("latency=100", true);
	everything("stalls=5", false);
	everything("stalls=6,latency=100", false);
	everything("stalls=7,latency=1", false);
	printf("PASS %d\n", checks);
	return 0;
}
