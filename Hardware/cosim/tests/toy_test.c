// SPDX-License-Identifier: BSD-3-Clause
/*
 * The stand-in of Hardware/cosim/toy behind the driver: toy_test LIB.so
 * Everything is said through cdrv_*; the numbers are computed here.
 */
#include "harness.h"

#define ELEMENTS 20
#define RESULTS 5
#define IMAGE_BEATS 3
#define RESULT_BEATS 2
#define WORDS 7
#define MOST 4096

static uint32_t seed = 1;

static uint32_t next_random(void)
{
	seed = seed * 1664525u + 1013904223u;
	return seed >> 8;
}

/* What the stand-in holds. */
static uint32_t memory[WORDS];

static void check_identity(cdrv_device *device)
{
	uint32_t layer = ACCEL_CORE_LAYER + ACCEL_CORE_LAYER_STRIDE;

	CHECK(core_read(device, ACCEL_CORE_MAGIC) == ACCEL_CORE_MAGIC_VALUE);
	CHECK(core_read(device, ACCEL_CORE_STRUCTURE_LO) == 0x89abcdef);
	CHECK(core_read(device, ACCEL_CORE_STRUCTURE_HI) == 0x01234567);
	CHECK(core_read(device, ACCEL_CORE_CLOCK_KHZ) == 100000);
	CHECK(core_read(device, ACCEL_CORE_LAYER_COUNT) == 2);
	CHECK(core_read(device, ACCEL_CORE_IMAGE_IN) == IMAGE_BEATS);
	CHECK(core_read(device, ACCEL_CORE_IMAGE_OUT) == RESULT_BEATS);
	CHECK(core_read(device, ACCEL_CORE_LAYER + ACCEL_CORE_LAYER_KIND) == 2);
	CHECK(core_read(device, layer + ACCEL_CORE_LAYER_KIND) == 4);
	CHECK(core_read(device, layer + ACCEL_CORE_LAYER_DEPTH) == 7);
	CHECK(core_read(device, layer + ACCEL_CORE_LAYER_WORDS) == WORDS);
	CHECK(core_read(device, layer + ACCEL_CORE_LAYER_READS) == WORDS);
	CHECK(core_read(device, ACCEL_CORE_CONTROL) == 0);
	CHECK(core_read(device, 0x0ffc) == 0 && core_read(device, 0xfffc) == 0);
}

static void load(cdrv_device *device)
{
	uint64_t packet[1 + (WORDS + 1) / 2] = {
		header(ACCEL_PACKET_OPCODE_LOAD, 1, WORDS)
	};
	uint64_t reply[4];
	struct outcome outcome;
	size_t i;

	for (i = 0; i < WORDS; i++) {
		memory[i] = next_random();
		packet[1 + i / 2] |= (uint64_t)memory[i] << (i % 2 * 32);
	}
	outcome = exchange(device, packet, 1 + (WORDS + 1) / 2, reply, 4);
	CHECK(outcome.err == 0 && outcome.report.received == 8);
	CHECK(reply[0] == packet[0]);
}

static void read_back(cdrv_device *device)
{
	uint64_t packet = header(ACCEL_PACKET_OPCODE_READ, 1, WORDS);
	uint64_t reply[8] = { 0 };
	struct outcome outcome = exchange(device, &packet, 1, reply, 8);
	size_t i;

	CHECK(outcome.err == 0);
	CHECK(outcome.report.received == 8 * ((WORDS + 1) / 2));
	for (i = 0; i < WORDS; i++)
		CHECK((uint32_t)(reply[i / 2] >> (i % 2 * 32)) == memory[i]);
	CHECK(reply[WORDS / 2] >> 32 == 0);
}

static uint64_t packet[1 + IMAGE_BEATS * MOST];
static uint64_t wanted[RESULT_BEATS * MOST + 1];

/* A packet of images, and the reply that is right. */
static void compose(size_t images)
{
	size_t image, i;

	memset(packet, 0, sizeof(packet));
	memset(wanted, 0, sizeof(wanted));
	packet[0] = header(ACCEL_PACKET_OPCODE_INFER, 0, (uint32_t)images);
	for (image = 0; image < images; image++) {
		uint64_t *in = packet + 1 + image * IMAGE_BEATS;
		uint64_t *out = wanted + image * RESULT_BEATS;
		int16_t sums[RESULTS];

		for (i = 0; i < RESULTS; i++)
			sums[i] = (int16_t)memory[i];
		for (i = 0; i < ELEMENTS; i++) {
			int8_t code = (int8_t)next_random();

			in[i / 8] |= (uint64_t)(uint8_t)code << (i % 8 * 8);
			sums[i / 4] = (int16_t)(sums[i / 4] + code);
		}
		for (i = 0; i < RESULTS; i++)
			out[i / 4] |= (uint64_t)(uint16_t)sums[i]
				      << (i % 4 * 16);
	}
}

