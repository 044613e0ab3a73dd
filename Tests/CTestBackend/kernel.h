/* SPDX-License-Identifier: BSD-3-Clause */
/* What the files of the test's kernel share. */
#ifndef CTEST_KERNEL_INTERNAL_H
#define CTEST_KERNEL_INTERNAL_H

#include "cboardsim_device.h"
#include "cdriver_system.h"
#include "ctestkernel.h"

#define FIRST_FD 1000
#define MAX_FDS 64
#define MAX_FAILURES 8
#define MAX_UIO 8
#define MAX_MAPPINGS 16
#define MAX_BUFFERS 512

enum node_kind {
	NODE_FREE,
	NODE_UIO,
	NODE_MEM,
	NODE_ZOCL,
	NODE_OTHER_DRM,
	NODE_UDMABUF,
	NODE_SYNC_FOR_CPU,
	NODE_SYNC_FOR_DEVICE,
	NODE_XLNK,
};

struct node {
	enum node_kind kind;
	char path[512];
	int uio;
	uint32_t seen; /* interrupts, by the last read */
	bool is_locked;
};

struct failure {
	const char *call;
	char node[40];
	int status, skip, times;
};

struct uio {
	bool exists;
	int map_count;
	struct {
		uint32_t region;
		uint32_t offset; /* of the registers in the page */
	} maps[5];
	bool is_enabled;
	uint32_t count;
};

/* Register pages; nothing is there, so a plain access ends the test. */
struct mapping {
	void *address; /* NULL: free */
	size_t length;
	uint32_t region, offset;
};

struct buffer {
	unsigned char *cpu, *ddr; /* NULL: free */
	uint64_t bus;
	size_t size;
	enum node_kind owner;
};

struct ctest_kernel {
	struct cdrv_system system;
	struct cdrv_backend_ops ops;
	char root[64];
	cboardsim_device *board;
	uint64_t now_ns;
	struct node nodes[MAX_FDS];
	int real_fds;
	struct failure failures[MAX_FAILURES];
	int failure_count;
	struct uio uios[MAX_UIO];
	struct mapping mappings[MAX_MAPPINGS];
	int mapped_buffers;
	struct buffer buffers[MAX_BUFFERS]; /* by number, from 1 */
	uint64_t first_bus;
	bool has_zocl, has_udmabuf, has_ioctls;
	char xlnk;          /* generation, or 0 */
	bool no_caches;     /* xlnk refuses to manage them */
	bool is_strange;
	ctest_line line;
	uint64_t accesses, synced;
	int sins;
};

/* Make its board and its calls; false if it cannot. */
bool ctest_kernel_boot(ctest_kernel *kernel, const char *board);

/* Return: a number from 1, or -ENOMEM. */
int ctest_memory_take(ctest_kernel *kernel, size_t size, enum node_kind owner);
void ctest_memory_give(ctest_kernel *kernel, struct buffer *buffer);
void ctest_memory_sync(ctest_kernel *kernel, struct buffer *buffer,
		       uint64_t offset, uint64_t size, bool for_device);
struct buffer *ctest_memory_at(ctest_kernel *kernel, uint64_t bus);
/* Of that owner, or NULL. */
struct buffer *ctest_memory_numbered(ctest_kernel *kernel, int number,
				     enum node_kind owner);
/* The memory of u-dma-buf. */
struct buffer *ctest_udmabuf_buffer(ctest_kernel *kernel);

/* Calls of each kind of node; -errno. */
int ctest_zocl_ioctl(ctest_kernel *kernel, unsigned long request,
		     void *argument);
int ctest_zocl_map(ctest_kernel *kernel, size_t length, uint64_t offset,
		   void **address);
int ctest_udmabuf_ioctl(ctest_kernel *kernel, unsigned long request,
			void *argument);
int64_t ctest_udmabuf_write(ctest_kernel *kernel, bool for_device,
			    const void *bytes, size_t size);
int ctest_udmabuf_map(ctest_kernel *kernel, size_t length, uint64_t offset,
		      void **address);
int ctest_xlnk_ioctl(ctest_kernel *kernel, unsigned long request,
		     unsigned char *argument);
int ctest_xlnk_map(ctest_kernel *kernel, size_t length, uint64_t offset,
		   void **address);

/* UIO (kernel_uio.c). */
int ctest_uio_map(ctest_kernel *kernel, struct uio *uio, size_t length,
		  uint64_t offset, void **address);
int ctest_mem_map(ctest_kernel *kernel, size_t length, uint64_t offset,
		  void **address);
int ctest_uio_poll(ctest_kernel *kernel, struct node *node, uint64_t time_ns);
int64_t ctest_uio_read(ctest_kernel *kernel, struct node *node, void *bytes,
		       size_t size);
int64_t ctest_uio_write(ctest_kernel *kernel, struct node *node,
			const void *bytes, size_t size);
uint32_t ctest_load32(void *context, const volatile void *address);
void ctest_store32(void *context, volatile void *address, uint32_t value);
bool ctest_registers_unmap(ctest_kernel *kernel, void *address);

#endif
