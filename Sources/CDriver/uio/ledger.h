/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What this process holds of a pool that the kernel does not clean up after
 * it: a file on a tmpfs for each process, so that the next one can give back
 * what a dead one left. Never anybody else's: only files of the same user, of
 * processes that no longer run.
 */
#ifndef CDRIVER_UIO_LEDGER_H
#define CDRIVER_UIO_LEDGER_H

#include "system.h"

#define CDRV_LEDGER_SLOTS 4096

struct cdrv_ledger_entry {
	uint64_t id; /* 0: empty */
	uint64_t bus, size;
};

struct cdrv_ledger {
	int fd; /* -1: there is no place for one */
	char path[CDRV_PATH_SIZE];
	uint64_t ids[CDRV_LEDGER_SLOTS]; /* 0: empty slot */
};

/* Start this process's file. Return: 0 or -errno. */
int cdrv_ledger_open(const struct cdrv_system *system,
		     struct cdrv_ledger *ledger);

/* Remove the file. */
void cdrv_ledger_close(struct cdrv_ledger *ledger);

void cdrv_ledger_add(struct cdrv_ledger *ledger,
		     const struct cdrv_ledger_entry *entry);
void cdrv_ledger_remove(struct cdrv_ledger *ledger, uint64_t id);

/* Call @give_back for what dead processes left. Each entry is handed out once,
 * whoever else reaps at the same time. */
void cdrv_ledger_reap(const struct cdrv_system *system,
		      void (*give_back)(void *context,
					const struct cdrv_ledger_entry *entry),
		      void *context);

#endif
