// SPDX-License-Identifier: BSD-3-Clause
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "../include/axi_dma_regs.h"
#include "../include/axis_switch_regs.h"
#include "../include/slcr_regs.h"
#include "discovery.h"
#include "maps.h"

#define LARGEST_WINDOW 0x10000u
#define MEM_WINDOW 0x1000u

/* PG021: the width of LENGTH unless the design says otherwise. */
#define DEFAULT_LENGTH_WIDTH 14u
#define DEFAULT_DATA_WIDTH 4u

/* The published overlays. */
#define PUBLISHED_LENGTH_WIDTH 23u
static const struct {
	uint64_t address;
	enum cdrv_region_kind kind;
} published[] = {
	{ 0x40400000, CDRV_REGION_AXI_DMA },
	{ 0x40410000, CDRV_REGION_AXI_DMA },
	{ 0x43c00000, CDRV_REGION_AXIS_SWITCH },
	{ SLCR_BASE, CDRV_REGION_SLCR },
};
#define PUBLISHED_COUNT (sizeof(published) / sizeof(published[0]))

/* What is known while a plan is made. */
struct knowledge {
	const struct cdrv_uio_options *options;
	struct cdrv_tree tree;
	struct cdrv_uio_maps maps;
	struct cdrv_plan *plan;
};

static uint32_t least_size(enum cdrv_region_kind kind)
{
	switch (kind) {
	case CDRV_REGION_AXI_DMA:
		return AXI_DMA_WINDOW;
	case CDRV_REGION_AXIS_SWITCH:
		return AXIS_SWITCH_MI_MUX(16);
	case CDRV_REGION_SLCR:
		return SLCR_FPGA_RST_CTRL + 4;
	case CDRV_REGION_CORE:
		break;
	}
	return 4;
}

static const struct cdrv_uio_map *map_of(const struct cdrv_uio_maps *maps,
					 uint64_t address, uint32_t least)
{
	uint32_t i;

	for (i = 0; i < maps->count; i++) {
		const struct cdrv_uio_map *map = &maps->maps[i];

		if (address >= map->start && address < map->end &&
		    map->end - address >= least)
			return map;
	}
	return NULL;
}

static bool is_published(uint64_t address)
{
	size_t i;

	for (i = 0; i < PUBLISHED_COUNT; i++)
		if (published[i].address == address)
			return true;
	return false;
}

static void set_widths(const struct knowledge *known,
		       struct cdrv_region *region)
{
	const struct cdrv_node *node =
		cdrv_tree_find(&known->tree, region->base);
	uint32_t length = known->options->length_width;
	uint32_t data = known->options->data_width;

	if (region->kind != CDRV_REGION_AXI_DMA)
		return;
	if (!length && node && node->length_width >= 8 &&
	    node->length_width <= 26)
		length = node->length_width;
	if (!data && node && node->data_width >= 4 &&
	    node->data_width <= 128 && 128 % node->data_width == 0)
		data = node->data_width;
	if (!length && is_published(region->base))
		length = PUBLISHED_LENGTH_WIDTH;
	region->length_width = length ? length : DEFAULT_LENGTH_WIDTH;
	region->data_width = data ? data : DEFAULT_DATA_WIDTH;
}

static bool is_planned(const struct cdrv_plan *plan, uint64_t address)
{
	uint32_t i;

	for (i = 0; i < plan->count; i++)
		if (plan->places[i].region.base == address)
			return true;
	return false;
}

/* Add a window; false where nothing maps it or the plan is full. */
static bool add(struct knowledge *known, enum cdrv_region_kind kind,
		uint64_t address)
{
	uint32_t least = least_size(kind);
	uint64_t page = cdrv_page_size(), size;
	const struct cdrv_uio_map *map;
	struct cdrv_place place = {
		.region = { .kind = kind, .base = (uint32_t)address },
		.uio = CDRV_UIO_NONE,
		.file_offset = address - address % page,
		.skipped = address % page,
	};

	if (known->plan->count == CDRV_MAX_REGIONS || address > UINT32_MAX ||
	    address % 4)
		return false;
	if (is_planned(known->plan, address))
		return true;
	size = MEM_WINDOW;
	if (!known->options->mem[0]) {
		map = map_of(&known->maps, address, least);
		if (!map)
			return false;
		place.uio = map->uio;
		place.file_offset = (uint64_t)map->index * page;
		place.skipped = address - map->base;
		size = map->end - address;
	}
	if (size > LARGEST_WINDOW)
		size = LARGEST_WINDOW;
	place.region.size = (uint32_t)size & ~3u;
	set_widths(known, &place.region);
	known->plan->places[known->plan->count++] = place;
	return true;
}

