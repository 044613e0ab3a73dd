/* SPDX-License-Identifier: BSD-3-Clause OR GPL-2.0 */
/* What the files of the module share. */
#ifndef ACCEL_H
#define ACCEL_H

#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/fs.h>
#include <linux/kref.h>
#include <linux/ktime.h>
#include <linux/list.h>
#include <linux/miscdevice.h>
#include <linux/mutex.h>
#include <linux/platform_device.h>
#include <linux/wait.h>
#include <linux/workqueue.h>
#include <linux/xarray.h>

#include "../Sources/CDriver/axi_dma_sg.h"
#include "uapi/accel.h"

#define ACCEL_MAX_ENGINES 4

struct accel_device;
struct accel_file;

/* A register window. */
struct accel_region {
	enum accel_window_kind kind;
	void __iomem *base; /* NULL where it is simulated */
	phys_addr_t start;
	u32 size;
	u32 length_width, data_width;
	int engine; /* of a DMA window, else -1 */
};

/* ---- buffers (buffer.c, scatter.c, dmabuf.c, import.c) ---- */

/**
 * struct accel_buffer - memory that the device reaches
 * @refs: handle, mappings, exports and transfers hold one each
 * @link: in the device's list
 * @cpu: kernel address, NULL for a scattered or imported one
 * @dma: where it lies for the device, if @table has not several pieces
 * @page: first page of a contiguous cached one
 * @file_quota: what its size is returned to, of the file that made it
 * @attachment: of an imported one
 * @table: pieces of a scattered or imported one, mapped for the device
 * @share_lock: @shares, of other devices that its exports are mapped for
 */
struct accel_buffer {
	struct kref refs;
	struct accel_device *ad;
	struct list_head link;
	size_t size;
	u32 flags;
	void *cpu;
	dma_addr_t dma;
	struct page *page;
	struct accel_quota *file_quota;
	struct dma_buf_attachment *attachment;
	struct sg_table *table;
	struct mutex share_lock;
	struct list_head shares;
};

/* Outlives its file: buffers return to it what they took. */
struct accel_quota {
	struct kref refs;
	atomic64_t used;
};

void accel_quota_put(struct accel_quota *quota);
/* -EDQUOT: more than the file, or all together, may have. */
int accel_quota_charge(struct accel_quota *quota, size_t size);
void accel_quota_return(struct accel_quota *quota, size_t size);

struct accel_buffer *accel_buffer_new(struct accel_file *file, size_t size,
				      u32 flags);
struct accel_buffer *accel_buffer_import(struct accel_file *file, int fd);
struct dma_buf *accel_buffer_export(struct accel_buffer *buffer);
/* A reference to the device's buffer behind a dma-buf; NULL: it is not. */
struct accel_buffer *accel_buffer_of(struct dma_buf *dmabuf,
				     const struct accel_device *ad);
/* A buffer with its size charged, and without memory. */
struct accel_buffer *accel_buffer_empty(struct accel_file *file, size_t size,
					u32 flags);
void accel_buffer_discard(struct accel_buffer *buffer);
/* It has memory, and is the device's from now on. */
void accel_buffer_publish(struct accel_buffer *buffer);
void accel_buffer_get(struct accel_buffer *buffer);
void accel_buffer_put(struct accel_buffer *buffer);
/* A reference to a buffer of the file, or NULL. */
struct accel_buffer *accel_buffer_find(struct accel_file *file, u32 handle);
int accel_buffer_sync(struct accel_buffer *buffer, u64 offset, u64 length,
		      u32 direction);
int accel_buffer_mmap(struct accel_buffer *buffer, struct vm_area_struct *vma);
/* Call @visit for each piece of a range as the device sees it, until one says
 * no; the range lies in the buffer. */
typedef int (*accel_visit)(void *context, dma_addr_t address, u64 length);
int accel_buffer_pieces(const struct accel_buffer *buffer, u64 offset,
			u64 length, accel_visit visit, void *context);
static inline bool accel_buffer_is_one_piece(const struct accel_buffer *buffer)
{
	return !buffer->table || buffer->table->nents == 1;
}

