/* SPDX-License-Identifier: BSD-3-Clause */
#include "library.h"

#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

/* Debian's names first, then those of other systems. */
static const char *const names[] = {
	"libhdf5_serial.so.103", "libhdf5_serial.so.310", "libhdf5.so.103",
	"libhdf5.so.200",	 "libhdf5.so.310",	  "libhdf5_serial.so",
	"libhdf5.so",		 "libhdf5.dylib",
};

static struct h5 functions;
static int outcome;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void *open_library(void)
{
	const char *chosen = getenv("ACCEL_HDF5");
	void *handle = NULL;

	if (chosen && *chosen)
		return dlopen(chosen, RTLD_NOW | RTLD_LOCAL);
	for (size_t i = 0; i < sizeof(names) / sizeof(*names) && !handle; i++)
		handle = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
	return handle;
}

/* Whether the symbol is there; ISO C has no cast from objects to functions. */
static int find(void *handle, const char *name, void *target)
{
	void *symbol = dlsym(handle, name);

	*(void **)target = symbol;
	return symbol != NULL;
}

static int find_all(void *handle, struct h5 *h5)
{
	const struct {
		const char *name;
		void *target;
	} wanted[] = {
		{ "H5Eset_auto2", &h5->set_auto },
		{ "H5Pcreate", &h5->create_list },
		{ "H5Pset_fapl_core", &h5->set_core },
		{ "H5Pset_file_image", &h5->set_image },
		{ "H5Fopen", &h5->open_file },
		{ "H5Lexists", &h5->link_exists },
		{ "H5Dopen2", &h5->open_dataset },
		{ "H5Dget_space", &h5->dataset_space },
		{ "H5Dget_type", &h5->dataset_type },
		{ "H5Dget_storage_size", &h5->storage_size },
		{ "H5Dread", &h5->read_dataset },
		{ "H5Sget_simple_extent_ndims", &h5->space_rank },
		{ "H5Sget_simple_extent_dims", &h5->space_sides },
		{ "H5Sget_simple_extent_npoints", &h5->space_points },
		{ "H5Tget_class", &h5->type_class },
		{ "H5Tget_size", &h5->type_size },
		{ "H5Tclose", &h5->close_type },
		{ "H5Sclose", &h5->close_space },
		{ "H5Dclose", &h5->close_dataset },
	};

	for (size_t i = 0; i < sizeof(wanted) / sizeof(*wanted); i++)
		if (!find(handle, wanted[i].name, wanted[i].target))
			return 0;
	return 1;
}

/* Identifiers have 64 bits from 1.10 on. */
static int is_recent(void *handle)
{
	int (*version)(unsigned int *, unsigned int *, unsigned int *);
	unsigned int major, minor, release;

	return find(handle, "H5get_libversion", &version) &&
	       version(&major, &minor, &release) >= 0 &&
	       (major > 1 || (major == 1 && minor >= 10));
}

static int initialise(void *handle)
{
	int (*start)(void), (*keep_out_of_exit)(void);
	h5_id *file_access, *native_float;

	if (!find(handle, "H5open", &start) ||
	    !find(handle, "H5dont_atexit", &keep_out_of_exit))
		return -ENOSYS;
	keep_out_of_exit();
	if (start() < 0 ||
	    !find(handle, "H5P_CLS_FILE_ACCESS_ID_g", &file_access) ||
	    !find(handle, "H5T_NATIVE_FLOAT_g", &native_float))
		return -ENOSYS;
	functions.file_access = *file_access;
	functions.native_float = *native_float;
	return 0;
}

static void load(void)
{
	void *handle = open_library();

	if (!handle)
		outcome = -ENOENT;
	else if (!is_recent(handle) || !find_all(handle, &functions))
		outcome = -ENOSYS;
	else
		outcome = initialise(handle);
}

int chdf5_library(const struct h5 **library)
{
	pthread_once(&once, load);
	*library = &functions;
	return outcome;
}