static bool names_kind(const struct cdrv_uio_options *options,
		       enum cdrv_region_kind kind)
{
	uint32_t i;

	for (i = 0; i < options->window_count; i++)
		if (options->windows[i].kind == kind)
			return true;
	return false;
}

static int add_named(struct knowledge *known, char *message, size_t size)
{
	const struct cdrv_uio_options *options = known->options;
	uint32_t i;

	for (i = 0; i < options->window_count; i++)
		if (!add(known, options->windows[i].kind,
			 options->windows[i].address)) {
			snprintf(message, size,
				 "no UIO device maps the window at 0x%08" PRIx64
				 ": give it a generic-uio node in the device "
				 "tree, or add mem=/dev/mem as root",
				 options->windows[i].address);
			return -ENODEV;
		}
	return 0;
}

/* The lowest address above @last that the device tree gives @kind. */
static const struct cdrv_node *next_node(const struct cdrv_tree *tree,
					 enum cdrv_region_kind kind,
					 const struct cdrv_node *last)
{
	const struct cdrv_node *next = NULL;
	uint32_t i;

	for (i = 0; i < tree->count; i++) {
		const struct cdrv_node *node = &tree->nodes[i];

		if (node->kind == (uint32_t)kind &&
		    (!last || node->address > last->address) &&
		    (!next || node->address < next->address))
			next = node;
	}
	return next;
}

static void add_found(struct knowledge *known, enum cdrv_region_kind kind)
{
	const struct cdrv_node *node = NULL;
	size_t i;

	if (names_kind(known->options, kind))
		return;
	while ((node = next_node(&known->tree, kind, node)))
		add(known, kind, node->address);
	/* By their addresses alone nothing is taken from all of memory. */
	for (i = 0; i < PUBLISHED_COUNT && !known->options->mem[0]; i++) {
		uint64_t address = published[i].address;
		const struct cdrv_uio_map *map =
			map_of(&known->maps, address, 4);

		if (published[i].kind == kind && map && map->start == address &&
		    !cdrv_tree_find(&known->tree, address))
			add(known, kind, address);
	}
}

static int check(const struct knowledge *known, char *message, size_t size)
{
	const struct cdrv_plan *plan = known->plan;
	const struct cdrv_node *node;
	uint32_t i, engines = 0;

	for (i = 0; i < plan->count; i++) {
		const struct cdrv_region *region = &plan->places[i].region;

		if (region->kind != CDRV_REGION_AXI_DMA)
			continue;
		engines++;
		node = cdrv_tree_find(&known->tree, region->base);
		if (!node || !node->scatter_gather)
			continue;
		snprintf(message, size,
			 "the AXI DMA at 0x%08" PRIx32 " is built with "
			 "scatter-gather: build it in direct register mode",
			 region->base);
		return -ENODEV;
	}
	if (engines)
		return 0;
	if (known->options->mem[0])
		snprintf(message, size, "where the AXI DMA is, %s does not "
			 "say: add dma=0x40400000 or the like",
			 known->options->mem);
	else
		snprintf(message, size, "none of %" PRIu32 " UIO maps is an "
			 "AXI DMA that is known by its address: name it with "
			 "dma=0x40400000 or the like, or load the module accel",
			 known->maps.count);
	return -ENODEV;
}

int cdrv_plan_make(const struct cdrv_system *system,
		   const struct cdrv_uio_options *options,
		   struct cdrv_plan *plan, char *message, size_t message_size)
{
	struct knowledge known = { .options = options, .plan = plan };
	int err;

	*plan = (struct cdrv_plan){ 0 };
	cdrv_tree_read(system, &known.tree);
	if (!options->mem[0])
		cdrv_uio_maps_read(system, &known.maps);
	err = add_named(&known, message, message_size);
	if (err)
		return err;
	add_found(&known, CDRV_REGION_AXI_DMA);
	add_found(&known, CDRV_REGION_AXIS_SWITCH);
	add_found(&known, CDRV_REGION_SLCR);
	return check(&known, message, message_size);
}

uint64_t cdrv_place_mapped(const struct cdrv_place *place)
{
	uint64_t page = cdrv_page_size();
	uint64_t size = place->skipped + place->region.size;

	return (size + page - 1) / page * page;
}
