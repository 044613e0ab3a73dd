/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef AGREEMENT_NATIVE_LAYERS_H
#define AGREEMENT_NATIVE_LAYERS_H

#include "cconv.h"

#include "outcome.h"

/** The layers of the native profile by a level, against scalar. */
void native_layers(cconv_level level, struct outcome *outcome);

#endif
