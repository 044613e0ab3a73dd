// SPDX-License-Identifier: BSD-3-Clause
/*
 * The simulated board as a PCI function of a virtual machine:
 *
 *   board_server SOCKET [SIMULATION-OPTIONS] [--speed=F | --delay=TIME]
 *                [--verbose]
 *
 * Simulation options are those of sim: (cboardsim.h). BAR 0 holds the windows
 * of both DMA engines, of the switch and of the SLCR, 64 KiB each. Without
 * --speed modelled time jumps from event to event, each after --delay of real
 * time (20ms, 1s; default none); with it modelled time is real time times F.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "board_clock.h"
#include "cboardsim_device.h"
#include "vfio_user.h"

struct rig {
	cboardsim_device *device;
	struct vfio_user *server;
	struct board_clock clock;
	uint64_t events;
};

/* ---- what the protocol asks of the board, under the lock ---- */

static void update_interrupt(struct rig *rig, bool acknowledged)
{
	bool level = false;
	uint32_t i;

	for (i = 0; i < CBOARDSIM_ENGINE_COUNT; i++)
		level |= cboardsim_device_interrupt(rig->device, i);
	vfio_user_interrupt(rig->server, level, acknowledged);
}

static void keep_time(struct rig *rig)
{
	uint64_t now;

	if (!board_clock_now(&rig->clock, &now))
		return;
	cboardsim_device_advance(rig->device, now);
	update_interrupt(rig, false);
}

static uint32_t read32(void *context, uint32_t offset)
{
	struct rig *rig = context;
	uint32_t value = 0xffffffff;

	keep_time(rig);
	cboardsim_device_read32(rig->device, offset / CBOARDSIM_WINDOW_SIZE,
				offset % CBOARDSIM_WINDOW_SIZE, &value);
	return value;
}

static void write32(void *context, uint32_t offset, uint32_t value)
{
	struct rig *rig = context;

	keep_time(rig);
	cboardsim_device_write32(rig->device, offset / CBOARDSIM_WINDOW_SIZE,
				 offset % CBOARDSIM_WINDOW_SIZE, value);
	update_interrupt(rig, true);
	board_clock_wake(&rig->clock);
}

static void reset(void *context)
{
	struct rig *rig = context;

	cboardsim_device_reset(rig->device);
	update_interrupt(rig, false);
	board_clock_wake(&rig->clock);
}

static const struct vfio_user_ops ops = {
	.vendor = 0x10ee,
	.device = 0xacce,
	.class_code = { 0x12, 0x00, 0x00 }, /* processing accelerator */
	.bar_size = CBOARDSIM_REGION_COUNT * CBOARDSIM_WINDOW_SIZE,
	.read32 = read32,
	.write32 = write32,
	.reset = reset,
};

/* ---- what the board asks ---- */

static void *translate(void *context, uint64_t address, size_t length,
		       bool writes)
{
	struct rig *rig = context;

	return vfio_user_memory(rig->server, address, length, writes);
}

static uint64_t next_event(void *context)
{
	struct rig *rig = context;

	return cboardsim_device_next_event(rig->device);
}

static void advance(void *context, uint64_t now_ns)
{
	struct rig *rig = context;

	cboardsim_device_advance(rig->device, now_ns);
	update_interrupt(rig, false);
	rig->events++;
}

static void lock(void *context)
{
	struct rig *rig = context;

	vfio_user_lock(rig->server);
}

static void unlock(void *context)
{
	struct rig *rig = context;

	vfio_user_unlock(rig->server);
}

static const struct board_clock_ops clock_ops = {
	.lock = lock,
	.unlock = unlock,
	.next_event = next_event,
	.advance = advance,
};

/* ---- the program ---- */

static int usage(const char *problem)
{
	fprintf(stderr,
		"board_server: %s\n"
		"usage: board_server SOCKET [SIMULATION-OPTIONS] "
		"[--speed=F | --delay=TIME] [--verbose]\n",
		problem);
	return 2;
}

static void report(const struct rig *rig)
{
	struct vfio_user_statistics counts;

	vfio_user_count(rig->server, &counts);
	fprintf(stderr,
		"board_server: %llu register reads, %llu writes, "
		"%llu bad accesses, %llu refused memory ranges, "
		"%llu refused messages, %llu board events, %llu interrupts\n",
		(unsigned long long)counts.reads,
		(unsigned long long)counts.writes,
		(unsigned long long)counts.bad_accesses,
		(unsigned long long)counts.refused_memory,
		(unsigned long long)counts.refused_messages,
		(unsigned long long)rig->events,
		(unsigned long long)counts.interrupts);
}

static int run(struct rig *rig, const char *path, bool verbose)
{
	int err;

	rig->server = vfio_user_accept(path, &ops, rig, verbose);
	if (!rig->server)
		return 1;
	if (board_clock_start(&rig->clock, &clock_ops, rig)) {
		fprintf(stderr, "board_server: no thread for the clock\n");
		vfio_user_destroy(rig->server);
		return 1;
	}
	err = vfio_user_serve(rig->server);
	board_clock_stop(&rig->clock);
	report(rig);
	vfio_user_destroy(rig->server);
	return err ? 1 : 0;
}

int main(int count, char **arguments)
{
	const char *path = NULL, *options = NULL;
	struct rig rig = { .clock = BOARD_CLOCK_JUMPS };
	char message[512] = "";
	bool verbose = false;
	int i, err;

	for (i = 1; i < count; i++) {
		if (!strcmp(arguments[i], "--verbose"))
			verbose = true;
		else if (!strncmp(arguments[i], "--", 2)) {
			if (board_clock_option(&rig.clock, arguments[i]))
				return usage(arguments[i]);
		} else if (!path)
			path = arguments[i];
		else if (!options)
			options = arguments[i];
		else
			return usage("one socket and one list of options");
	}
	if (!path)
		return usage("a socket is missing");
	err = cboardsim_device_open(options ? options : "", translate, &rig,
				    message, sizeof(message), &rig.device);
	if (err) {
		fprintf(stderr, "board_server: %s\n",
			*message ? message : strerror(-err));
		return 2;
	}
	err = run(&rig, path, verbose);
	cboardsim_device_close(rig.device);
	return err;
}
