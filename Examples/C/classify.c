/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * classify NETWORK.accel IMAGES-idx3-ubyte [DEVICE]: the class of each image.
 *
 * cc classify.c $(pkg-config --cflags --libs accel) -o classify
 */
#include <accel.h>
#include <stdio.h>
#include <stdlib.h>

static int fail(const struct accel_error *error)
{
	fprintf(stderr, "classify: %s\n", error->message);
	return 1;
}

static size_t elements(struct accel_shape shape)
{
	return (size_t)shape.height * (size_t)shape.width *
	       (size_t)shape.channels;
}

/* The images of an idx file, whose header has 16 bytes. */
static size_t load(const char *path, size_t size, uint8_t **pixels)
{
	FILE *file = fopen(path, "rb");
	long end;

	if (!file || fseek(file, 0, SEEK_END) || (end = ftell(file)) <= 16 ||
	    fseek(file, 16, SEEK_SET))
		return 0;
	*pixels = malloc((size_t)end);
	return *pixels ? fread(*pixels, size, (size_t)end / size, file) : 0;
}

static int run(accel_session *session, const struct accel_network_info *info,
	       const uint8_t *pixels, size_t images)
{
	size_t classes = elements(info->output);
	int32_t *results = calloc(images * classes, sizeof(*results));
	struct accel_error error;

	if (!results ||
	    accel_session_run(session, pixels, images, results, &error)) {
		free(results);
		return fail(&error);
	}
	for (size_t image = 0; image < images; image++) {
		const int32_t *words = results + image * classes;
		size_t best = 0;

		for (size_t index = 1; index < classes; index++)
			if (words[index] > words[best])
				best = index;
		printf("%zu\n", best);
	}
	free(results);
	return 0;
}

int main(int argc, char **argv)
{
	struct accel_error error = {0};
	struct accel_network_info info;
	accel_network *network;
	accel_session *session;
	uint8_t *pixels = NULL;
	size_t images;
	int status;

	if (argc < 3 || argc > 4) {
		fprintf(stderr, "usage: classify NETWORK IMAGES [DEVICE]\n");
		return 64;
	}
	if (accel_network_open(argv[1], &network, &error))
		return fail(&error);
	accel_network_describe(network, &info);
	images = load(argv[2], elements(info.input), &pixels);
	if (!images) {
		fprintf(stderr, "classify: no images in %s\n", argv[2]);
		return 1;
	}
	if (accel_session_open(argc == 4 ? argv[3] : "cpu", network, NULL,
			       &session, &error))
		return fail(&error);
	status = run(session, &info, pixels, images);
	if (accel_session_close(session, &error))
		status = fail(&error);
	accel_network_close(network);
	free(pixels);
	return status;
}
