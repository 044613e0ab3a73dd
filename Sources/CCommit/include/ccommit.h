/* SPDX-License-Identifier: BSD-3-Clause */
/* Which commit the programs were built from. */
#ifndef CCOMMIT_H
#define CCOMMIT_H

#ifdef __cplusplus
extern "C" {
#endif

/**
 * ccommit_text() - the commit that make recorded
 *
 * Return: what `git describe --always --dirty` said, or "" where another
 * command than make built the program. Lives as long as the program.
 */
const char *ccommit_text(void);

#ifdef __cplusplus
}
#endif

#endif
