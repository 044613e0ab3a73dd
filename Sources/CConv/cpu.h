/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef CCONV_CPU_H
#define CCONV_CPU_H

#include <stdbool.h>

/** Whether the processor has AVX2 and the kernel saves its registers. */
#pragma GCC visibility push(hidden)
bool cconv_cpu_has_avx2(void);
#pragma GCC visibility pop

#endif
