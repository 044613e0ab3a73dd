// SPDX-License-Identifier: BSD-3-Clause
/* What a generated design does with packets. */
#include <stdlib.h>
#include <string.h>

#include "design.h"

#define BEAT 8

static size_t refuse(struct ctest_design *design, uint64_t header,
		     uint32_t error, uint64_t *reply)
{
	uint32_t *status = &design->registers[ACCEL_CORE_STATUS / 4];

	*status = error << ACCEL_CORE_STATUS_ERROR_SHIFT;
	header &= ~((uint64_t)ACCEL_PACKET_MARK_MASK
		    << ACCEL_PACKET_MARK_SHIFT);
	reply[0] = header | (uint64_t)ACCEL_PACKET_MARK_BAD
				    << ACCEL_PACKET_MARK_SHIFT;
	return BEAT;
}

static size_t whole_beats(size_t words)
{
	return (words + 1) / 2 * BEAT;
}

static void load(struct ctest_design *design, uint32_t layer, bool flips,
		 const uint64_t *packet, uint32_t words)
{
	uint32_t *memory = design->memory[layer];

	memory = realloc(memory, words * sizeof(*memory));
	design->memory[layer] = memory;
	memcpy(memory, packet + 1, words * sizeof(*memory));
	if (flips)
		memory[design->argument] ^= 1u << 5;
}

/* Loaded for chain, pair of taps, address; read for address, tap, chain. */
static void read_back(const struct ctest_design *design, uint32_t layer,
		      uint32_t *reply)
{
	uint32_t array = design_layer(design, layer, ACCEL_CORE_LAYER_ARRAY);
	uint32_t depth = design_layer(design, layer, ACCEL_CORE_LAYER_DEPTH);
	uint32_t words = design_layer(design, layer, ACCEL_CORE_LAYER_WORDS);
	uint32_t taps = array & 0xff, chains = array >> 8 & 0xff;
	uint32_t pairs = (taps + 1) / 2, address, tap, chain;
	const uint32_t *memory = design->memory[layer];

	for (address = 0; address < depth; address++)
		for (tap = 0; tap < taps; tap++)
			for (chain = 0; chain < chains; chain++) {
				uint32_t pair = chain * pairs + tap / 2;
				uint32_t word = memory[pair * depth + address];

				*reply++ = word >> tap % 2 * 16 & 0xffff;
			}
	words -= chains * pairs * depth;
	memcpy(reply, memory + chains * pairs * depth, words * sizeof(*reply));
}

static size_t infer(struct ctest_design *design, const uint64_t *packet,
		    size_t bytes, uint64_t *reply, size_t room)
{
	uint32_t in = design->registers[ACCEL_CORE_IMAGE_IN / 4];
	uint32_t out = design->registers[ACCEL_CORE_IMAGE_OUT / 4];
	uint32_t count = (uint32_t)(packet[0] >> ACCEL_PACKET_COUNT_SHIFT);
	size_t wanted = BEAT + (size_t)count * in * BEAT;

	if (bytes != wanted)
		return refuse(design, packet[0],
			      bytes < wanted ? ACCEL_CORE_STATUS_ERROR_SHORT
					     : ACCEL_CORE_STATUS_ERROR_LONG,
			      reply);
	if ((size_t)count * out * BEAT > room)
		return 0;
	design->infer(design->user, packet + 1, count, reply);
	design->registers[ACCEL_CORE_IMAGES / 4] += count;
	return (size_t)count * out * BEAT;
}

static size_t answer(struct ctest_design *design, const uint64_t *packet,
		     size_t bytes, uint64_t *reply, size_t room, bool flips)
{
	uint32_t low = (uint32_t)packet[0], layer = low >> 8 & 0xff;
	uint32_t count = (uint32_t)(packet[0] >> ACCEL_PACKET_COUNT_SHIFT);
	uint32_t opcode = low & ACCEL_PACKET_OPCODE_MASK, words;
	bool is_load = opcode == ACCEL_PACKET_OPCODE_LOAD;

	if (low >> ACCEL_PACKET_MARK_SHIFT != ACCEL_PACKET_MARK_GOOD)
		return refuse(design, packet[0], ACCEL_CORE_STATUS_ERROR_MAGIC,
			      reply);
	if (opcode == ACCEL_PACKET_OPCODE_INFER)
		return infer(design, packet, bytes, reply, room);
	if (!is_load && opcode != ACCEL_PACKET_OPCODE_READ)
		return refuse(design, packet[0],
			      ACCEL_CORE_STATUS_ERROR_OPCODE, reply);
	words = design_layer(design, layer,
			     is_load ? ACCEL_CORE_LAYER_WORDS
				     : ACCEL_CORE_LAYER_READS);
	if (!words || (!is_load && !design->memory[layer]))
		return refuse(design, packet[0], ACCEL_CORE_STATUS_ERROR_LAYER,
			      reply);
	if (count != words)
		return refuse(design, packet[0], ACCEL_CORE_STATUS_ERROR_COUNT,
			      reply);
	if (bytes != BEAT + (is_load ? whole_beats(words) : 0))
		return refuse(design, packet[0], ACCEL_CORE_STATUS_ERROR_SHORT,
			      reply);
	if (is_load) {
		load(design, layer, flips, packet, words);
		reply[0] = packet[0];
		return BEAT;
	}
	if (whole_beats(words) > room)
		return 0;
	memset(reply, 0, whole_beats(words));
	read_back(design, layer, (uint32_t *)reply);
	return whole_beats(words);
}

static void note_packet(struct ctest_design *design, uint64_t header,
			size_t bytes)
{
	static const char *const names[] = { "?", "infer", "load", "read" };

	design_note(design, "%s %u %u %zu\n", names[header & 3],
		    (unsigned)(header >> 8 & 0xff), (unsigned)(header >> 32),
		    bytes);
}

/* The fault that this packet meets, CTEST_DESIGN_FINE for none. */
static ctest_design_fault fault_now(struct ctest_design *design)
{
	design->packets++;
	if (!design->times || design->packets < design->first)
		return CTEST_DESIGN_FINE;
	design->times--;
	return design->fault;
}

size_t design_take(struct ctest_design *design, const uint64_t *packet,
		   size_t bytes, uint64_t *reply, size_t room)
{
	ctest_design_fault fault = fault_now(design);
	size_t count;

	note_packet(design, packet[0], bytes);
	design->status.mm2s_sr = 0x1002;
	design->status.s2mm_sr = 0x1002;
	if (fault == CTEST_DESIGN_SILENT || fault == CTEST_DESIGN_STUCK ||
	    fault == CTEST_DESIGN_DMA_ERROR)
		design->jammed = true;
	if (fault == CTEST_DESIGN_DMA_ERROR)
		design->status.s2mm_sr = 0x4041;
	if (fault == CTEST_DESIGN_STUCK)
		design->status.mm2s_sr = 0;
	if (design->jammed) {
		design->status.s2mm_sr &= ~0x1002u;
		return 0;
	}
	if (fault == CTEST_DESIGN_REFUSES)
		return refuse(design, packet[0], design->argument, reply);
	count = answer(design, packet, bytes, reply, room,
		       fault == CTEST_DESIGN_FLIPS);
	return fault == CTEST_DESIGN_SHORT ? count - BEAT : count;
}
