/* SPDX-License-Identifier: BSD-3-Clause */
/* What starting and waiting share. */
#ifndef CDRIVER_ENGINE_H
#define CDRIVER_ENGINE_H

#include "axi_dma_seq.h"
#include "internal.h"

/* An AXI DMA as the shared sequence reaches it. */
struct cdrv_engine {
	cdrv_device *device;
	uint32_t window;
};

struct axi_dma_io cdrv_engine_io(struct cdrv_engine *engine);

/* Forget an exchange and hand its buffers back. @is_lost: the engine may still
 * write to them, nobody can tell. */
void cdrv_exchange_release(struct cdrv_exchange *exchange, bool is_lost);

#endif
