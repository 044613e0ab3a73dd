// SPDX-License-Identifier: BSD-3-Clause OR GPL-2.0
/* Memory in pieces, for engines with scatter-gather. */
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/scatterlist.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>

#include "accel.h"

/* An engine is through a piece of this size in about 160 us, and through a
 * descriptor in less than one. */
static uint chunk = SZ_64K;
module_param(chunk, uint, 0644);
MODULE_PARM_DESC(chunk, "largest pieces of scattered buffers, in bytes");

/* The engines have addresses of 32 bits; 32-bit kernels have no such zone,
 * and their lowest memory lies there. */
#define FLAGS (GFP_KERNEL | GFP_DMA32 | __GFP_ZERO | __GFP_NOWARN)

/* The largest piece there is, up to what is needed. */
static struct page *take(size_t left, unsigned int *order)
{
	struct page *page;

	while (*order && PAGE_SIZE << *order > left)
		--*order;
	for (; *order; --*order) {
		page = alloc_pages(FLAGS | __GFP_COMP | __GFP_NORETRY, *order);
		if (page)
			return page;
	}
	/* ENOMEM rather than the end of some other process. */
	return alloc_pages(FLAGS | __GFP_RETRY_MAYFAIL | __GFP_ACCOUNT, 0);
}

static void give_back(struct list_head *pages)
{
	struct page *page, *next;

	list_for_each_entry_safe(page, next, pages, lru) {
		list_del(&page->lru);
		__free_pages(page, compound_order(page));
	}
}

/* Returns how many pieces, or -errno. */
static int collect(size_t size, struct list_head *pages)
{
	unsigned int order = get_order(clamp_t(uint, READ_ONCE(chunk),
					       PAGE_SIZE, SZ_1M));
	int count = 0;

	while (size) {
		struct page *page;

		if (fatal_signal_pending(current))
			return -EINTR;
		page = take(size, &order);
		if (!page)
			return -ENOMEM;
		list_add_tail(&page->lru, pages);
		size -= page_size(page);
		count++;
	}
	return count;
}

static struct sg_table *tabulate(struct list_head *pages, int count)
{
	struct sg_table *table = kzalloc(sizeof(*table), GFP_KERNEL);
	struct page *page, *next;
	struct scatterlist *piece;

	if (!table)
		return NULL;
	if (sg_alloc_table(table, count, GFP_KERNEL)) {
		kfree(table);
		return NULL;
	}
	piece = table->sgl;
	list_for_each_entry_safe(page, next, pages, lru) {
		sg_set_page(piece, page, page_size(page), 0);
		piece = sg_next(piece);
		list_del(&page->lru);
	}
	return table;
}

static void free_table(struct sg_table *table)
{
	struct scatterlist *piece;
	int i;

	for_each_sgtable_sg(table, piece, i)
		__free_pages(sg_page(piece), compound_order(sg_page(piece)));
	sg_free_table(table);
	kfree(table);
}

int accel_scatter_allocate(struct accel_buffer *buffer)
{
	LIST_HEAD(pages);
	int count, err;

	count = collect(PAGE_ALIGN(buffer->size), &pages);
	if (count < 0) {
		give_back(&pages);
		return count;
	}
	buffer->table = tabulate(&pages, count);
	if (!buffer->table) {
		give_back(&pages);
		return -ENOMEM;
	}
	err = dma_map_sgtable(buffer->ad->dev, buffer->table,
			      DMA_BIDIRECTIONAL, 0);
	if (err) {
		free_table(buffer->table);
		buffer->table = NULL;
		return err;
	}
	buffer->dma = sg_dma_address(buffer->table->sgl);
	return 0;
}

void accel_scatter_free(struct accel_buffer *buffer)
{
	dma_unmap_sgtable(buffer->ad->dev, buffer->table, DMA_BIDIRECTIONAL,
			  0);
	free_table(buffer->table);
}

int accel_scatter_mmap(struct accel_buffer *buffer,
		       struct vm_area_struct *vma)
{
	unsigned long address = vma->vm_start;
	struct scatterlist *piece;
	int i, err;

	for_each_sgtable_sg(buffer->table, piece, i) {
		unsigned long length = min_t(unsigned long, piece->length,
					     vma->vm_end - address);

		if (!length)
			break;
		err = remap_pfn_range(vma, address,
				      page_to_pfn(sg_page(piece)), length,
				      vma->vm_page_prot);
		if (err)
			return err;
		address += length;
	}
	return 0;
}
