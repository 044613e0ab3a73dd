/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef CCONV_X86_VNNI_CELLS_H
#define CCONV_X86_VNNI_CELLS_H

#include "vnni_layout.h"

#pragma GCC visibility push(hidden)

/** The padded input as kernels of @layout read it; returns its first element
 *  or cell. */
const uint8_t *cconv_vnni_pad(const struct cconv_geometry *g,
			      const struct cconv_vnni_layout *layout,
			      const void *in, uint8_t *scratch);

#pragma GCC visibility pop

#endif
