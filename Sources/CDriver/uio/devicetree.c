// SPDX-License-Identifier: BSD-3-Clause
/*
 * Properties are big-endian words. Bindings: xilinx/xilinx_dma.txt for the
 * engines, dt-schema's simple-bus for addresses. Buses that translate
 * addresses are not followed: those of a Zynq's fabric do not.
 */
#include <stdio.h>
#include <string.h>

#include "devicetree.h"

#define BASE "/sys/firmware/devicetree/base"
#define MAX_DEPTH 8
#define MAX_FOLDERS 4096
#define MAX_ENTRIES 1024 /* of one folder */

struct walk {
	const struct cdrv_system *system;
	struct cdrv_tree *tree;
	unsigned int folders;
	/* Where the walk stands. */
	char path[CDRV_PATH_SIZE];
	int depth;
	uint32_t address_cells; /* of the node's parent */
	/* The engine whose children are looked at, or NULL. */
	struct cdrv_node *engine;
};

static int read_property(const struct walk *walk, const char *name,
			 void *bytes, size_t size)
{
	char path[CDRV_PATH_SIZE];
	int length = snprintf(path, sizeof(path), "%s/%s", walk->path, name);

	if (length < 0 || (size_t)length >= sizeof(path))
		return -1;
	return cdrv_system_read_file(walk->system, path, bytes, size);
}

static uint32_t big_endian(const unsigned char *bytes)
{
	return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 |
	       (uint32_t)bytes[2] << 8 | bytes[3];
}

/* A property of one word; @otherwise where there is none. */
static uint32_t read_cell(const struct walk *walk, const char *name,
			  uint32_t otherwise)
{
	unsigned char bytes[4];

	if (read_property(walk, name, bytes, sizeof(bytes)) != sizeof(bytes))
		return otherwise;
	return big_endian(bytes);
}

/* Whether one of the strings that stand behind one another begins so. */
static bool has_prefix(const char *strings, int size, const char *prefix)
{
	size_t length = strlen(prefix), at = 0, end = (size_t)size;

	while (at < end) {
		if (end - at >= length && !memcmp(strings + at, prefix, length))
			return true;
		at += strnlen(strings + at, end - at) + 1;
	}
	return false;
}

static uint32_t kind_of(const char *compatible, int size)
{
	if (has_prefix(compatible, size, "xlnx,axi-dma-mm2s-channel") ||
	    has_prefix(compatible, size, "xlnx,axi-dma-s2mm-channel"))
		return 0;
	if (has_prefix(compatible, size, "xlnx,axi-dma-"))
		return CDRV_REGION_AXI_DMA;
	if (has_prefix(compatible, size, "xlnx,axis-switch-"))
		return CDRV_REGION_AXIS_SWITCH;
	if (has_prefix(compatible, size, "xlnx,zynq-slcr"))
		return CDRV_REGION_SLCR;
	return 0;
}

static bool read_address(const struct walk *walk, uint64_t *address)
{
	unsigned char reg[8];
	int want = walk->address_cells == 2 ? 8 : 4;

	if (walk->address_cells != 1 && walk->address_cells != 2)
		return false;
	if (read_property(walk, "reg", reg, sizeof(reg)) < want)
		return false;
	*address = big_endian(reg);
	if (want == 8)
		*address = *address << 32 | big_endian(reg + 4);
	return true;
}

/* A channel of an engine says how wide its stream is, in bits. */
static void read_channel(const struct walk *walk)
{
	uint32_t bits = read_cell(walk, "xlnx,datawidth", 0);

	if (walk->engine && bits / 8 > walk->engine->data_width)
		walk->engine->data_width = bits / 8;
}

/* Keep the node if it is of use. */
static struct cdrv_node *read_node(const struct walk *walk)
{
	struct cdrv_tree *tree = walk->tree;
	struct cdrv_node node = { 0 };
	char compatible[256];
	int size = read_property(walk, "compatible", compatible,
				 sizeof(compatible));

	if (size <= 0 || !has_prefix(compatible, size, "xlnx,"))
		return NULL;
	if (has_prefix(compatible, size, "xlnx,axi-dma-mm2s-channel") ||
	    has_prefix(compatible, size, "xlnx,axi-dma-s2mm-channel")) {
		read_channel(walk);
		return NULL;
	}
	if (tree->count == CDRV_MAX_NODES || !read_address(walk, &node.address))
		return NULL;
	node.kind = kind_of(compatible, size);
	if (node.kind == CDRV_REGION_AXI_DMA) {
		node.length_width = read_cell(walk, "xlnx,sg-length-width", 0);
		/* An old binding; new kernels ask the engine itself. */
		node.scatter_gather =
			read_property(walk, "xlnx,include-sg", compatible,
				      sizeof(compatible)) >= 0;
	}
	tree->nodes[tree->count] = node;
	return &tree->nodes[tree->count++];
}

static int visit(void *context, const char *name);

static void walk_children(struct walk *walk)
{
	if (walk->depth == MAX_DEPTH)
		return;
	walk->depth++;
	cdrv_system_list(walk->system, walk->path, MAX_ENTRIES, true, visit,
			 walk);
	walk->depth--;
}

static int visit(void *context, const char *name)
{
	struct walk *walk = context;
	size_t length = strlen(walk->path);
	uint32_t cells = walk->address_cells;
	struct cdrv_node *engine = walk->engine;
	int added = snprintf(walk->path + length, sizeof(walk->path) - length,
			     "/%s", name);

	if (walk->folders == MAX_FOLDERS)
		return 1;
	if (added > 0 && (size_t)added < sizeof(walk->path) - length) {
		walk->folders++;
		walk->engine = read_node(walk);
		if (!walk->engine)
			walk->engine = engine;
		walk->address_cells = read_cell(walk, "#address-cells", 2);
		walk_children(walk);
	}
	walk->path[length] = '\0';
	walk->address_cells = cells;
	walk->engine = engine;
	return 0;
}

void cdrv_tree_read(const struct cdrv_system *system, struct cdrv_tree *tree)
{
	struct walk walk = { .system = system, .tree = tree, .path = BASE };

	*tree = (struct cdrv_tree){ 0 };
	walk.address_cells = read_cell(&walk, "#address-cells", 2);
	walk_children(&walk);
}

const struct cdrv_node *cdrv_tree_find(const struct cdrv_tree *tree,
				       uint64_t address)
{
	uint32_t i;

	for (i = 0; i < tree->count; i++)
		if (tree->nodes[i].address == address)
			return &tree->nodes[i];
	return NULL;
}
