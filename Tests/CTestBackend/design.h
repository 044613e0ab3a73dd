/* SPDX-License-Identifier: BSD-3-Clause */
/* Between the files of the played design. */
#ifndef DESIGN_H
#define DESIGN_H

#include "accel_core_regs.h"
#include "cdriver_backend.h"
#include "ctestdesign.h"

#define DESIGN_LAYERS 32
#define DESIGN_TEXT 16384

struct ctest_design {
	/* Its maker and open devices, which an optimiser may destroy later. */
	unsigned users;
	struct cdrv_backend_ops ops;
	uint32_t length_width;
	bool is_core;
	uint32_t registers[0x500 / 4];
	uint32_t *memory[DESIGN_LAYERS];
	ctest_design_infer infer;
	void *user;

	ctest_design_fault fault;
	uint32_t argument, first, times;
	uint32_t packets;
	bool jammed, busy;

	struct cdrv_dma_status status;
	char text[DESIGN_TEXT];
	size_t used;
};

/* A constant of a layer's entry in the table. */
uint32_t design_layer(const struct ctest_design *design, uint32_t layer,
		      uint32_t offset);

__attribute__((format(printf, 2, 3))) void
design_note(struct ctest_design *design, const char *format, ...);

/* Take a packet.
 * Return: bytes of the reply, or 0 if none comes. */
size_t design_take(struct ctest_design *design, const uint64_t *packet,
		   size_t bytes, uint64_t *reply, size_t room);

#endif
