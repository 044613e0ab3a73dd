// SPDX-License-Identifier: BSD-3-Clause
#include <string.h>

#include "internal.h"

/*
 * The published overlays. Times: 600 LeNet images in 1.12595 s and 500
 * CIFAR-10 images in 3.3399 s, less the 150 us of every message (timing.c).
 */
static const struct csim_overlay overlays[] = {
	{
		.option = "lenet",
		.name = "LeNet-5",
		.format = CCONV_FIXED8,
		.image_ns = 1876333,
		.slot_count = 6,
		.slots = {
			{ SIM_CONVOLUTION, false, 5, 1, 28, 20, 24 },
			{ .kind = SIM_MAX_POOL },
			{ SIM_CONVOLUTION, false, 5, 20, 12, 50, 8 },
			{ .kind = SIM_MAX_POOL },
			{ SIM_CONVOLUTION, true, 4, 50, 4, 500, 1 },
			{ SIM_CONVOLUTION, false, 1, 500, 1, 10, 1 },
		},
	},
	{
		.option = "cifar10",
		.name = "CIFAR-10",
		.format = CCONV_FIXED16,
		.image_ns = 6679500,
		.slot_count = 8,
		.slots = {
			{ SIM_CONVOLUTION, false, 5, 3, 32, 32, 32 },
			{ .kind = SIM_MAX_POOL, .relu = true },
			{ SIM_CONVOLUTION, true, 5, 32, 16, 32, 16 },
			{ .kind = SIM_AVERAGE_POOL },
			{ SIM_CONVOLUTION, true, 5, 32, 8, 64, 8 },
			{ .kind = SIM_AVERAGE_POOL },
			{ SIM_CONVOLUTION, false, 4, 64, 4, 64, 1 },
			{ SIM_CONVOLUTION, false, 1, 64, 1, 10, 1 },
		},
	},
};

const struct csim_overlay *csim_overlay_find(const char *option, size_t length)
{
	size_t i;

	for (i = 0; i < sizeof(overlays) / sizeof(overlays[0]); i++)
		if (strlen(overlays[i].option) == length &&
		    !strncmp(overlays[i].option, option, length))
			return &overlays[i];
	return NULL;
}
