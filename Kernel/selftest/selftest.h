/* SPDX-License-Identifier: BSD-3-Clause */
/* What the programs that try the module share. */
#ifndef SELFTEST_H
#define SELFTEST_H

#include <stdint.h>

#include "../uapi/accel.h"

/* Count a check; a failed one is told with what it found. */
void expect_(int line, const char *what, long found, long wanted);
#define expect(call, wanted) \
	expect_(__LINE__, #call, (long)(call), (long)(wanted))

/* The exit code: 0 if there were checks and all held. */
int verdict(const char *name);

/* Give up root for good, with the device open to everybody. Root only:
 * others are what they are already. */
void become_nobody(void);

/* /dev/accel0, or the program ends. */
int open_device(void);
/* Result or -errno. */
int call(int fd, unsigned long request, void *argument);
/* A buffer's handle; 0: none to be had. */
uint32_t allocate(int fd, uint64_t size);
int set_parameter(const char *name, const char *value);
/* A number that sysfs has about the device; -1: none. */
long read_attribute(const char *name);
/* Buffers that the device has out, by sysfs. */
long buffers_out(void);
/* The first window of a kind, or the program ends. */
uint32_t find_window(int fd, uint32_t kind);
uint64_t now_ns(void);

/* ---- modules.c, for root in the virtual board's guest ---- */

/* With the parameters that the command line has for it and @more; 0 or
 * -errno. */
int load_accel(const char *more);
int load_shim(const char *more);
/* -EWOULDBLOCK: in use. */
int unload_module(const char *module);
/* Until the device is there, or is not: 0, or -ETIMEDOUT after a second. */
int wait_for_device(int there);
/* A receive that nothing is sent for starts, and can be cancelled: 0 or
 * -errno. */
int try_device(void);

#endif
