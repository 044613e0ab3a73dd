/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef COSIM_GP_PORT_H
#define COSIM_GP_PORT_H

#include <functional>

#include "Vdesign.h"
#include "random.h"

namespace cosim {

/** The processor's side of the general-purpose port: one word at a time. */
class GPPort {
	Vdesign &design;
	Pauses pauses;
	std::function<void()> clock;
	uint32_t lastId = 0;

	bool pass(const CData &ready, CData &valid);
	void pause();

public:
	/** @clock: lets one cycle pass. */
	GPPort(Vdesign &design, uint64_t seed, std::function<void()> clock);

	/** false: no answer, or one that is wrong. */
	bool read(uint32_t address, uint32_t &value);
	bool write(uint32_t address, uint32_t value);
};

}

#endif
