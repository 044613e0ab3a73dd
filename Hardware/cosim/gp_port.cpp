// SPDX-License-Identifier: BSD-3-Clause
#include "gp_port.h"

namespace cosim {

/* A bus that answers later than this never does. */
static const int patience = 10000;

GPPort::GPPort(Vdesign &design, uint64_t seed, std::function<void()> clock)
	: design(design), pauses(seed, 5), clock(std::move(clock))
{
	design.gp_awsize_i = design.gp_arsize_i = 2;
	design.gp_awburst_i = design.gp_arburst_i = 1;
	design.gp_wstrb_i = 0xf;
}

void GPPort::pause()
{
	while (pauses.now())
		clock();
}

/* Raise @valid until a cycle in which @ready is high has passed. */
bool GPPort::pass(const CData &ready, CData &valid)
{
	valid = 1;
	for (int i = 0; i < patience; i++) {
		bool taken = ready;

		clock();
		if (taken) {
			valid = 0;
			return true;
		}
	}
	valid = 0;
	return false;
}

bool GPPort::read(uint32_t address, uint32_t &value)
{
	bool right;

	pause();
	design.gp_arid_i = lastId = (lastId + 1) & 0xfff;
	design.gp_araddr_i = address;
	if (!pass(design.gp_arready_o, design.gp_arvalid_i))
		return false;
	pause();
	for (int i = 0; !design.gp_rvalid_o; i++) {
		if (i == patience)
			return false;
		clock();
	}
	value = design.gp_rdata_o;
	right = design.gp_rid_o == lastId && design.gp_rlast_o &&
		design.gp_rresp_o == 0;
	return pass(design.gp_rvalid_o, design.gp_rready_i) && right;
}

bool GPPort::write(uint32_t address, uint32_t value)
{
	bool right;

	pause();
	design.gp_awid_i = lastId = (lastId + 1) & 0xfff;
	design.gp_awaddr_i = address;
	if (!pass(design.gp_awready_o, design.gp_awvalid_i))
		return false;
	pause();
	design.gp_wdata_i = value;
	if (!pass(design.gp_wready_o, design.gp_wvalid_i))
		return false;
	pause();
	for (int i = 0; !design.gp_bvalid_o; i++) {
		if (i == patience)
			return false;
		clock();
	}
	right = design.gp_bid_o == lastId && design.gp_bresp_o == 0;
	return pass(design.gp_bvalid_o, design.gp_bready_i) && right;
}

}
