/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef AGREEMENT_OUTCOME_H
#define AGREEMENT_OUTCOME_H

#include <stdio.h>
#include <stdlib.h>

struct outcome {
	unsigned long cases, wrong;
};

/** End the program where a call that must be right is refused. */
static inline void check(int status, const char *what)
{
	if (status) {
		fprintf(stderr, "%s: %d\n", what, status);
		exit(1);
	}
}

#endif
