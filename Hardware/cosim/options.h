/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef COSIM_OPTIONS_H
#define COSIM_OPTIONS_H

#include <cstdint>
#include <string>

namespace cosim {

enum class Fault { none, readSlave, readDecode, writeSlave, writeDecode };

struct Options {
	uint64_t stalls = 0; /**< seed, 0: none */
	uint32_t latency = 24; /**< cycles from a read's address to its data */
	Fault fault = Fault::none;
	uint64_t faultBurst = 0; /**< of reads or of writes, from 0 */
	std::string waves; /**< file, empty: none */
};

/** Words behind commas; on failure a sentence in @problem. */
bool parse(const char *text, Options &options, std::string &problem);

}

#endif
