// SPDX-License-Identifier: BSD-3-Clause
#define _GNU_SOURCE
#define _FILE_OFFSET_BITS 64

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ledger.h"

#define FOLDER "/dev/shm"
#define PREFIX "accel-xlnk-"
#define MAX_FILES 4096

/* When a process started, in ticks since the boot.
 * Return: 0; -ENOENT: it does not run; else nobody knows. */
static int start_of(const struct cdrv_system *system, long pid,
		    uint64_t *start)
{
	char path[64], text[512];
	const char *at;
	int size, field;

	snprintf(path, sizeof(path), "/proc/%ld/stat", pid);
	size = cdrv_system_read_file(system, path, text, sizeof(text) - 1);
	if (size <= 0)
		return size == -ENOENT || size == -ESRCH ? -ENOENT : -EIO;
	text[size] = '\0';
	/* The name in parentheses may hold anything; the state is field 3. */
	at = strrchr(text, ')');
	for (field = 2; at && field < 22; field++)
		at = strchr(at + 1, ' ');
	if (!at || !cdrv_parse_number(at + 1, strcspn(at + 1, " \n"),
				      UINT64_MAX, start))
		return -EIO;
	return 0;
}

int cdrv_ledger_open(const struct cdrv_system *system,
		     struct cdrv_ledger *ledger)
{
	static atomic_uint serial;
	long pid = (long)getpid();
	uint64_t start;
	int size;

	memset(ledger->ids, 0, sizeof(ledger->ids));
	ledger->fd = -1;
	if (start_of(system, pid, &start))
		return -ENOENT;
	size = snprintf(ledger->path, sizeof(ledger->path),
			"%s" FOLDER "/" PREFIX "%ld-%" PRIu64 "-%u",
			system->root, pid, start, atomic_fetch_add(&serial, 1));
	if (size < 0 || (size_t)size >= sizeof(ledger->path))
		return -ENAMETOOLONG;
	ledger->fd = open(ledger->path,
			  O_CREAT | O_EXCL | O_RDWR | O_NOFOLLOW | O_CLOEXEC,
			  0600);
	return ledger->fd < 0 ? -errno : 0;
}

void cdrv_ledger_close(struct cdrv_ledger *ledger)
{
	if (ledger->fd < 0)
		return;
	unlink(ledger->path);
	close(ledger->fd);
	ledger->fd = -1;
}

static void store(struct cdrv_ledger *ledger, size_t slot,
		  const struct cdrv_ledger_entry *entry)
{
	ledger->ids[slot] = entry->id;
	/* Should it fail, a crash leaves memory behind and nothing worse. */
	if (pwrite(ledger->fd, entry, sizeof(*entry),
		   (off_t)(slot * sizeof(*entry))) < 0)
		ledger->ids[slot] = 0;
}

void cdrv_ledger_add(struct cdrv_ledger *ledger,
		     const struct cdrv_ledger_entry *entry)
{
	size_t slot;

	for (slot = 0; ledger->fd >= 0 && slot < CDRV_LEDGER_SLOTS; slot++)
		if (!ledger->ids[slot]) {
			store(ledger, slot, entry);
			return;
		}
}

void cdrv_ledger_remove(struct cdrv_ledger *ledger, uint64_t id)
{
	const struct cdrv_ledger_entry nothing = { 0 };
	size_t slot;

	for (slot = 0; ledger->fd >= 0 && slot < CDRV_LEDGER_SLOTS; slot++)
		if (ledger->ids[slot] == id) {
			store(ledger, slot, &nothing);
			return;
		}
}

struct reaper {
	const struct cdrv_system *system;
	void (*give_back)(void *context, const struct cdrv_ledger_entry *entry);
	void *context;
};

/* Of this user, and no link: nobody else says what is to be freed. */
static int open_own(const char *path)
{
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
	struct stat about;

	if (fd < 0)
		return -1;
	if (!fstat(fd, &about) && S_ISREG(about.st_mode) &&
	    about.st_uid == geteuid())
		return fd;
	close(fd);
	return -1;
}

static bool is_dead(const struct cdrv_system *system, const char *name)
{
	const char *pid = name + strlen(PREFIX), *start = strchr(pid, '-');
	uint64_t number, ticks, now;
	int err;

	if (!start ||
	    !cdrv_parse_number(pid, (size_t)(start - pid), INT32_MAX,
			       &number) ||
	    !cdrv_parse_number(start + 1, strcspn(start + 1, "-"), UINT64_MAX,
			       &ticks))
		return false;
	err = start_of(system, (long)number, &now);
	return err == -ENOENT || (!err && now != ticks);
}

static int reap_file(void *context, const char *name)
{
	const struct reaper *reaper = context;
	struct cdrv_ledger_entry entry;
	char path[CDRV_PATH_SIZE];
	int fd, slot, size;

	if (strncmp(name, PREFIX, strlen(PREFIX)) ||
	    !is_dead(reaper->system, name))
		return 0;
	size = snprintf(path, sizeof(path), "%s" FOLDER "/%s",
			reaper->system->root, name);
	if (size < 0 || (size_t)size >= sizeof(path))
		return 0;
	fd = open_own(path);
	if (fd < 0)
		return 0;
	/* Whoever removes it may give back, and nobody else. */
	if (!unlink(path))
		for (slot = 0; slot < CDRV_LEDGER_SLOTS; slot++) {
			if (read(fd, &entry, sizeof(entry)) != sizeof(entry))
				break;
			if (entry.id)
				reaper->give_back(reaper->context, &entry);
		}
	close(fd);
	return 0;
}

void cdrv_ledger_reap(const struct cdrv_system *system,
		      void (*give_back)(void *context,
					const struct cdrv_ledger_entry *entry),
		      void *context)
{
	struct reaper reaper = { system, give_back, context };
	uint64_t start;

	/* Without /proc everybody would look dead. */
	if (start_of(system, (long)getpid(), &start))
		return;
	cdrv_system_list(system, FOLDER, MAX_FILES, false, reap_file,
			 &reaper);
}
