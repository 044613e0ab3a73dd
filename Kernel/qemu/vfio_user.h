/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A PCI function in a process of its own: the server side of the vfio-user
 * protocol, version 0.1, for one client. Source: QEMU's documentation,
 * docs/interop/vfio-user.rst; PCI Local Bus 3.0 for configuration space.
 *
 * The function has one BAR of 32-bit registers, one interrupt (INTx or MSI)
 * and reaches guest memory that the client has shared. Nothing that a client
 * sends is believed: sizes, ranges and descriptors are checked.
 */
#ifndef VFIO_USER_H
#define VFIO_USER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What the function is and does; all calls come with the lock held. */
struct vfio_user_ops {
	uint16_t vendor, device;
	/* PCI class code: class, subclass, interface. */
	uint8_t class_code[3];
	/* Bytes of BAR 0, a power of two from 4096. */
	uint32_t bar_size;
	/* @offset: inside the BAR, a multiple of 4. */
	uint32_t (*read32)(void *context, uint32_t offset);
	void (*write32)(void *context, uint32_t offset, uint32_t value);
	void (*reset)(void *context);
};

struct vfio_user;

/*
 * Listen on @path and take one client. Returns NULL after a message on
 * standard error. @verbose: each message is printed there.
 */
struct vfio_user *vfio_user_accept(const char *path,
				   const struct vfio_user_ops *ops,
				   void *context, bool verbose);

/* The same on a connection that exists. */
struct vfio_user *vfio_user_create(int connection,
				   const struct vfio_user_ops *ops,
				   void *context, bool verbose);

/*
 * Serve until the client goes away. Returns 0, or -EPROTO where it broke the
 * protocol beyond repair.
 */
int vfio_user_serve(struct vfio_user *server);

void vfio_user_destroy(struct vfio_user *server);

/* Whoever calls one of the functions below holds the lock. */
void vfio_user_lock(struct vfio_user *server);
void vfio_user_unlock(struct vfio_user *server);

/*
 * Guest memory at a bus address, or NULL unless the range lies inside one
 * mapping that allows the access. Valid until the lock is released.
 */
void *vfio_user_memory(struct vfio_user *server, uint64_t address,
		       size_t length, bool writes);

/*
 * The level of the interrupt. Over MSI, which knows edges only, a level that
 * is still up after @acknowledged is sent again.
 */
void vfio_user_interrupt(struct vfio_user *server, bool level,
			 bool acknowledged);

struct vfio_user_statistics {
	uint64_t reads, writes;
	uint64_t bad_accesses;   /* of registers: narrow, askew or outside */
	uint64_t refused_memory; /* ranges asked for in vain */
	uint64_t refused_messages;
	uint64_t interrupts;
};

void vfio_user_count(struct vfio_user *server,
		     struct vfio_user_statistics *statistics);

#endif