static void infer_at(cdrv_device *device, size_t images, size_t tx, size_t rx)
{
	static uint64_t reply[RESULT_BEATS * MOST + 1];
	struct outcome outcome;

	compose(images);
	outcome = exchange_at(device, packet, 1 + images * IMAGE_BEATS, reply,
			      images * RESULT_BEATS + 1, tx, rx, 100000000);
	CHECK(outcome.err == 0);
	CHECK(outcome.report.received == images * RESULT_BEATS * 8);
	CHECK(!outcome.report.interrupt_lost);
	CHECK(!memcmp(reply, wanted, images * RESULT_BEATS * 8));
}

static uint32_t status_error(cdrv_device *device)
{
	return core_read(device, ACCEL_CORE_STATUS) >>
		       ACCEL_CORE_STATUS_ERROR_SHIFT &
	       ACCEL_CORE_STATUS_ERROR_MASK;
}

/* A bad packet is answered by @before beats and its header, marked. */
static void refuse(cdrv_device *device, size_t beats, size_t before,
		   uint32_t error)
{
	uint64_t reply[64];
	struct outcome outcome = exchange(device, packet, beats, reply, 64);

	CHECK(outcome.err == 0);
	CHECK(outcome.report.received == 8 * (before + 1));
	CHECK(!memcmp(reply, wanted, 8 * before));
	CHECK(reply[before] == bad(packet[0]));
	CHECK(status_error(device) == error);
	infer_at(device, 2, 0, 0);
	CHECK(status_error(device) == error);
	core_write(device, ACCEL_CORE_CONTROL, 1);
	CHECK(status_error(device) == 0);
}

static void bad_packets(cdrv_device *device)
{
	compose(4);
	packet[0] ^= UINT64_C(1) << 20;
	refuse(device, 1 + 4 * IMAGE_BEATS, 0, ACCEL_CORE_STATUS_ERROR_MAGIC);
	compose(4);
	packet[0] ^= 8;
	refuse(device, 13, 0, ACCEL_CORE_STATUS_ERROR_OPCODE);
	compose(0);
	refuse(device, 1, 0, ACCEL_CORE_STATUS_ERROR_COUNT);
	compose(4);
	refuse(device, 1, 0, ACCEL_CORE_STATUS_ERROR_SHORT);
	/* Results of whole images leave first. */
	compose(4);
	refuse(device, 1 + 2 * IMAGE_BEATS, 2 * RESULT_BEATS,
	       ACCEL_CORE_STATUS_ERROR_SHORT);
	compose(4);
	refuse(device, 2 + 3 * IMAGE_BEATS, 3 * RESULT_BEATS,
	       ACCEL_CORE_STATUS_ERROR_SHORT);
	compose(4);
	refuse(device, 1 + 7 * IMAGE_BEATS, 4 * RESULT_BEATS,
	       ACCEL_CORE_STATUS_ERROR_LONG);
	packet[0] = header(ACCEL_PACKET_OPCODE_LOAD, 0, WORDS);
	refuse(device, 5, 0, ACCEL_CORE_STATUS_ERROR_LAYER);
	packet[0] = header(ACCEL_PACKET_OPCODE_LOAD, 9, WORDS);
	refuse(device, 5, 0, ACCEL_CORE_STATUS_ERROR_LAYER);
	packet[0] = header(ACCEL_PACKET_OPCODE_LOAD, 1, WORDS - 1);
	refuse(device, 5, 0, ACCEL_CORE_STATUS_ERROR_COUNT);
	packet[0] = header(ACCEL_PACKET_OPCODE_READ, 1, WORDS);
	refuse(device, 2, 0, ACCEL_CORE_STATUS_ERROR_LONG);
	packet[0] = header(ACCEL_PACKET_OPCODE_READ, 1, WORDS + 1);
	refuse(device, 1, 0, ACCEL_CORE_STATUS_ERROR_COUNT);
}

static void bad_loads(cdrv_device *device)
{
	size_t length;

	for (length = 2; length < 9; length++) {
		uint64_t reply[4];
		struct outcome outcome;

		if (length == 5)
			continue;
		packet[0] = header(ACCEL_PACKET_OPCODE_LOAD, 1, WORDS);
		outcome = exchange(device, packet, length, reply, 4);
		CHECK(outcome.err == 0 && reply[0] == bad(packet[0]));
		CHECK(status_error(device) ==
		      (length < 5 ? ACCEL_CORE_STATUS_ERROR_SHORT
				  : ACCEL_CORE_STATUS_ERROR_LONG));
		load(device);
		read_back(device);
	}
	core_write(device, ACCEL_CORE_CONTROL, 1);
}

