/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Numbers in HDF5 files, through the system's libhdf5. The library is opened
 * at run time, and reads each file in a child process: files exist that make
 * it crash or loop (Docs/Decisions/0011-hdf5-at-run-time.md), and then only
 * the child ends.
 *
 * The child sees the image of the file in memory and opens no other file. It
 * takes at most CHDF5_CHILD_BYTES, four times the image and 32 bytes for each
 * number that is read beside what the parent takes (Linux), and ends when it
 * works for longer than CHDF5_SECONDS and a second per 16 MiB.
 *
 * Functions return 0 or -errno. A file is used by one thread at a time; files
 * are independent of each other. A program that calls libhdf5 itself must not
 * do so in another thread during chdf5_open(), and one that waits for whatever
 * child ends must leave others' children alone.
 */
#ifndef CHDF5_H
#define CHDF5_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifdef __clang__
#pragma clang assume_nonnull begin
#else
#ifndef _Nullable
#define _Nullable
#define _Nonnull
#endif
#endif

#define CHDF5_CHILD_BYTES (UINT64_C(256) << 20)
#define CHDF5_SECONDS 10

/** Most dimensions of a dataset. */
#define CHDF5_RANK_MAX 32
/** Longest path of a dataset, its terminating zero included. */
#define CHDF5_PATH_MAX 1024

/** A file that a child has open. */
typedef struct chdf5_file chdf5_file;

/** What a file says of a dataset; nothing of it is certain. */
typedef struct chdf5_dataset {
	uint64_t elements;     /**< product of the sides */
	uint64_t stored;       /**< bytes in the file, compressed or not */
	uint32_t is_float;     /**< 1 for floating point, 0 for the rest */
	uint32_t element_size; /**< bytes of one element, unpacked */
	uint32_t rank;         /**< 0 for a single number */
	uint64_t sides[CHDF5_RANK_MAX]; /**< 0 beyond @rank */
} chdf5_dataset;

/**
 * Open a file that is in memory.
 * @image: read during the call only.
 * @file: set on success; release it with chdf5_close().
 * Returns -ENOENT if the system has no libhdf5, -ENOSYS if it is older than
 * 1.10 or none at all, -EBADMSG if the library refuses the file, -EIO if the
 * child ended over it, or what fork() and socketpair() return.
 *
 * ACCEL_HDF5 in the environment names the library to open.
 */
int chdf5_open(const void *image, size_t size,
	       chdf5_file *_Nullable *_Nonnull file);

/**
 * Describe a dataset.
 * @path: from the root, with slashes between, for example "data/conv1/0".
 * Returns -ENOENT if the file has nothing of that name, -ENAMETOOLONG,
 * -EBADMSG if the library refuses it, -EIO if the child ended over it.
 */
int chdf5_find(chdf5_file *file, const char *path, chdf5_dataset *dataset);

/**
 * Read all numbers of a dataset in the order of its indices, the last one
 * fastest. Those of another size are rounded; large ones become infinite.
 * @count: must be the number of elements, else -EBADMSG.
 * Returns as chdf5_find(); @values are then undefined.
 */
int chdf5_read(chdf5_file *file, const char *path, size_t count,
	       float *values);

/** End the child and release the file. */
void chdf5_close(chdf5_file *_Nullable file);

#ifdef __clang__
#pragma clang assume_nonnull end
#endif

#ifdef __cplusplus
}
#endif

#endif
