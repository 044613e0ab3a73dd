/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdlib.h>
#include <string.h>

#include "cpu.h"

#include "include/cconv.h"

#if defined(CCONV_HAS_NEON) && defined(__linux__)
#include <sys/auxv.h>
#endif

bool cconv_cpu_has_avx2(void)
{
#if defined(CCONV_HAS_X86)
	/* Looks at XCR0 as well: cpuid alone says nothing of the kernel. */
	__builtin_cpu_init();
	return __builtin_cpu_supports("avx2");
#else
	return false;
#endif
}

bool cconv_cpu_has_avx512_vnni(void)
{
#if defined(CCONV_HAS_X86)
	__builtin_cpu_init();
	return __builtin_cpu_supports("avx512f") &&
	       __builtin_cpu_supports("avx512bw") &&
	       __builtin_cpu_supports("avx512dq") &&
	       __builtin_cpu_supports("avx512vl") &&
	       __builtin_cpu_supports("avx512vnni") && cconv_cpu_has_avx2();
#else
	return false;
#endif
}

bool cconv_cpu_has_neon(void)
{
#if defined(CCONV_HAS_NEON) && defined(__aarch64__)
	return true;
#elif defined(CCONV_HAS_NEON) && defined(__linux__)
	/* HWCAP_NEON, from the kernel's asm/hwcap.h. */
	return getauxval(AT_HWCAP) & 1 << 12;
#else
	return false;
#endif
}

bool cconv_cpu_has_neon_dotprod(void)
{
#if defined(__aarch64__) && defined(__linux__)
	/* HWCAP_ASIMDDP, from the kernel's asm/hwcap.h. */
	return getauxval(AT_HWCAP) & 1 << 20;
#else
	return false;
#endif
}

const char *cconv_level_name(cconv_level level)
{
	switch (level) {
	case CCONV_SCALAR:
		return "scalar";
	case CCONV_AVX2:
		return "avx2";
	case CCONV_AVX512_VNNI:
		return "avx512vnni";
	case CCONV_NEON:
		return "neon";
	case CCONV_NEON_DOTPROD:
		return "neondot";
	}
	return "unknown";
}

bool cconv_level_available(cconv_level level)
{
	switch (level) {
	case CCONV_SCALAR:
		return true;
	case CCONV_AVX2:
		return cconv_cpu_has_avx2();
	case CCONV_AVX512_VNNI:
		return cconv_cpu_has_avx512_vnni();
	case CCONV_NEON:
		return cconv_cpu_has_neon();
	case CCONV_NEON_DOTPROD:
		return cconv_cpu_has_neon_dotprod();
	}
	return false;
}

cconv_level cconv_level_preferred(void)
{
	const char *wanted = getenv("ACCEL_CPU");
	int level;

	for (level = 0; wanted && level < CCONV_LEVEL_COUNT; level++)
		if (!strcmp(cconv_level_name((cconv_level)level), wanted) &&
		    cconv_level_available((cconv_level)level))
			return (cconv_level)level;
	return cconv_level_best();
}

cconv_level cconv_level_best(void)
{
	int level = CCONV_LEVEL_COUNT - 1;

	while (!cconv_level_available((cconv_level)level))
		level--;
	return (cconv_level)level;
}
