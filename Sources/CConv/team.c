/* SPDX-License-Identifier: BSD-3-Clause */
#include "include/cconv_team.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <time.h>

/* Longer than the gaps between the layers of a small network, shorter than
 * anybody notices in a processor's load. */
#define SPIN_NANOSECONDS 20000

struct helper {
	struct cconv_team *team;
	int32_t thread;
	pthread_t id;
};

struct cconv_team {
	pthread_mutex_t lock;
	pthread_cond_t work, done;
	/* A part is taken by counting down @unclaimed. Until the taker counts
	 * down @unfinished too, the run cannot end, so function and context
	 * are those of the part: they are written only while both are 0. */
	atomic_int unclaimed, unfinished;
	atomic_int sleepers;  /* helpers that wait for @work, or will */
	atomic_bool waiting;  /* the caller waits for @done, or will */
	atomic_bool over;
	cconv_team_part *function;
	void *context;
	int32_t threads;
	struct helper helpers[];
};

static inline void relax(void)
{
#if defined(__x86_64__) || defined(__i386__)
	__builtin_ia32_pause();
#elif defined(__aarch64__) || (defined(__arm__) && __ARM_ARCH >= 7)
	__asm__ volatile("yield");
#endif
}

static int64_t nanoseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

/* Look out for a moment: whether @count becomes positive, or 0. */
static bool becomes_soon(atomic_int *count, bool positive)
{
	int64_t start = nanoseconds();

	do {
		for (int i = 0; i < 32; i++) {
			if ((atomic_load(count) > 0) == positive)
				return true;
			relax();
		}
	} while (nanoseconds() - start < SPIN_NANOSECONDS);
	return false;
}

static void take_parts(struct cconv_team *team, int32_t thread)
{
	int left = atomic_load(&team->unclaimed);

	while (left > 0) {
		if (!atomic_compare_exchange_weak(&team->unclaimed, &left,
						  left - 1))
			continue;
		team->function(team->context, left - 1, thread);
		/* Either the caller sees 0 before it waits, or this sees that
		 * it waits, and with the lock that it can be woken. */
		if (atomic_fetch_sub(&team->unfinished, 1) == 1 &&
		    atomic_load(&team->waiting)) {
			pthread_mutex_lock(&team->lock);
			pthread_cond_signal(&team->done);
			pthread_mutex_unlock(&team->lock);
		}
		left = atomic_load(&team->unclaimed);
	}
}

static void sleep_until_work(struct cconv_team *team)
{
	pthread_mutex_lock(&team->lock);
	atomic_fetch_add(&team->sleepers, 1);
	while (atomic_load(&team->unclaimed) == 0 && !atomic_load(&team->over))
		pthread_cond_wait(&team->work, &team->lock);
	atomic_fetch_sub(&team->sleepers, 1);
	pthread_mutex_unlock(&team->lock);
}

static void *help(void *context)
{
	struct helper *helper = context;
	struct cconv_team *team = helper->team;

	while (!atomic_load(&team->over)) {
		if (becomes_soon(&team->unclaimed, true))
			take_parts(team, helper->thread);
		else
			sleep_until_work(team);
	}
	return NULL;
}

static void wake(struct cconv_team *team, int32_t count)
{
	if (atomic_load(&team->sleepers) == 0)
		return;
	pthread_mutex_lock(&team->lock);
	for (int32_t i = 0; i < count && i < atomic_load(&team->sleepers); i++)
		pthread_cond_signal(&team->work);
	pthread_mutex_unlock(&team->lock);
}

static void wait_until_done(struct cconv_team *team)
{
	if (becomes_soon(&team->unfinished, false))
		return;
	pthread_mutex_lock(&team->lock);
	atomic_store(&team->waiting, true);
	while (atomic_load(&team->unfinished) > 0)
		pthread_cond_wait(&team->done, &team->lock);
	atomic_store(&team->waiting, false);
	pthread_mutex_unlock(&team->lock);
}

void cconv_team_run(cconv_team *team, cconv_team_part *function,
		    void *context, int32_t parts)
{
	if (parts <= 1 || team->threads == 1) {
		for (int32_t part = 0; part < parts; part++)
			function(context, part, 0);
		return;
	}
	team->function = function;
	team->context = context;
	atomic_store(&team->unfinished, parts);
	atomic_store(&team->unclaimed, parts);
	wake(team, parts - 1);
	take_parts(team, 0);
	wait_until_done(team);
}

static int start_locks(struct cconv_team *team)
{
	if (pthread_mutex_init(&team->lock, NULL))
		return -EAGAIN;
	if (pthread_cond_init(&team->work, NULL))
		goto no_work;
	if (pthread_cond_init(&team->done, NULL))
		goto no_done;
	return 0;

no_done:
	pthread_cond_destroy(&team->work);
no_work:
	pthread_mutex_destroy(&team->lock);
	return -EAGAIN;
}

static void start_helpers(struct cconv_team *team, int32_t threads)
{
	sigset_t all, before;

	/* Helpers inherit the mask: handlers are for the host's threads. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	for (team->threads = 1; team->threads < threads; team->threads++) {
		struct helper *helper = &team->helpers[team->threads - 1];

		helper->team = team;
		helper->thread = team->threads;
		if (pthread_create(&helper->id, NULL, help, helper))
			break;
	}
	pthread_sigmask(SIG_SETMASK, &before, NULL);
}

int cconv_team_create(int32_t threads, cconv_team **team)
{
	struct cconv_team *made;
	int status;

	if (threads < 1 || threads > CCONV_TEAM_MAX_THREADS)
		return -EINVAL;
	made = calloc(1, sizeof(*made) +
				 (size_t)threads * sizeof(struct helper));
	if (!made)
		return -ENOMEM;
	status = start_locks(made);
	if (status) {
		free(made);
		return status;
	}
	start_helpers(made, threads);
	*team = made;
	return 0;
}

int32_t cconv_team_threads(const cconv_team *team)
{
	return team->threads;
}

void cconv_team_destroy(cconv_team *team)
{
	if (!team)
		return;
	pthread_mutex_lock(&team->lock);
	atomic_store(&team->over, true);
	pthread_cond_broadcast(&team->work);
	pthread_mutex_unlock(&team->lock);
	for (int32_t i = 0; i < team->threads - 1; i++)
		pthread_join(team->helpers[i].id, NULL);
	pthread_cond_destroy(&team->done);
	pthread_cond_destroy(&team->work);
	pthread_mutex_destroy(&team->lock);
	free(team);
}
