// SPDX-License-Identifier: BSD-3-Clause
/* The ring that events are kept in. */
#include <errno.h>
#include <stdlib.h>

#include "trace.h"

struct cdrv_trace {
	atomic_uint references;
	pthread_mutex_t lock;
	/* Everything below is under the lock. */
	uint64_t added;
	size_t capacity;
	cdrv_trace_event events[];
};

int cdrv_trace_create(size_t capacity, cdrv_trace **trace)
{
	cdrv_trace *created;
	int err;

	if (capacity == 0 || capacity > CDRV_TRACE_MOST)
		return -EINVAL;
	created = calloc(1, sizeof(*created) +
				    capacity * sizeof(created->events[0]));
	if (!created)
		return -ENOMEM;
	atomic_init(&created->references, 1);
	created->capacity = capacity;
	err = -pthread_mutex_init(&created->lock, NULL);
	if (err) {
		free(created);
		return err;
	}
	*trace = created;
	return 0;
}

void cdrv_trace_ref(cdrv_trace *trace)
{
	atomic_fetch_add_explicit(&trace->references, 1, memory_order_relaxed);
}

void cdrv_trace_unref(cdrv_trace *trace)
{
	if (atomic_fetch_sub_explicit(&trace->references, 1,
				      memory_order_acq_rel) != 1)
		return;
	pthread_mutex_destroy(&trace->lock);
	free(trace);
}

void cdrv_trace_add(cdrv_trace *trace, const cdrv_trace_event *event)
{
	pthread_mutex_lock(&trace->lock);
	trace->events[trace->added % trace->capacity] = *event;
	trace->added++;
	pthread_mutex_unlock(&trace->lock);
}

static size_t locked_count(const cdrv_trace *trace)
{
	return trace->added < trace->capacity ? (size_t)trace->added
					      : trace->capacity;
}

size_t cdrv_trace_count(cdrv_trace *trace)
{
	size_t count;

	pthread_mutex_lock(&trace->lock);
	count = locked_count(trace);
	pthread_mutex_unlock(&trace->lock);
	return count;
}

size_t cdrv_trace_copy(cdrv_trace *trace, cdrv_trace_event *events,
		       size_t room, uint64_t *dropped)
{
	size_t count, i;
	uint64_t first;

	pthread_mutex_lock(&trace->lock);
	count = locked_count(trace);
	first = trace->added - count;
	if (count > room)
		count = room;
	for (i = 0; i < count; i++)
		events[i] = trace->events[(first + i) % trace->capacity];
	pthread_mutex_unlock(&trace->lock);
	*dropped = first;
	return count;
}
