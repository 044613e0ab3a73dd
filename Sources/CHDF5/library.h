/* SPDX-License-Identifier: BSD-3-Clause */
/* The functions of libhdf5, as its headers of 1.10 and later declare them. */
#ifndef CHDF5_LIBRARY_H
#define CHDF5_LIBRARY_H

#include <stddef.h>
#include <stdint.h>

typedef int64_t h5_id;

struct h5 {
	int (*set_auto)(h5_id stack, void *function, void *data);
	h5_id (*create_list)(h5_id class);
	int (*set_core)(h5_id list, size_t increment, unsigned int store);
	int (*set_image)(h5_id list, void *image, size_t size);
	h5_id (*open_file)(const char *name, unsigned int flags, h5_id access);
	int (*link_exists)(h5_id place, const char *name, h5_id access);
	h5_id (*open_dataset)(h5_id place, const char *name, h5_id access);
	h5_id (*dataset_space)(h5_id dataset);
	h5_id (*dataset_type)(h5_id dataset);
	uint64_t (*storage_size)(h5_id dataset);
	int (*read_dataset)(h5_id dataset, h5_id type, h5_id memory,
			    h5_id space, h5_id transfer, void *values);
	int (*space_rank)(h5_id space);
	int (*space_sides)(h5_id space, uint64_t *sides, uint64_t *maxima);
	int64_t (*space_points)(h5_id space);
	int (*type_class)(h5_id type);
	size_t (*type_size)(h5_id type);
	int (*close_type)(h5_id type);
	int (*close_space)(h5_id space);
	int (*close_dataset)(h5_id dataset);
	h5_id file_access; /* H5P_FILE_ACCESS */
	h5_id native_float; /* H5T_NATIVE_FLOAT */
};

/* Open and initialise it, once. Returns as chdf5_open(). */
int chdf5_library(const struct h5 **library);

#endif
