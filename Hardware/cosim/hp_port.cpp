// SPDX-License-Identifier: BSD-3-Clause
#include "hp_port.h"

#include <cstdio>
#include <cstring>

namespace cosim {

static const uint32_t okay = 0, slaveError = 2, decodeError = 3;

/* As the port of the Zynq takes them, before it lets an address wait. */
static const size_t mostBursts = 8;
static const size_t mostBeats = 64;

HPPort::HPPort(Vdesign &design, Memory &memory, const Options &options)
	: design(design), memory(memory), options(options),
	  arPauses(options.stalls, 0), rPauses(options.stalls, 1),
	  awPauses(options.stalls, 2), wPauses(options.stalls, 3),
	  bPauses(options.stalls, 4)
{
}

uint32_t HPPort::burstResponse(bool isRead, uint64_t index) const
{
	if (index != options.faultBurst)
		return okay;
	switch (options.fault) {
	case Fault::readSlave:
		return isRead ? slaveError : okay;
	case Fault::readDecode:
		return isRead ? decodeError : okay;
	case Fault::writeSlave:
		return isRead ? okay : slaveError;
	case Fault::writeDecode:
		return isRead ? okay : decodeError;
	default:
		return okay;
	}
}

static bool isSound(const char *kind, uint32_t address, uint32_t beats)
{
	if (address % 8 == 0 && address % 4096 + 8 * beats <= 4096)
		return true;
	fprintf(stderr, "rtl: a %s of %u beats at 0x%08x breaks AXI3\n", kind,
		beats, address);
	return false;
}

void HPPort::takeRead(uint64_t cycle)
{
	uint32_t beats = design.hp_arlen_o + 1u;
	uint32_t response = burstResponse(true, readCount++);

	if (!isSound("read", design.hp_araddr_o, beats)) {
		violations++;
		response = slaveError;
	}
	reads.push_back({ design.hp_araddr_o, beats, cycle + options.latency,
			  response });
}

void HPPort::takeWrite()
{
	uint32_t beats = design.hp_awlen_o + 1u;
	uint32_t response = burstResponse(false, writeCount++);

	if (!isSound("write", design.hp_awaddr_o, beats)) {
		violations++;
		response = slaveError;
	}
	writes.push_back({ design.hp_awaddr_o, beats, response });
}

/* Data and addresses find each other, in either order. */
void HPPort::store(uint64_t cycle)
{
	while (!writes.empty() && !beats.empty()) {
		Write &write = writes.front();
		Beat beat = beats.front();
		unsigned char *bytes = memory.at(write.address);

		beats.pop_front();
		if (beat.last != (write.left == 1)) {
			fprintf(stderr, "rtl: WLAST is not the last beat\n");
			violations++;
		}
		if (write.response == okay && !bytes)
			write.response = decodeError;
		if (write.response == okay)
			memcpy(bytes, &beat.data, sizeof(beat.data));
		write.address += 8;
		if (--write.left > 0)
			continue;
		answers.push_back({ cycle + 4, write.response });
		writes.pop_front();
	}
}

void HPPort::sample(uint64_t cycle)
{
	if (design.hp_arvalid_o && design.hp_arready_i)
		takeRead(cycle);
	if (design.hp_awvalid_o && design.hp_awready_i)
		takeWrite();
	if (design.hp_wvalid_o && design.hp_wready_i)
		beats.push_back({ design.hp_wdata_o, design.hp_wlast_o != 0 });
	store(cycle);
	readPasses = design.hp_rvalid_i && design.hp_rready_o;
	answerPasses = design.hp_bvalid_i && design.hp_bready_o;
}

void HPPort::offerRead(uint64_t cycle)
{
	Read &read = reads.front();
	const unsigned char *bytes = memory.at(read.address);
	uint64_t data = 0;

	if (read.due > cycle)
		return;
	if (bytes)
		memcpy(&data, bytes, sizeof(data));
	design.hp_rvalid_i = 1;
	design.hp_rdata_i = data;
	design.hp_rresp_i = read.response != okay ? read.response
			    : bytes		  ? okay
						  : decodeError;
	read.address += 8;
	if (--read.left == 0)
		reads.pop_front();
}

void HPPort::offerAnswer(uint64_t cycle)
{
	if (answers.front().due > cycle)
		return;
	design.hp_bvalid_i = 1;
	design.hp_bresp_i = answers.front().response & 3;
	answers.pop_front();
}

void HPPort::drive(uint64_t cycle)
{
	if (readPasses)
		design.hp_rvalid_i = 0;
	if (answerPasses)
		design.hp_bvalid_i = 0;
	design.hp_arready_i = !arPauses.now() && reads.size() < mostBursts;
	design.hp_awready_i = !awPauses.now() && writes.size() < mostBursts;
	design.hp_wready_i = !wPauses.now() && beats.size() < mostBeats;
	if (!rPauses.now() && !design.hp_rvalid_i && !reads.empty())
		offerRead(cycle);
	if (!bPauses.now() && !design.hp_bvalid_i && !answers.empty())
		offerAnswer(cycle);
}

}
