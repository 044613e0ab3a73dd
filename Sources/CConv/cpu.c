/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdlib.h>
#include <string.h>

#include "cpu.h"

#include "include/cconv.h"

bool cconv_cpu_has_avx2(void)
{
#if defined(__x86_64__)
	/* Looks at XCR0 as well: cpuid alone says nothing of the kernel. */
	__builtin_cpu_init();
	return __builtin_cpu_supports("avx2");
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
	return cconv_cpu_has_avx2() ? CCONV_AVX2 : CCONV_SCALAR;
}
