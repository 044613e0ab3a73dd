// SPDX-License-Identifier: BSD-3-Clause
/* The registers behind BAR 0, and configuration space. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "vfio_user_internal.h"

int vu_region_info(const struct vfio_user *server, struct vu_region_info *info)
{
	enum { READ = 1, WRITE = 2 };

	if (info->index >= VU_REGIONS)
		return -EINVAL;
	info->argsz = sizeof(*info);
	info->flags = 0;
	info->cap_offset = 0;
	info->size = 0;
	info->offset = 0;
	if (info->index == VU_REGION_BAR0)
		info->size = server->ops->bar_size;
	if (info->index == VU_REGION_CONFIG)
		info->size = VU_CONFIG_SIZE;
	if (info->size)
		info->flags = READ | WRITE;
	return 0;
}

/* Registers are words. Anything else reads as ones and writes nothing. */
static bool is_words(struct vfio_user *server, const struct vu_access *access)
{
	if (access->offset % 4 == 0 && access->count % 4 == 0)
		return true;
	server->statistics.bad_accesses++;
	fprintf(stderr, "vfio-user: access of %u bytes at %#llx\n",
		access->count, (unsigned long long)access->offset);
	return false;
}

static void read_bar(struct vfio_user *server, const struct vu_access *access,
		     unsigned char *data)
{
	uint32_t i, word;

	memset(data, 0xff, access->count);
	if (!is_words(server, access))
		return;
	for (i = 0; i < access->count; i += 4) {
		word = server->ops->read32(server->context,
					   (uint32_t)access->offset + i);
		memcpy(data + i, &word, sizeof(word));
		server->statistics.reads++;
	}
}

static void write_bar(struct vfio_user *server, const struct vu_access *access,
		      const unsigned char *data)
{
	uint32_t i, word;

	if (!is_words(server, access))
		return;
	for (i = 0; i < access->count; i += 4) {
		memcpy(&word, data + i, sizeof(word));
		server->ops->write32(server->context,
				     (uint32_t)access->offset + i, word);
		server->statistics.writes++;
	}
}

/* Whether the range lies inside its region. */
static bool inside(struct vfio_user *server, const struct vu_access *access)
{
	struct vu_region_info info = { .index = access->region };

	if (!vu_region_info(server, &info) && access->offset <= info.size &&
	    access->count <= info.size - access->offset)
		return true;
	server->statistics.bad_accesses++;
	return false;
}

int vu_region_read(struct vfio_user *server, size_t *reply_size)
{
	struct vu_access access;
	unsigned char *data = server->reply + sizeof(access);

	if (server->message.size < sizeof(access))
		return -EINVAL;
	memcpy(&access, server->message.body, sizeof(access));
	if (access.count > VU_MAX_TRANSFER || !inside(server, &access))
		return -EINVAL;
	if (access.region == VU_REGION_CONFIG)
		vu_config_read(&server->config, (size_t)access.offset, data,
			       access.count);
	else
		read_bar(server, &access, data);
	memcpy(server->reply, &access, sizeof(access));
	*reply_size = sizeof(access) + access.count;
	return 0;
}

static int write_region(struct vfio_user *server,
			const struct vu_access *access,
			const unsigned char *data)
{
	if (!inside(server, access))
		return -EINVAL;
	if (access->region == VU_REGION_CONFIG)
		vu_config_write(&server->config, (size_t)access->offset, data,
				access->count);
	else
		write_bar(server, access, data);
	return 0;
}

int vu_region_write(struct vfio_user *server, size_t *reply_size)
{
	const struct vu_message *message = &server->message;
	struct vu_access access;

	if (message->size < sizeof(access))
		return -EINVAL;
	memcpy(&access, message->body, sizeof(access));
	if (access.count > message->size - sizeof(access))
		return -EINVAL;
	memcpy(server->reply, &access, sizeof(access));
	*reply_size = sizeof(access);
	return write_region(server, &access, message->body + sizeof(access));
}

int vu_region_write_multi(struct vfio_user *server, size_t *reply_size)
{
	/* Each write brings eight bytes, of which it uses the first. */
	const size_t entry = sizeof(struct vu_access) + 8;
	const struct vu_message *message = &server->message;
	uint64_t count, i;

	if (message->size < sizeof(count))
		return -EINVAL;
	memcpy(&count, message->body, sizeof(count));
	if (count > (message->size - sizeof(count)) / entry)
		return -EINVAL;
	for (i = 0; i < count; i++) {
		const unsigned char *at = message->body + sizeof(count) +
					  i * entry;
		struct vu_access access;
		int err;

		memcpy(&access, at, sizeof(access));
		if (access.count > 8)
			return -EINVAL;
		err = write_region(server, &access, at + sizeof(access));
		if (err)
			return err;
	}
	memcpy(server->reply, &count, sizeof(count));
	*reply_size = sizeof(count);
	return 0;
}
