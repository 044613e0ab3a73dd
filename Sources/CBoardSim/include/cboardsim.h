/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A simulated PYNQ-Z1 with one of the published overlays, as a back end of
 * CDriver. The options it takes are described in full at
 * cboardsim_backend().
 */
#ifndef CBOARDSIM_H
#define CBOARDSIM_H

#include "cdriver.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * The back end for cdrv_device_open().
 *
 * Options: words separated by commas.
 *   overlay=lenet | cifar10     which published overlay (default lenet)
 *   dma=direct | sg             what the engines do: direct register mode
 *                               (the default) or scatter-gather
 *   latency=TIME                added to every exchange: 250us, 20ms, 1s
 *   fault=NAME[@N][xM]          go wrong at the Nth exchange since the open
 *                               (default 1), M times (default 1); may be
 *                               given several times
 * The switch also connects engines to engines: a loop-back. Scatter-gather
 * is for drivers with descriptors; cdrv_dma_submit() refuses such engines.
 *
 * Faults: slverr, decerr, interr (DMASR error bits); no-tlast, early-tlast;
 * lost-irq; stuck (the core stops answering); bad-reply, bad-weights
 * (corrupted on the way out and in); unprogrammed (every read 0xFFFFFFFF).
 * stuck and unprogrammed last until the Mth fabric reset.
 */
const struct cdrv_backend_ops *_Nonnull cboardsim_backend(void);

#ifdef __cplusplus
}
#endif

#endif
