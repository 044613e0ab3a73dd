/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef COSIM_RANDOM_H
#define COSIM_RANDOM_H

#include <cstdint>

namespace cosim {

/** SplitMix64: the same pauses for the same seed, everywhere. */
class Random {
	uint64_t state;

public:
	explicit Random(uint64_t seed) : state(seed) {}

	uint64_t next()
	{
		uint64_t z = state += UINT64_C(0x9e3779b97f4a7c15);

		z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
		z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
		return z ^ (z >> 31);
	}

	uint32_t below(uint32_t bound)
	{
		return (uint32_t)((next() >> 32) * bound >> 32);
	}
};

/** Decides, cycle by cycle, whether one channel of a bus pauses. */
class Pauses {
	Random random;
	bool enabled;
	uint32_t left = 0;

public:
	/** @seed: 0 for a channel that never pauses. */
	Pauses(uint64_t seed, uint32_t channel)
		: random(seed * 0x10001 + channel), enabled(seed != 0)
	{
	}

	bool now()
	{
		if (!enabled)
			return false;
		if (left > 0) {
			left--;
			return true;
		}
		/* Mostly short, sometimes long. */
		switch (random.below(64)) {
		case 0:
			left = random.below(60);
			return true;
		case 1 ... 15:
			return true;
		default:
			return false;
		}
	}
};

}

#endif
