/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef COSIM_SIMULATION_H
#define COSIM_SIMULATION_H

#include <memory>
#include <string>

#include "Vdesign.h"
#include "gp_port.h"
#include "hp_port.h"
#include "memory.h"
#include "options.h"

namespace cosim {

/** A design, its memory and its processor, cycle by cycle. */
class Simulation {
	Options options;
	VerilatedContext context;
	Vdesign design;
	HPPort hp;
	GPPort gp;
	uint64_t cycle = 0;
	uint64_t clockKHz = 1;
	struct Waves;
	std::unique_ptr<Waves> waves;

	void clock();

public:
	Memory memory;

	explicit Simulation(const Options &options);
	~Simulation();

	/** Reset, and a look at what it is; false with a @problem. */
	bool start(std::string &problem);

	bool read(uint32_t address, uint32_t &value);
	bool write(uint32_t address, uint32_t value);

	/** Clock until the interrupt is pending or the time is up; false: the
	 *  latter. Both times in nanoseconds of the design's clock. */
	bool wait(uint64_t timeout, uint64_t &elapsed);

	/** Rules of AXI3 that the design broke. */
	uint64_t violations() const { return hp.violations; }

	/** Kilohertz. */
	uint64_t frequency() const { return clockKHz; }
};

}

#endif
