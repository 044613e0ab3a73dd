// SPDX-License-Identifier: BSD-3-Clause
/* Configuration space: header type 0 with one BAR, pin A and MSI. */
#include <string.h>

#include "vfio_user_internal.h"

#define MSI 0x40u

static void put16(unsigned char *at, uint16_t value)
{
	at[0] = (unsigned char)value;
	at[1] = (unsigned char)(value >> 8);
}

static void put32(unsigned char *at, uint32_t value)
{
	put16(at, (uint16_t)value);
	put16(at + 2, (uint16_t)(value >> 16));
}

void vu_config_init(struct vu_config *config, const struct vfio_user_ops *ops)
{
	unsigned char *bytes = config->bytes, *writable = config->writable;

	memset(config, 0, sizeof(*config));
	put16(bytes + 0x00, ops->vendor);
	put16(bytes + 0x02, ops->device);
	put16(writable + 0x04, 0x0546); /* memory, master, errors, no INTx */
	put16(bytes + 0x06, 0x0010);    /* there are capabilities */
	bytes[0x09] = ops->class_code[2];
	bytes[0x0a] = ops->class_code[1];
	bytes[0x0b] = ops->class_code[0];
	put32(writable + 0x10, ~(ops->bar_size - 1));
	put16(bytes + 0x2c, ops->vendor);
	put16(bytes + 0x2e, 1);
	bytes[0x34] = MSI;
	writable[0x3c] = 0xff; /* interrupt line: the firmware's notes */
	bytes[0x3d] = 1;       /* pin A */
	bytes[MSI] = 0x05;
	put16(bytes + MSI + 2, 0x0080); /* 64-bit address, one vector */
	put16(writable + MSI + 2, 0x0071);
	put32(writable + MSI + 4, ~3u);
	put32(writable + MSI + 8, ~0u);
	put16(writable + MSI + 12, 0xffff);
}

void vu_config_read(const struct vu_config *config, size_t offset, void *data,
		    size_t count)
{
	memcpy(data, config->bytes + offset, count);
}

void vu_config_write(struct vu_config *config, size_t offset, const void *data,
		     size_t count)
{
	const unsigned char *value = data;
	size_t i;

	for (i = 0; i < count; i++) {
		unsigned char mask = config->writable[offset + i];
		unsigned char *byte = &config->bytes[offset + i];

		*byte = (unsigned char)((*byte & ~mask) | (value[i] & mask));
	}
}
