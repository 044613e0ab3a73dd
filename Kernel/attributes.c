// SPDX-License-Identifier: BSD-3-Clause OR GPL-2.0
/* What sysfs says about a device's memory. */
#include <linux/scatterlist.h>
#include <linux/sysfs.h>

#include "accel.h"

static u64 count_one(const struct accel_buffer *buffer)
{
	return 1;
}

static u64 count_bytes(const struct accel_buffer *buffer)
{
	return buffer->size;
}

/* Pieces that do not lie one behind the other: in memory, or where others
 * put it for the device. */
static u64 count_pieces(const struct accel_buffer *buffer)
{
	struct scatterlist *piece;
	phys_addr_t end = 0, at;
	u64 count = 0;
	int i;

	if (!buffer->table)
		return 1;
	if (buffer->attachment)
		return buffer->table->nents;
	for_each_sgtable_sg(buffer->table, piece, i) {
		at = sg_phys(piece);
		count += at != end;
		end = at + piece->length;
	}
	return count;
}

static ssize_t show(struct device *dev, char *text,
		    u64 (*count)(const struct accel_buffer *buffer))
{
	struct accel_device *ad = dev_get_drvdata(dev);
	struct accel_buffer *buffer;
	u64 sum = 0;

	mutex_lock(&ad->lock);
	list_for_each_entry(buffer, &ad->buffers, link)
		sum += count(buffer);
	mutex_unlock(&ad->lock);
	return sysfs_emit(text, "%llu\n", sum);
}

static ssize_t buffers_show(struct device *dev, struct device_attribute *which,
			    char *text)
{
	return show(dev, text, count_one);
}
static DEVICE_ATTR_RO(buffers);

static ssize_t buffer_bytes_show(struct device *dev,
				 struct device_attribute *which, char *text)
{
	return show(dev, text, count_bytes);
}
static DEVICE_ATTR_RO(buffer_bytes);

static ssize_t buffer_pieces_show(struct device *dev,
				  struct device_attribute *which, char *text)
{
	return show(dev, text, count_pieces);
}
static DEVICE_ATTR_RO(buffer_pieces);

static struct attribute *accel_attrs[] = {
	&dev_attr_buffers.attr,
	&dev_attr_buffer_bytes.attr,
	&dev_attr_buffer_pieces.attr,
	NULL,
};

static const struct attribute_group accel_group = {
	.attrs = accel_attrs,
};

const struct attribute_group *accel_groups[] = {
	&accel_group,
	NULL,
};
