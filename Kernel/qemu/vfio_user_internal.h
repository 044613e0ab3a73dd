/* SPDX-License-Identifier: BSD-3-Clause */
/* What the files of the vfio-user server share. */
#ifndef VFIO_USER_INTERNAL_H
#define VFIO_USER_INTERNAL_H

#include <pthread.h>

#include "vfio_user.h"

/* ---- wire format ---- */

enum vfio_user_command {
	VU_VERSION = 1,
	VU_DMA_MAP = 2,
	VU_DMA_UNMAP = 3,
	VU_GET_INFO = 4,
	VU_GET_REGION_INFO = 5,
	VU_GET_IRQ_INFO = 7,
	VU_SET_IRQS = 8,
	VU_REGION_READ = 9,
	VU_REGION_WRITE = 10,
	VU_RESET = 13,
	VU_REGION_WRITE_MULTI = 15,
};

struct vu_header {
	uint16_t id, command;
	uint32_t size; /* with this header */
	uint32_t flags, error;
};

#define VU_TYPE 0xfu
#define VU_COMMAND 0x0u
#define VU_REPLY 0x1u
#define VU_NO_REPLY 0x10u
#define VU_ERROR 0x20u

struct vu_map {
	uint32_t argsz, flags;
	uint64_t offset, address, size;
};

#define VU_MAP_READ 0x1u
#define VU_MAP_WRITE 0x2u

struct vu_unmap {
	uint32_t argsz, flags;
	uint64_t address, size;
};

struct vu_region_info {
	uint32_t argsz, flags, index, cap_offset;
	uint64_t size, offset;
};

struct vu_info { /* of the device, or of an interrupt */
	uint32_t argsz, flags, index, count;
};

struct vu_set_irqs {
	uint32_t argsz, flags, index, start, count;
};

#define VU_IRQ_DATA_NONE 0x01u
#define VU_IRQ_DATA_BOOL 0x02u
#define VU_IRQ_DATA_EVENTFD 0x04u
#define VU_IRQ_MASK 0x08u
#define VU_IRQ_UNMASK 0x10u
#define VU_IRQ_TRIGGER 0x20u

struct vu_access {
	uint64_t offset;
	uint32_t region, count;
};

/* PCI: regions 0 to 5 are BARs, 6 the ROM, 7 configuration space, 8 VGA. */
#define VU_REGION_BAR0 0u
#define VU_REGION_CONFIG 7u
#define VU_REGIONS 9u
#define VU_CONFIG_SIZE 256u

enum vu_irq { VU_INTX, VU_MSI, VU_IRQS };
#define VU_IRQ_KINDS 5u

/* ---- channel (vfio_user_channel.c) ---- */

#define VU_MAX_TRANSFER 4096u
#define VU_MAX_MESSAGE 16384u
#define VU_MAX_FDS 8

struct vu_message {
	struct vu_header header;
	unsigned char body[VU_MAX_MESSAGE];
	size_t size; /* of the body */
	int fds[VU_MAX_FDS];
	int fd_count;
};

/* 1: a message; 0: the client has gone; -EPROTO. */
int vu_receive(int connection, struct vu_message *message);
/* Take a descriptor out of the message, or -1. */
int vu_take_fd(struct vu_message *message);
void vu_close_fds(struct vu_message *message);
/* 0 or -errno. */
int vu_send(int connection, const struct vu_header *header, const void *body,
	    size_t size);

/* ---- memory (vfio_user_memory.c) ---- */

#define VU_MAX_MAPS 256

struct vu_mapping {
	uint64_t address, size; /* size 0: free */
	uint32_t flags;
	unsigned char *bytes;   /* NULL: not shared */
};

struct vu_memory {
	struct vu_mapping maps[VU_MAX_MAPS];
};

/* @fd: closed by the caller; -1: not shared. All return 0 or -errno. */
int vu_memory_map(struct vu_memory *memory, const struct vu_map *map, int fd);
int vu_memory_unmap(struct vu_memory *memory, const struct vu_unmap *unmap);
void vu_memory_unmap_all(struct vu_memory *memory);
void *vu_memory_at(const struct vu_memory *memory, uint64_t address,
		   size_t length, bool writes);

/* ---- interrupts (vfio_user_irq.c) ---- */

struct vu_irqs {
	int events[VU_IRQS]; /* -1: not wanted */
	bool masked;         /* INTx, which masks itself */
	bool level;
	uint64_t sent;
};

void vu_irqs_init(struct vu_irqs *irqs);
void vu_irqs_close(struct vu_irqs *irqs);
void vu_irqs_info(struct vu_info *info);
int vu_irqs_set(struct vu_irqs *irqs, struct vu_message *message);
void vu_irqs_level(struct vu_irqs *irqs, bool level, bool acknowledged);

/* ---- configuration space (pci_config.c) ---- */

struct vu_config {
	unsigned char bytes[VU_CONFIG_SIZE], writable[VU_CONFIG_SIZE];
};

void vu_config_init(struct vu_config *config, const struct vfio_user_ops *ops);
/* The range lies inside configuration space. */
void vu_config_read(const struct vu_config *config, size_t offset, void *data,
		    size_t count);
void vu_config_write(struct vu_config *config, size_t offset, const void *data,
		     size_t count);

/* ---- the whole ---- */

struct vfio_user {
	int connection;
	bool verbose;
	pthread_mutex_t lock;
	const struct vfio_user_ops *ops;
	void *context;
	struct vu_memory memory;
	struct vu_irqs irqs;
	struct vu_config config;
	struct vfio_user_statistics statistics;
	struct vu_message message;
	unsigned char reply[VU_MAX_MESSAGE];
};

/* Accesses of regions (vfio_user_region.c); the message is checked there. */
int vu_region_info(const struct vfio_user *server, struct vu_region_info *info);
int vu_region_read(struct vfio_user *server, size_t *reply_size);
int vu_region_write(struct vfio_user *server, size_t *reply_size);
int vu_region_write_multi(struct vfio_user *server, size_t *reply_size);

#endif
