/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Whether the fabric answers at all. An access to a window of a fabric that is
 * not programmed never ends, so nothing is touched before somebody knows.
 */
#ifndef CDRIVER_UIO_PROGRAMMED_H
#define CDRIVER_UIO_PROGRAMMED_H

#include "system.h"

/*
 * Ask the FPGA manager, or the xdevcfg of old kernels.
 * Return: 0: operating, or nobody says otherwise; -ENODEV: not programmed, with
 * a sentence in @message, which may have no room.
 */
int cdrv_programmed_check(const struct cdrv_system *system, char *message,
			  size_t message_size);

#endif
