/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef COSIM_HP_PORT_H
#define COSIM_HP_PORT_H

#include <deque>

#include "Vdesign.h"
#include "memory.h"
#include "options.h"
#include "random.h"

namespace cosim {

/**
 * The memory side of the design's AXI3 master. Bursts are answered in order,
 * a beat a cycle, after the latency and whatever pauses there are. What
 * breaks AXI3's rules is reported and answered by SLVERR.
 */
class HPPort {
	struct Read {
		uint32_t address;
		uint32_t left;
		uint64_t due;
		uint32_t response;
	};
	struct Write {
		uint32_t address;
		uint32_t left;
		uint32_t response;
	};
	struct Beat {
		uint64_t data;
		bool last;
	};
	struct Answer {
		uint64_t due;
		uint32_t response;
	};

	Vdesign &design;
	Memory &memory;
	const Options &options;
	Pauses arPauses, rPauses, awPauses, wPauses, bPauses;
	std::deque<Read> reads;
	std::deque<Write> writes;
	std::deque<Beat> beats;
	std::deque<Answer> answers;
	uint64_t readCount = 0, writeCount = 0;
	bool readPasses = false, answerPasses = false;

	uint32_t burstResponse(bool isRead, uint64_t index) const;
	void takeRead(uint64_t cycle);
	void takeWrite();
	void store(uint64_t cycle);
	void offerRead(uint64_t cycle);
	void offerAnswer(uint64_t cycle);

public:
	/** What the design did that AXI3 does not allow. */
	uint64_t violations = 0;

	HPPort(Vdesign &design, Memory &memory, const Options &options);

	/** Before the clock's edge: what passes at it. */
	void sample(uint64_t cycle);
	/** After it: what the design is to see. */
	void drive(uint64_t cycle);
};

}

#endif
