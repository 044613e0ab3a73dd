/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * For tests: a board whose fabric holds a generated design, played by the
 * words of Hardware/README.md. What layers compute is the caller's affair.
 */
#ifndef CTESTDESIGN_H
#define CTESTDESIGN_H

#include "cdriver.h"

#pragma clang assume_nonnull begin

typedef struct ctest_design ctest_design;

/** Compute the results of images, both in whole beats. */
typedef void (*ctest_design_infer)(void *user, const uint64_t *images,
				   uint32_t count, uint64_t *results);

/** @layers: entries of the table of layers, up to 32. */
ctest_design *_Nullable ctest_design_create(uint32_t layers,
					    ctest_design_infer infer,
					    void *user);

/** Free it, after every device opened on it is closed. */
void ctest_design_free(ctest_design *design);

/**
 * Open a device on it.
 * @length_width: of the engine's LENGTH registers, in bits.
 * @core: whether the registers are a CORE window; otherwise what a board by
 *        addresses alone takes for a stream switch.
 */
int ctest_design_open(ctest_design *design, uint32_t length_width, bool core,
		      cdrv_device *_Nullable *_Nonnull device);

/** Set a register that can only be read. */
void ctest_design_set(ctest_design *design, uint32_t offset, uint32_t value);

/** The words that a layer was loaded with last, as many as its WORDS. */
const uint32_t *ctest_design_memory(const ctest_design *design,
				    uint32_t layer);

/** What goes wrong. */
typedef enum ctest_design_fault {
	CTEST_DESIGN_FINE = 0,
	/** A bit of the word with the number @argument flips when it is
	 *  loaded. */
	CTEST_DESIGN_FLIPS = 1,
	/** The packet is refused with the error @argument. */
	CTEST_DESIGN_REFUSES = 2,
	/** All is taken and nothing answered, until the core is reset. */
	CTEST_DESIGN_SILENT = 3,
	/** Nothing is taken, until the core is reset. */
	CTEST_DESIGN_STUCK = 4,
	/** The reply's last beat is missing. */
	CTEST_DESIGN_SHORT = 5,
	/** The engine ends in a decode error and the core keeps half a
	 *  packet, until it is reset. */
	CTEST_DESIGN_DMA_ERROR = 6,
} ctest_design_fault;

/** Let packets go wrong, from the one with this number on (1 is the first
 *  since the design was created), @times of them. */
void ctest_design_fail(ctest_design *design, ctest_design_fault fault,
		       uint32_t argument, uint32_t packet, uint32_t times);

/** Let STATUS say busy for ever. */
void ctest_design_stay_busy(ctest_design *design);

/** Packets that came so far: "load 0 250 2012\n" (operation, layer, count,
 *  bytes), and "reset\n" for CONTROL.0 and "clear\n" for CONTROL.1. */
const char *ctest_design_text(const ctest_design *design);
void ctest_design_clear_text(ctest_design *design);

#pragma clang assume_nonnull end

#endif
