// SPDX-License-Identifier: BSD-3-Clause
/*
 * The modelled time, calibrated on what the overlays' authors published:
 * 600 LeNet images in one batch 1.12595 s, 500 CIFAR-10 images 3.3399 s,
 * LeNet's layers 2 to 4 loaded in 0.74, 9.2 and 0.26 ms. (Layer 1 took 2.1 ms
 * there, the notebook's first call; the model does not repeat that.)
 */
#include "internal.h"

/* Every message: set-up of both channels, and the interrupt. */
#define MESSAGE_NS 150000u

/* A weight word in and out, in picoseconds. */
#define WEIGHT_PS 22600u

/* A word on a 100 MHz stream. */
#define WORD_NS 10u

uint64_t csim_timing_weights(size_t words)
{
	return MESSAGE_NS + (uint64_t)words * WEIGHT_PS / 1000;
}

uint64_t csim_timing_images(const struct csim_overlay *overlay, uint64_t images)
{
	return MESSAGE_NS + images * overlay->image_ns;
}

uint64_t csim_timing_words(size_t words)
{
	return (uint64_t)words * WORD_NS;
}
