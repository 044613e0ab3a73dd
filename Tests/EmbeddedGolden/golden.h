/* SPDX-License-Identifier: BSD-3-Clause */
/* What the C and the Swift half of the golden check share. */
#ifndef GOLDEN_H
#define GOLDEN_H

#include <stdint.h>

/** One line on stdout. */
void golden_print(const char *line);

/**
 * Run LeNet-5 with int8 weights over images of 28x28 bytes in every way there
 * is, and compare the output words.
 * @golden_count: how many of the images the slow golden executor runs too.
 * @board: the device that runs them too, or NULL for a simulated one with a
 * fault.
 * Return: 0 when every word is as expected.
 */
int32_t golden_check(const int8_t *weights, const uint8_t *images,
		     const int32_t *expected, int32_t count,
		     int32_t golden_count, const char *board);

#endif
