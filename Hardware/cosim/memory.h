/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef COSIM_MEMORY_H
#define COSIM_MEMORY_H

#include <cstddef>
#include <cstdint>
#include <map>

namespace cosim {

/** Buffers of the host, and where the design's bus has them. */
class Memory {
	struct Buffer {
		unsigned char *bytes;
		size_t size;
	};
	std::map<uint32_t, Buffer> buffers;
	size_t used = 0;

	static size_t span(size_t size);

public:
	Memory() = default;
	Memory(const Memory &) = delete;
	Memory &operator=(const Memory &) = delete;
	~Memory();

	/** Zeroed; a page that is nobody's lies behind it. NULL: no room. */
	unsigned char *allocate(size_t size, uint32_t &bus);
	void free(uint32_t bus);

	/** The 8 bytes at @bus, a multiple of 8; NULL: nobody's. */
	unsigned char *at(uint32_t bus);
};

}

#endif
