/* SPDX-License-Identifier: BSD-3-Clause */
/* Modelled time beside real time: a thread lets a board's events happen. */
#ifndef BOARD_CLOCK_H
#define BOARD_CLOCK_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

struct board_clock_ops {
	void (*lock)(void *context);
	void (*unlock)(void *context);
	/* Under the lock: in modelled time; UINT64_MAX: none. */
	uint64_t (*next_event)(void *context);
	void (*advance)(void *context, uint64_t now_ns);
};

struct board_clock {
	double speed;      /* modelled per real time; 0: jump to events */
	uint64_t delay_ns; /* of real time before each jump */
	/* The rest belongs to board_clock.c. */
	const struct board_clock_ops *ops;
	void *context;
	uint64_t start_ns;
	pthread_t thread;
	pthread_mutex_t mutex;
	pthread_cond_t changed;
	uint64_t changes;
	bool stops;
};

#define BOARD_CLOCK_JUMPS { .speed = 0 }

/* --speed=F or --delay=TIME; -EINVAL for anything else, or for both. */
int board_clock_option(struct board_clock *clock, const char *option);

/* 0 or -errno. */
int board_clock_start(struct board_clock *clock,
		      const struct board_clock_ops *ops, void *context);
void board_clock_stop(struct board_clock *clock);

/* Events may have come, gone or moved; called with or without the lock. */
void board_clock_wake(struct board_clock *clock);

/* Whether modelled time follows real time, and if so, how far it is. */
bool board_clock_now(const struct board_clock *clock, uint64_t *now_ns);

#endif