/* A reply that does not fit, an input that nobody takes, no reply at all. */
static void failures(cdrv_device *device)
{
	uint64_t reply[8];
	struct outcome outcome;

	compose(4);
	outcome = exchange(device, packet, 13, reply, 7);
	CHECK(outcome.err != 0);
	CHECK(outcome.report.fault == CDRV_FAULT_DMA_INTERNAL);
	CHECK(outcome.report.s2mm_sr & AXI_DMA_SR_INT_ERR);
	infer_at(device, 3, 0, 0);
	compose(1000);
	outcome = exchange_at(device, packet, 3001, reply, 8, 0, 0, 1000);
	CHECK(outcome.err != 0);
	infer_at(device, 3, 0, 0);
	/* Cut off inside a packet, at every beat of its beginning. */
	for (size_t ns = 10; ns < 1000; ns += 37) {
		compose(100);
		outcome = exchange_at(device, packet, 301, reply, 8, 0, 0, ns);
		CHECK(outcome.err != 0);
		infer_at(device, 2, 0, 0);
	}
	read_back(device);
}

static void counters(cdrv_device *device)
{
	uint32_t layer = ACCEL_CORE_LAYER + ACCEL_CORE_LAYER_STRIDE;
	uint32_t before;

	core_write(device, ACCEL_CORE_CONTROL, 2);
	before = core_read(device, ACCEL_CORE_CYCLES_LO);
	CHECK(before < 200);
	infer_at(device, 50, 0, 0);
	CHECK(core_read(device, ACCEL_CORE_CYCLES_LO) > before + 500);
	CHECK(core_read(device, ACCEL_CORE_CYCLES_HI) == 0);
	CHECK(core_read(device, ACCEL_CORE_IMAGES) == 50);
	CHECK(core_read(device, layer + ACCEL_CORE_LAYER_BUSY) == 500);
	CHECK(core_read(device, ACCEL_CORE_STATUS) == 0);
	core_write(device, ACCEL_CORE_CONTROL, 2);
	CHECK(core_read(device, layer + ACCEL_CORE_LAYER_BUSY) == 0);
	CHECK(core_read(device, ACCEL_CORE_IMAGES) == 0);
}

/* A burst that fails, then the same exchange without. */
static void bus_errors(const char *library, const char *kind, cdrv_fault fault)
{
	int burst;

	for (burst = 0; burst < 12; burst++) {
		char locator[600];
		uint64_t reply[256];
		struct outcome outcome;
		cdrv_device *device;

		snprintf(locator, sizeof(locator), "%s,fault=%s@%d,stalls=%d",
			 library, kind, burst, burst + 1);
		device = device_open(locator);
		memset(memory, 0, sizeof(memory));
		compose(100);
		outcome = exchange_at(device, packet, 301, reply, 256, 5, 3,
				      10000000);
		CHECK(outcome.err != 0 && outcome.report.fault == fault);
		load(device);
		read_back(device);
		infer_at(device, 100, 0, 0);
		cdrv_device_unref(device);
	}
}

static void everything(const char *library, const char *options)
{
	char locator[600];
	cdrv_device *device;
	size_t i;

	snprintf(locator, sizeof(locator), "%s%s", library, options);
	device = device_open(locator);
	CHECK(cdrv_device_clock(device) == CDRV_CLOCK_SIMULATED);
	check_identity(device);
	load(device);
	read_back(device);
	for (i = 1; i <= 20; i++)
		infer_at(device, i, i % 3, 20 - i);
	/* Every place in a burst and at the border of a page. */
	for (i = 480; i < 530; i++)
		infer_at(device, 1 + i % 12, i, 1010 - i);
	infer_at(device, 2000, 500, 1);
	bad_packets(device);
	bad_loads(device);
	failures(device);
	counters(device);
	cdrv_device_unref(device);
}

int main(int argc, char **argv)
{
	char options[40];
	int stalls;

	if (argc < 2)
		return 64;
	everything(argv[1], "");
	everything(argv[1], ",latency=300");
	for (stalls = 1; stalls <= 4; stalls++) {
		snprintf(options, sizeof(options), ",stalls=%d", stalls);
		everything(argv[1], options);
	}
	bus_errors(argv[1], "read-slverr", CDRV_FAULT_DMA_SLAVE);
	bus_errors(argv[1], "read-decerr", CDRV_FAULT_DMA_DECODE);
	bus_errors(argv[1], "write-slverr", CDRV_FAULT_DMA_SLAVE);
	bus_errors(argv[1], "write-decerr", CDRV_FAULT_DMA_DECODE);
	printf("PASS %d\n", checks);
	return 0;
}
