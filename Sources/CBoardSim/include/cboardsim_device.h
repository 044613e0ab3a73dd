/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The simulated PYNQ-Z1 as a device on somebody else's bus: a virtual machine
 * maps its register windows, lends it memory, and says how time passes.
 *
 * Calls on one device exclude each other: the caller serialises them.
 */
#ifndef CBOARDSIM_DEVICE_H
#define CBOARDSIM_DEVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifdef __clang__
#pragma clang assume_nonnull begin
#else
#ifndef _Nullable
#define _Nullable
#define _Nonnull
#endif
#endif

/** A board that somebody else drives. */
typedef struct cboardsim_device cboardsim_device;

/** Its register windows. */
typedef enum cboardsim_region {
	CBOARDSIM_DMA0 = 0,   /**< AXI DMA 7.1, direct mode (PG021) */
	CBOARDSIM_DMA1 = 1,
	CBOARDSIM_SWITCH = 2, /**< AXI4-Stream Switch 1.1 (PG085) */
	CBOARDSIM_SLCR = 3,   /**< Zynq-7000 system control (UG585) */
} cboardsim_region;

#define CBOARDSIM_REGION_COUNT 4u
#define CBOARDSIM_ENGINE_COUNT 2u

/** Bytes of each window; offsets beyond its registers read 0. */
#define CBOARDSIM_WINDOW_SIZE 0x10000u

/** No event is to come. */
#define CBOARDSIM_NEVER UINT64_MAX

/**
 * Where a bus address range lies in this process. Asked at a transfer's start
 * and each time before words move: MM2S reads as soon as its words are taken,
 * S2MM writes when the transfer ends, never after a reset. What it returns is
 * not used after the call of the device that asked for it.
 * @context: as given to cboardsim_device_open().
 * @address, @length: bytes, both multiples of 4, @length > 0.
 * @writes: the device is about to write there.
 * Return: the memory, aligned to 4 bytes, or NULL where the range is not all
 * memory: the transfer then ends in DMADecErr.
 */
typedef void *_Nullable (*cboardsim_translate)(void *_Nullable context,
					       uint64_t address, size_t length,
					       bool writes);

/**
 * Make a board, at time 0.
 * @options: as for cboardsim_backend().
 * @message: on failure a sentence for the user may be left here.
 * @device: receives a device to be released with cboardsim_device_close().
 * Return: 0; -EINVAL: options not understood; -ENOMEM.
 */
int cboardsim_device_open(const char *options, cboardsim_translate translate,
			  void *_Nullable context, char *message,
			  size_t message_size,
			  cboardsim_device *_Nullable *_Nonnull device);

/** Release it. */
void cboardsim_device_close(cboardsim_device *_Nullable device);

/**
 * Power off and on: everything as after the open, faults too, except that
 * time goes on.
 */
void cboardsim_device_reset(cboardsim_device *device);

/**
 * Load or store a 32-bit register; time does not pass.
 * @region: a cboardsim_region.
 * Return: 0; -ERANGE: no such window, or outside it; -EINVAL: @offset is not
 * a multiple of 4.
 */
int cboardsim_device_read32(const cboardsim_device *device, uint32_t region,
			    uint32_t offset, uint32_t *value);
int cboardsim_device_write32(cboardsim_device *device, uint32_t region,
			     uint32_t offset, uint32_t value);

/**
 * Let time pass and what is due happen.
 * @now_ns: since the open; a time that has passed already changes nothing.
 */
void cboardsim_device_advance(cboardsim_device *device, uint64_t now_ns);

/** When the device will next do something by itself, or CBOARDSIM_NEVER. */
uint64_t cboardsim_device_next_event(const cboardsim_device *device);

/** The level of an engine's interrupt line; false for no such engine. */
bool cboardsim_device_interrupt(const cboardsim_device *device,
				uint32_t engine);

#ifdef __clang__
#pragma clang assume_nonnull end
#endif

#ifdef __cplusplus
}
#endif

#endif
