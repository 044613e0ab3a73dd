// SPDX-License-Identifier: BSD-3-Clause
#include "memory.h"

#include <cstdlib>
#include <cstring>

namespace cosim {

static const uint32_t firstBus = 0x10000000;
static const uint32_t lastBus = 0x20000000;
static const size_t page = 4096;

/* As much as the PYNQ image gives. */
static const size_t mostBytes = 128 * 1024 * 1024;

size_t Memory::span(size_t size)
{
	return ((size + page - 1) / page + 1) * page;
}

Memory::~Memory()
{
	for (auto &entry : buffers)
		::free(entry.second.bytes);
}

unsigned char *Memory::allocate(size_t size, uint32_t &bus)
{
	size_t rounded = (size + 63) & ~(size_t)63;
	uint32_t place = firstBus;
	unsigned char *bytes;

	if (size > mostBytes || used + rounded > mostBytes)
		return nullptr;
	for (const auto &entry : buffers) {
		if (place + span(size) <= entry.first)
			break;
		place = entry.first + (uint32_t)span(entry.second.size);
	}
	if (span(size) > lastBus - place)
		return nullptr;
	bytes = (unsigned char *)aligned_alloc(64, rounded);
	if (!bytes)
		return nullptr;
	memset(bytes, 0, rounded);
	buffers[place] = { bytes, rounded };
	used += rounded;
	bus = place;
	return bytes;
}

void Memory::free(uint32_t bus)
{
	auto entry = buffers.find(bus);

	if (entry == buffers.end())
		return;
	::free(entry->second.bytes);
	used -= entry->second.size;
	buffers.erase(entry);
}

unsigned char *Memory::at(uint32_t bus)
{
	auto entry = buffers.upper_bound(bus);
	uint32_t offset;

	if (entry == buffers.begin())
		return nullptr;
	--entry;
	offset = bus - entry->first;
	if (offset >= entry->second.size)
		return nullptr;
	return entry->second.bytes + offset;
}

}