int accel_scatter_allocate(struct accel_buffer *buffer);
void accel_scatter_free(struct accel_buffer *buffer);
int accel_scatter_mmap(struct accel_buffer *buffer,
		       struct vm_area_struct *vma);

void accel_import_free(struct accel_buffer *buffer);
int accel_import_sync(struct accel_buffer *buffer, bool for_cpu);

/* ---- engines (engine.c, watch.c, gather.c, transfer.c) ---- */

enum accel_state {
	ACCEL_QUEUED,
	ACCEL_RUNNING,
	ACCEL_ENDED,
};

/**
 * struct accel_side - one side of a transfer
 * @buffer: NULL: no such side
 * @address: of a direct one
 * @gathers: it goes by descriptors: @chain, of @chain_size bytes
 */
struct accel_side {
	struct accel_buffer *buffer;
	u64 offset;
	u32 address, length;
	bool done, gathers;
	struct axi_dma_chain chain;
	size_t chain_size;
};

/**
 * struct accel_transfer - a send, a receive or both
 * @link: in the engine's queue
 * @file: whose it is, NULL when that has gone
 * @quota: what the descriptors' memory is returned to
 * @touched: an engine was told of its memory
 * @result: 0 or -errno, once it has ended
 */
struct accel_transfer {
	struct kref refs;
	struct list_head link;
	struct accel_engine *engine;
	struct accel_file *file;
	struct accel_quota *quota;
	struct accel_side tx, rx;
	enum accel_state state;
	int result;
	bool touched, interrupt_lost;
	u32 mm2s_sr, s2mm_sr, received;
	ktime_t started, ended;
};

/**
 * struct accel_engine - an AXI DMA
 * @lock: everything below, and its registers
 * @queue: transfers; the first may run
 * @gathers: it has scatter-gather, by its registers
 * @watch: looks at a running transfer now and then
 * @polled: a look without an interrupt took what one is on its way to tell
 * @lost: transfers to whose buffers an engine may still write that did not
 *	react to its reset
 */
struct accel_engine {
	struct accel_device *ad;
	u32 window;
	int irq; /* 0: none */
	struct mutex lock;
	struct list_head queue;
	bool started, gone, polled, gathers;
	struct delayed_work watch;
	struct list_head lost;
};

int accel_engine_init(struct accel_device *ad, struct accel_engine *engine,
		      u32 window, int irq);
void accel_engine_stop(struct accel_engine *engine);
/* Take up what the registers say, under its lock; @by_irq: because an
 * interrupt said so. Returns whether there was an interrupt to see. */
bool accel_engine_look(struct accel_engine *engine, bool by_irq);
/* Start what waits, under its lock. */
void accel_engine_start(struct accel_engine *engine);
/* The transfer that runs, or NULL, under its lock. */
struct accel_transfer *accel_engine_running(struct accel_engine *engine);
bool accel_engine_busy(struct accel_engine *engine);
/* End the running transfer after a failure, and make the engine usable, under
 * its lock. */
int accel_engine_fail(struct accel_transfer *transfer, int result);
/* Look at it again in a while. */
void accel_engine_watch(struct accel_engine *engine);
void accel_engine_watches(struct work_struct *work);
/* End the transfers of a file, or of everybody (NULL). */
int accel_engine_cancel(struct accel_engine *engine, struct accel_file *file);
/* See what it was built for, under its lock: the design may be a new one. */
void accel_engine_learn(struct accel_engine *engine);
/* Whether it has scatter-gather; this reads its registers. */
bool accel_engine_gathers(struct accel_engine *engine);
bool accel_device_gathers(struct accel_device *ad);
/* End one transfer, if it has not ended. */
void accel_engine_end(struct accel_transfer *transfer);

/* Descriptors for a side of a transfer; -EINVAL: pieces that the engine
 * cannot take; -EMSGSIZE, -EDQUOT, -ENOMEM. */
int accel_gather_prepare(struct accel_transfer *transfer,
			 struct accel_side *side);
void accel_gather_free(struct accel_transfer *transfer,
		       struct accel_side *side);
int accel_gather_start(struct accel_transfer *transfer,
		       struct accel_side *side, u32 channel);

