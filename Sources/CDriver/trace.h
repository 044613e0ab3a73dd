/* SPDX-License-Identifier: BSD-3-Clause */
/* What the driver tells the trace of a device beside the nine operations. */
#ifndef CDRIVER_INTERNAL_TRACE_H
#define CDRIVER_INTERNAL_TRACE_H

#include "include/cdriver_trace.h"
#include "internal.h"

/* Write an event down. */
void cdrv_trace_add(cdrv_trace *trace, const cdrv_trace_event *event);

/* An exchange begins. Only with device->trace. */
void cdrv_trace_begin_exchange(cdrv_device *device,
			       const struct cdrv_dma_request *request);

/* It ends; @report may be NULL. Only with device->trace. */
void cdrv_trace_end_exchange(cdrv_device *device, uint32_t window,
			     const cdrv_dma_report *report, int status);

#endif
