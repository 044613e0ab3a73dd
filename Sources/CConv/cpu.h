/* SPDX-License-Identifier: BSD-3-Clause */
/* What the processor has, of what this build can use, and whether the kernel
 * saves its registers. */
#ifndef CCONV_CPU_H
#define CCONV_CPU_H

#include <stdbool.h>

#if defined(__x86_64__)
#define CCONV_HAS_X86 1
#endif

/* 32-bit builds without NEON can still run on processors with it, but their
 * compilers may not take its intrinsics. */
#if defined(__aarch64__) || (defined(__arm__) && defined(__ARM_NEON))
#define CCONV_HAS_NEON 1
#endif

#pragma GCC visibility push(hidden)

bool cconv_cpu_has_avx2(void);
bool cconv_cpu_has_avx512_vnni(void);
bool cconv_cpu_has_neon(void);
bool cconv_cpu_has_neon_dotprod(void);

#pragma GCC visibility pop

#endif