int accel_transfer_submit(struct accel_file *file, struct accel_submit *ask);
int accel_transfer_wait(struct accel_file *file, struct accel_wait *ask);
void accel_transfer_put(struct accel_transfer *transfer);
/* Undo a submission that cannot be told to the caller. */
void accel_transfer_forget(struct accel_file *file, u64 id);

/* Registers of engines as the shared sequence reaches them. */
struct axi_dma_io accel_engine_io(struct accel_engine *engine);

/* ---- device (main.c, window.c, simulate.c) ---- */

/**
 * struct accel_device - a board
 * @refs: the platform device and open files hold one each
 * @lock: @gone, @blank, @files, @opens, @buffers, SLCR
 * @blank: the fabric lost its design: nothing would answer
 * @simulation: what answers where there is no hardware
 */
struct accel_device {
	struct kref refs;
	struct device *dev;
	struct miscdevice misc;
	char name[16];
	int id;
	struct mutex lock;
	bool gone, blank;
	unsigned int opens;
	struct list_head files, buffers;
	u32 region_count, engine_count;
	struct accel_region regions[ACCEL_MAX_WINDOWS];
	struct accel_engine engines[ACCEL_MAX_ENGINES];
	struct accel_simulation *simulation;
};

void accel_device_put(struct accel_device *ad);

u32 accel_read32(struct accel_device *ad, u32 region, u32 offset);
void accel_write32(struct accel_device *ad, u32 region, u32 offset, u32 value);
int accel_register_read(struct accel_device *ad, struct accel_register *ask);
int accel_register_write(struct accel_device *ad, struct accel_register *ask);
bool accel_window_maps(const struct accel_device *ad,
		       const struct accel_region *region);
int accel_window_mmap(struct accel_device *ad, u32 index,
		      struct vm_area_struct *vma);
/* Take mapped windows from everybody, under the device's lock. */
void accel_windows_unmap(struct accel_device *ad);
/* Lock out whatever reaches the fabric, with the result 0; -ENODEV where it is
 * gone, -EBUSY while a transfer runs. */
int accel_fabric_lock(struct accel_device *ad);
/* @changed: engines forgot what they were told. */
void accel_fabric_unlock(struct accel_device *ad, bool changed);

int accel_simulate(struct accel_device *ad);
void accel_simulation_stop(struct accel_device *ad);
u32 accel_simulation_read(struct accel_simulation *simulation, u32 offset);
void accel_simulation_write(struct accel_simulation *simulation, u32 offset,
			    u32 value);

/* ---- bitstreams (program.c) ---- */

bool accel_can_program(struct accel_device *ad);
/* Whether there is a design, where a manager knows; others may load one too. */
void accel_look_for_design(struct accel_device *ad);
int accel_program(struct accel_device *ad, const struct accel_program *ask);

/* ---- open files (file.c, buffer_calls.c) ---- */

/**
 * struct accel_file - an open /dev/accelN
 * @link: in the device's list
 * @mapping: what its mappings are found by
 * @handles: of buffers; @transfers: that are not waited for yet
 * @wake: when a transfer has ended
 */
struct accel_file {
	struct accel_device *ad;
	struct list_head link;
	struct address_space *mapping;
	struct accel_quota *quota;
	struct xarray handles;
	struct xarray transfers;
	atomic_t transfer_count;
	wait_queue_head_t wake;
};

int accel_call_alloc(struct accel_file *file, struct accel_alloc *ask);
int accel_call_free(struct accel_file *file, const struct accel_free *ask);
int accel_call_sync(struct accel_file *file, const struct accel_sync *ask);
/* @exported: what is to get its file descriptor's number. */
int accel_call_export(struct accel_file *file, struct accel_dmabuf *ask,
		      struct dma_buf **exported);
int accel_call_import(struct accel_file *file, struct accel_dmabuf *ask);
int accel_call_physical(struct accel_file *file, struct accel_physical *ask);

extern const struct file_operations accel_file_operations;
extern const struct attribute_group *accel_groups[];
extern u64 accel_quota_bytes;
extern bool accel_exclusive;

/* mmap() offsets, in pages: a buffer's handle, or this and a window. */
#define ACCEL_WINDOW_PAGES 0x80000u

#endif
