// SPDX-License-Identifier: BSD-3-Clause
#include "board_clock.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define SECOND_NS UINT64_C(1000000000)

static uint64_t real_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * SECOND_NS + (uint64_t)now.tv_nsec;
}

static int parse_time(const char *text, uint64_t *ns)
{
	static const struct {
		const char *name;
		uint64_t ns;
	} units[] = { { "us", 1000 }, { "ms", 1000000 }, { "s", SECOND_NS } };
	unsigned long long number;
	char *end;
	size_t i;

	if (*text < '0' || *text > '9')
		return -EINVAL;
	number = strtoull(text, &end, 10);
	for (i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (strcmp(end, units[i].name))
			continue;
		if (number > 3600 * SECOND_NS / units[i].ns)
			return -EINVAL;
		*ns = number * units[i].ns;
		return 0;
	}
	return -EINVAL;
}

static int parse_speed(const char *text, double *speed)
{
	char *end;

	*speed = strtod(text, &end);
	if (end == text || *end || !(*speed >= 1e-6 && *speed <= 1e6))
		return -EINVAL;
	return 0;
}

int board_clock_option(struct board_clock *clock, const char *option)
{
	int err = -EINVAL;

	if (!strncmp(option, "--delay=", 8))
		err = parse_time(option + 8, &clock->delay_ns);
	if (!strncmp(option, "--speed=", 8))
		err = parse_speed(option + 8, &clock->speed);
	return clock->speed > 0 && clock->delay_ns > 0 ? -EINVAL : err;
}

bool board_clock_now(const struct board_clock *clock, uint64_t *now_ns)
{
	if (!(clock->speed > 0))
		return false;
	*now_ns = (uint64_t)((double)(real_ns() - clock->start_ns) *
			     clock->speed);
	return true;
}

void board_clock_wake(struct board_clock *clock)
{
	pthread_mutex_lock(&clock->mutex);
	clock->changes++;
	pthread_cond_signal(&clock->changed);
	pthread_mutex_unlock(&clock->mutex);
}

/* When an event that was seen at @seen_ns is due, in real time. */
static uint64_t due(const struct board_clock *clock, uint64_t event,
		    uint64_t seen_ns)
{
	double real;

	if (event == UINT64_MAX)
		return UINT64_MAX;
	if (!(clock->speed > 0))
		return seen_ns + clock->delay_ns;
	real = (double)event / clock->speed;
	/* Beyond a year is beyond any test. */
	return real > 3e16 ? UINT64_MAX : clock->start_ns + (uint64_t)real + 1;
}

/* Sleep until @due_ns or until something changes; false: stop. */
static bool sleep_until(struct board_clock *clock, uint64_t due_ns,
			uint64_t changes)
{
	struct timespec until = {
		.tv_sec = (time_t)(due_ns / SECOND_NS),
		.tv_nsec = (long)(due_ns % SECOND_NS),
	};
	bool goes_on;
	int err = 0;

	pthread_mutex_lock(&clock->mutex);
	while (!err && !clock->stops && clock->changes == changes) {
		if (due_ns == UINT64_MAX)
			pthread_cond_wait(&clock->changed, &clock->mutex);
		else
			err = pthread_cond_timedwait(&clock->changed,
						     &clock->mutex, &until);
	}
	goes_on = !clock->stops;
	pthread_mutex_unlock(&clock->mutex);
	return goes_on;
}

static void *run(void *argument)
{
	struct board_clock *clock = argument;
	uint64_t event = UINT64_MAX, seen_ns = 0, due_ns, changes;

	do {
		uint64_t next;

		clock->ops->lock(clock->context);
		pthread_mutex_lock(&clock->mutex);
		changes = clock->changes;
		pthread_mutex_unlock(&clock->mutex);
		next = clock->ops->next_event(clock->context);
		if (next != event) {
			event = next;
			seen_ns = real_ns();
		}
		due_ns = due(clock, event, seen_ns);
		if (due_ns <= real_ns()) {
			clock->ops->advance(clock->context, event);
			event = UINT64_MAX;
			due_ns = 0; /* look for the next one at once */
		}
		clock->ops->unlock(clock->context);
	} while (sleep_until(clock, due_ns, changes));
	return NULL;
}

int board_clock_start(struct board_clock *clock,
		      const struct board_clock_ops *ops, void *context)
{
	pthread_condattr_t monotonic;
	int err;

	clock->ops = ops;
	clock->context = context;
	clock->start_ns = real_ns();
	pthread_mutex_init(&clock->mutex, NULL);
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&clock->changed, &monotonic);
	pthread_condattr_destroy(&monotonic);
	err = pthread_create(&clock->thread, NULL, run, clock);
	return -err;
}

void board_clock_stop(struct board_clock *clock)
{
	pthread_mutex_lock(&clock->mutex);
	clock->stops = true;
	pthread_cond_signal(&clock->changed);
	pthread_mutex_unlock(&clock->mutex);
	pthread_join(clock->thread, NULL);
	pthread_cond_destroy(&clock->changed);
	pthread_mutex_destroy(&clock->mutex);
}
