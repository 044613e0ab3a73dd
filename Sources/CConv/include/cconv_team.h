/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A team of threads that share the parts of a run: the caller and helpers,
 * which sleep while there is nothing to do. Handing a part to a helper that
 * has just finished another takes well under a microsecond, because helpers
 * look out for more during a few microseconds before they sleep.
 */
#ifndef CCONV_TEAM_H
#define CCONV_TEAM_H

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

#define CCONV_TEAM_MAX_THREADS 256

typedef struct cconv_team cconv_team;

/**
 * Part @part of a run, 0 to parts - 1, on thread @thread of the team: 0 for
 * the caller, up to cconv_team_threads() - 1 for helpers. Must not run
 * anything on its own team; another team is fine.
 */
typedef void cconv_team_part(void *_Nullable context, int32_t part,
			     int32_t thread);

/**
 * Start the helpers. Where the system refuses threads, the team goes on with
 * those that it got, down to the caller alone: see cconv_team_threads().
 * @threads: 1 to CCONV_TEAM_MAX_THREADS, the caller among them.
 * @team: to be given to cconv_team_destroy().
 * Return: 0, -EINVAL for a count out of range, -ENOMEM, or -EAGAIN where the
 * system has no lock or condition to give.
 */
int cconv_team_create(int32_t threads,
		      cconv_team *_Nullable *_Nonnull team);

/** How many threads there are, the caller among them. */
int32_t cconv_team_threads(const cconv_team *team);

/**
 * Call @function once for each part, in any order and on any thread, and
 * return when all have returned: what they wrote can then be read. One run at
 * a time; it may come from any thread.
 * @parts: none if not positive.
 */
void cconv_team_run(cconv_team *team, cconv_team_part *function,
		    void *_Nullable context, int32_t parts);

/** End the helpers and wait for them; nothing may be running. */
void cconv_team_destroy(cconv_team *_Nullable team);

#ifdef __clang__
#pragma clang assume_nonnull end
#endif

#ifdef __cplusplus
}
#endif

#endif
