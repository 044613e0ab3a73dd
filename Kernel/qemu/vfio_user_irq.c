// SPDX-License-Identifier: BSD-3-Clause
/*
 * One interrupt, told to the client through an eventfd. INTx is a level: each
 * event masks it, and the client unmasks it once the guest has handled it; if
 * the level is up still, there is another event. MSI is an edge.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "vfio_user_internal.h"

void vu_irqs_init(struct vu_irqs *irqs)
{
	*irqs = (struct vu_irqs){ .events = { -1, -1 } };
}

static void assign(struct vu_irqs *irqs, uint32_t index, int fd)
{
	if (irqs->events[index] >= 0)
		close(irqs->events[index]);
	irqs->events[index] = fd;
}

void vu_irqs_close(struct vu_irqs *irqs)
{
	assign(irqs, VU_INTX, -1);
	assign(irqs, VU_MSI, -1);
}

void vu_irqs_info(struct vu_info *info)
{
	enum { EVENTFD = 1, MASKABLE = 2, AUTOMASKED = 4, NORESIZE = 8 };

	info->argsz = sizeof(*info);
	info->flags = 0;
	info->count = info->index < VU_IRQS;
	if (info->index == VU_INTX)
		info->flags = EVENTFD | MASKABLE | AUTOMASKED;
	if (info->index == VU_MSI)
		info->flags = EVENTFD | NORESIZE;
}

static void fire(struct vu_irqs *irqs, enum vu_irq index)
{
	uint64_t one = 1;

	if (irqs->events[index] < 0)
		return;
	if (write(irqs->events[index], &one, sizeof(one)) != sizeof(one))
		perror("vfio-user: eventfd");
	irqs->sent++;
}

/* Tell of a level that is up to whoever has not been told. */
static void tell(struct vu_irqs *irqs)
{
	if (irqs->level && irqs->events[VU_INTX] >= 0 && !irqs->masked) {
		irqs->masked = true;
		fire(irqs, VU_INTX);
	}
}

void vu_irqs_level(struct vu_irqs *irqs, bool level, bool acknowledged)
{
	bool edge = level && (!irqs->level || acknowledged);

	irqs->level = level;
	if (irqs->events[VU_MSI] < 0)
		tell(irqs);
	else if (edge)
		fire(irqs, VU_MSI);
}

static int trigger(struct vu_irqs *irqs, const struct vu_set_irqs *set,
		   struct vu_message *message)
{
	if (set->flags & VU_IRQ_DATA_EVENTFD || set->count == 0) {
		assign(irqs, set->index, vu_take_fd(message));
		irqs->masked = false;
		if (set->index == VU_MSI && irqs->level)
			fire(irqs, VU_MSI);
		tell(irqs);
		return 0;
	}
	fire(irqs, (enum vu_irq)set->index);
	return 0;
}

static int mask(struct vu_irqs *irqs, const struct vu_set_irqs *set)
{
	if (set->index != VU_INTX || set->flags & VU_IRQ_DATA_EVENTFD)
		return -EINVAL;
	irqs->masked = set->flags & VU_IRQ_MASK;
	tell(irqs);
	return 0;
}

int vu_irqs_set(struct vu_irqs *irqs, struct vu_message *message)
{
	const uint32_t actions = VU_IRQ_MASK | VU_IRQ_UNMASK | VU_IRQ_TRIGGER;
	const uint32_t data = VU_IRQ_DATA_NONE | VU_IRQ_DATA_BOOL |
			      VU_IRQ_DATA_EVENTFD;
	struct vu_set_irqs set;

	if (message->size < sizeof(set))
		return -EINVAL;
	memcpy(&set, message->body, sizeof(set));
	if (set.index >= VU_IRQS || set.start != 0 || set.count > 1 ||
	    set.flags & ~(actions | data) ||
	    __builtin_popcount(set.flags & actions) != 1 ||
	    __builtin_popcount(set.flags & data) != 1)
		return -EINVAL;
	if (set.flags & VU_IRQ_DATA_BOOL) {
		if (set.count == 0 || message->size < sizeof(set) + 1)
			return -EINVAL;
		if (!message->body[sizeof(set)])
			return 0;
	}
	if (set.flags & VU_IRQ_TRIGGER)
		return trigger(irqs, &set, message);
	return mask(irqs, &set);
}
