// SPDX-License-Identifier: BSD-3-Clause
/* The nine operations, around a simulated design. */
#include <cerrno>
#include <cstdio>
#include <new>

#include "accel_core_regs.h"
#include "cdriver_rtl.h"
#include "simulation.h"

using cosim::Simulation;

namespace {

const uint32_t bases[] = { ACCEL_DMA_BASE, ACCEL_CORE_BASE };

/* The design's LENGTH registers have 26 bits, its streams 8 bytes. */
const cdrv_region regions[] = {
	{ CDRV_REGION_AXI_DMA, ACCEL_DMA_BASE, ACCEL_DMA_SIZE, 26, 8 },
	{ CDRV_REGION_CORE, ACCEL_CORE_BASE, ACCEL_CORE_SIZE, 0, 0 },
};

int refuse(int error, const std::string &problem, char *message, size_t size)
{
	snprintf(message, size, "%s", problem.c_str());
	return error;
}

int open(const char *text, void **context, cdrv_board *board, char *message,
	 size_t size)
{
	cosim::Options options;
	std::string problem;
	Simulation *simulation;

	if (!cosim::parse(text, options, problem))
		return refuse(-EINVAL, problem, message, size);
	simulation = new (std::nothrow) Simulation(options);
	if (!simulation)
		return -ENOMEM;
	if (!simulation->start(problem)) {
		delete simulation;
		return refuse(-ENXIO, problem, message, size);
	}
	snprintf(board->name, sizeof(board->name),
		 "simulated RTL, %llu kHz",
		 (unsigned long long)simulation->frequency());
	board->time_kind = CDRV_TIME_SIMULATED;
	board->region_count = 2;
	board->regions[0] = regions[0];
	board->regions[1] = regions[1];
	*context = simulation;
	return 0;
}

void close(void *context)
{
	delete (Simulation *)context;
}

/* A design that breaks the bus's rules would hang a real one. */
int answer(const Simulation *simulation, bool answered)
{
	return answered && simulation->violations() == 0 ? 0 : -EIO;
}

int read32(void *context, uint32_t region, uint32_t offset, uint32_t *value)
{
	Simulation *simulation = (Simulation *)context;

	return answer(simulation,
		      simulation->read(bases[region] + offset, *value));
}

int write32(void *context, uint32_t region, uint32_t offset, uint32_t value)
{
	Simulation *simulation = (Simulation *)context;

	return answer(simulation,
		      simulation->write(bases[region] + offset, value));
}

int bufferAlloc(void *context, size_t size, cdrv_memory *memory)
{
	uint32_t bus = 0;
	unsigned char *bytes =
		((Simulation *)context)->memory.allocate(size, bus);

	if (!bytes)
		return -ENOMEM;
	*memory = { bytes, bus, size, nullptr };
	return 0;
}

void bufferFree(void *context, cdrv_memory *memory)
{
	((Simulation *)context)->memory.free((uint32_t)memory->bus);
}

/* The memory is the host's own; there is no cache in between. */
int bufferSync(void *, cdrv_memory *, size_t, size_t, cdrv_sync_direction)
{
	return 0;
}

int wait(void *context, uint32_t, uint64_t timeout, uint64_t *elapsed,
	 cdrv_dma_status *)
{
	Simulation *simulation = (Simulation *)context;
	bool pending = simulation->wait(timeout, *elapsed);

	if (simulation->violations())
		return -EIO;
	return pending ? 0 : -ETIMEDOUT;
}

const cdrv_backend_ops operations = {
	"rtl",	    open,	 close,	     read32,	 write32,
	bufferAlloc, bufferFree, bufferSync, nullptr, wait,
};

const cdrv_rtl_library library = { CDRV_RTL_ABI, sizeof(cdrv_backend_ops),
				   &operations };

}

extern "C" __attribute__((visibility("default"))) const cdrv_rtl_library *
accel_rtl_library()
{
	return &library;
}
