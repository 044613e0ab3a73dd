// SPDX-License-Identifier: BSD-3-Clause
#include "simulation.h"

#include "accel_core_regs.h"

#if VM_TRACE
#include "verilated_vcd_c.h"
#endif

namespace cosim {

static const int resetCycles = 32;

struct Simulation::Waves {
#if VM_TRACE
	VerilatedVcdC file;
#endif
};

Simulation::Simulation(const Options &options)
	: options(options), design(&context), hp(design, memory, this->options),
	  gp(design, options.stalls, [this] { clock(); })
{
}

Simulation::~Simulation()
{
#if VM_TRACE
	if (waves)
		waves->file.close();
#endif
	design.final();
}

void Simulation::clock()
{
	design.clk_i = 0;
	design.eval();
	hp.sample(cycle);
	design.clk_i = 1;
	design.eval();
#if VM_TRACE
	/* Ten units a cycle, whatever the clock is. */
	if (waves)
		waves->file.dump(cycle * 10);
#endif
	cycle++;
	hp.drive(cycle);
}

bool Simulation::start(std::string &problem)
{
	uint32_t magic = 0, version = 0, kHz = 0;

#if VM_TRACE
	if (!options.waves.empty()) {
		waves = std::make_unique<Waves>();
		context.traceEverOn(true);
		design.trace(&waves->file, 99);
		waves->file.open(options.waves.c_str());
		if (!waves->file.isOpen()) {
			problem = options.waves + " cannot be written";
			return false;
		}
	}
#else
	if (!options.waves.empty()) {
		problem = "the library has no waves: build it with WAVES=1";
		return false;
	}
#endif
	design.rst_i = 1;
	for (int i = 0; i < resetCycles; i++)
		clock();
	design.rst_i = 0;
	if (!read(ACCEL_CORE_BASE + ACCEL_CORE_MAGIC, magic) ||
	    !read(ACCEL_CORE_BASE + ACCEL_CORE_VERSION, version) ||
	    !read(ACCEL_CORE_BASE + ACCEL_CORE_CLOCK_KHZ, kHz)) {
		problem = "the design does not answer on its registers";
		return false;
	}
	if (magic != ACCEL_CORE_MAGIC_VALUE ||
	    version != ACCEL_CORE_VERSION_VALUE || kHz == 0) {
		problem = "the design's registers are not those of Accel";
		return false;
	}
	clockKHz = kHz;
	return true;
}

bool Simulation::read(uint32_t address, uint32_t &value)
{
	return gp.read(address, value);
}

bool Simulation::write(uint32_t address, uint32_t value)
{
	return gp.write(address, value);
}

static uint64_t saturated(unsigned __int128 value)
{
	return value > UINT64_MAX ? UINT64_MAX : (uint64_t)value;
}

bool Simulation::wait(uint64_t timeout, uint64_t &elapsed)
{
	unsigned __int128 cycles = timeout;
	uint64_t start = cycle, most;

	most = saturated((cycles * clockKHz + 999999) / 1000000);
	while (!design.irq_o && cycle - start < most)
		clock();
	elapsed = saturated((unsigned __int128)(cycle - start) * 1000000 /
			    clockKHz);
	return design.irq_o;
}

}
