/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * For tests: a back end in front of another one, which writes down every
 * operation and can be told to answer wrongly.
 */
#ifndef CTESTBACKEND_H
#define CTESTBACKEND_H

#include "cdriver.h"
#include "cdriver_trace.h"

#pragma clang assume_nonnull begin

typedef struct ctest_recorder ctest_recorder;

/** @inner: must outlive the recorder. Free with ctest_recorder_free(). */
ctest_recorder *_Nullable
ctest_recorder_create(const struct cdrv_backend_ops *inner);

/** Free it, after every device opened through it is closed. */
void ctest_recorder_free(ctest_recorder *recorder);

/** cdrv_device_open() through the recorder. */
int ctest_recorder_open(ctest_recorder *recorder, const char *options,
			cdrv_device *_Nullable *_Nonnull device);

/** cdrv_device_open_traced() through the recorder. */
int ctest_recorder_open_traced(ctest_recorder *recorder, const char *options,
			       cdrv_trace *trace,
			       cdrv_device *_Nullable *_Nonnull device);

/**
 * The operations since the last ctest_recorder_clear(), a line each:
 * "read 0 04", "write 0 00 00001003", "alloc 64", "free 64",
 * "sync device 0+32", "sync cpu 0+32", "wait 0", "close".
 */
const char *ctest_recorder_text(const ctest_recorder *recorder);
void ctest_recorder_clear(ctest_recorder *recorder);

/** Let reads of a register return @value from now on. */
void ctest_recorder_force_read(ctest_recorder *recorder, uint32_t region,
			       uint32_t offset, uint32_t value);

/** Let an operation ("read", "write", "alloc", "sync", "wait") fail with
 *  @status from now on; 0 ends it. */
void ctest_recorder_fail(ctest_recorder *recorder, const char *operation,
			 int status);

/** Spoil the board description of the next open. */
typedef enum ctest_spoil {
	CTEST_SPOIL_NOTHING = 0,
	CTEST_SPOIL_REGION_COUNT = 1,
	CTEST_SPOIL_LENGTH_WIDTH = 2,
	CTEST_SPOIL_DATA_WIDTH = 3,
	CTEST_SPOIL_SIZE = 4,
} ctest_spoil;
void ctest_recorder_spoil(ctest_recorder *recorder, ctest_spoil what);

/** Play a back end that owns the DMA registers: transfers end with these
 *  status words and this many bytes. */
void ctest_recorder_own_dma(ctest_recorder *recorder, uint32_t mm2s_sr,
			    uint32_t s2mm_sr, uint32_t received);

#pragma clang assume_nonnull end

#endif
