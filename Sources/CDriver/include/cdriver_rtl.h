/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a shared library with simulated RTL exports, for CDriver to open by
 * name. Not in the module map: only such libraries include it.
 */
#ifndef CDRIVER_RTL_H
#define CDRIVER_RTL_H

#include "cdriver_backend.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Raised with every change of cdriver_backend.h. */
#define CDRV_RTL_ABI 1u

/** The library's one symbol is a function of this name and type. */
#define CDRV_RTL_SYMBOL "accel_rtl_library"

struct cdrv_rtl_library {
	uint32_t abi; /**< CDRV_RTL_ABI when it was built; stays first */
	uint32_t size; /**< of struct cdrv_backend_ops, likewise */
	const struct cdrv_backend_ops *ops;
};

typedef const struct cdrv_rtl_library *cdrv_rtl_function(void);

#ifdef __cplusplus
}
#endif

#endif
