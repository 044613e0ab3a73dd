// SPDX-License-Identifier: BSD-3-Clause
#include "options.h"

#include <cstdlib>

namespace cosim {

static bool number(const std::string &text, uint64_t least, uint64_t most,
		   uint64_t &value)
{
	if (text.empty() || text.size() > 20 ||
	    text.find_first_not_of("0123456789") != std::string::npos)
		return false;
	errno = 0;
	value = strtoull(text.c_str(), nullptr, 10);
	return errno == 0 && value >= least && value <= most;
}

static bool fault(const std::string &text, Options &options)
{
	static const struct {
		const char *name;
		Fault fault;
	} kinds[] = { { "read-slverr", Fault::readSlave },
		      { "read-decerr", Fault::readDecode },
		      { "write-slverr", Fault::writeSlave },
		      { "write-decerr", Fault::writeDecode } };
	size_t at = text.find('@');

	if (at == std::string::npos ||
	    !number(text.substr(at + 1), 0, UINT64_MAX, options.faultBurst))
		return false;
	for (const auto &kind : kinds)
		if (text.compare(0, at, kind.name) == 0) {
			options.fault = kind.fault;
			return true;
		}
	return false;
}

static bool word(const std::string &text, Options &options)
{
	size_t at = text.find('=');
	std::string name = text.substr(0, at), value;
	uint64_t parsed = 0;

	if (at == std::string::npos)
		return false;
	value = text.substr(at + 1);
	if (name == "stalls")
		return number(value, 1, UINT64_MAX, options.stalls);
	if (name == "latency") {
		if (!number(value, 1, 1000, parsed))
			return false;
		options.latency = (uint32_t)parsed;
		return true;
	}
	if (name == "fault")
		return fault(value, options);
	if (name == "waves") {
		options.waves = value;
		return !value.empty();
	}
	return false;
}

bool parse(const char *text, Options &options, std::string &problem)
{
	std::string rest = text;

	while (!rest.empty()) {
		size_t comma = rest.find(',');
		std::string first = rest.substr(0, comma);

		if (!word(first, options)) {
			problem = "the option \"" + first +
				  "\" is not known: there are stalls=SEED, "
				  "latency=CYCLES, fault=KIND@N and waves=FILE";
			return false;
		}
		rest = comma == std::string::npos ? "" : rest.substr(comma + 1);
	}
	return true;
}

}
