/* SPDX-License-Identifier: BSD-3-Clause */
/* What the device tree says about engines and switches of the fabric. */
#ifndef CDRIVER_UIO_DEVICETREE_H
#define CDRIVER_UIO_DEVICETREE_H

#include "system.h"

#define CDRV_MAX_NODES 32

/* A node with a register range. */
struct cdrv_node {
	uint64_t address;
	/* One of enum cdrv_region_kind, or 0: a Xilinx core of another kind. */
	uint32_t kind;
	/* AXI DMA; 0: not said. */
	uint32_t length_width, data_width;
	bool scatter_gather;
};

struct cdrv_tree {
	uint32_t count;
	struct cdrv_node nodes[CDRV_MAX_NODES];
};

/*
 * Look through /sys/firmware/devicetree/base, within bounds. A machine without
 * a device tree has an empty one, and a node that cannot be understood is left
 * out: it is information only.
 */
void cdrv_tree_read(const struct cdrv_system *system, struct cdrv_tree *tree);

/* The node at an address, or NULL. */
const struct cdrv_node *cdrv_tree_find(const struct cdrv_tree *tree,
				       uint64_t address);

#endif
