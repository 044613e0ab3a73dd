/* SPDX-License-Identifier: BSD-3-Clause */
/* golden WEIGHTS.npy IMAGES-idx3-ubyte LOGITS.npy COUNT [DEVICE]: golden.h */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "golden.h"

#define WEIGHT_COUNT 430500
#define IMAGE_SIZE (28 * 28)
#define CLASSES 10
#define GOLDEN_IMAGES 2

void golden_print(const char *line)
{
	puts(line);
}

/* @size bytes behind a header of @header bytes. The files are little-endian,
 * as every board is. */
static void *load(const char *path, long header, size_t size)
{
	FILE *file = fopen(path, "rb");
	void *bytes = malloc(size);

	if (!file || !bytes || fseek(file, header, SEEK_SET) ||
	    fread(bytes, 1, size, file) != size) {
		fprintf(stderr, "cannot read %zu bytes of %s\n", size, path);
		exit(1);
	}
	fclose(file);
	return bytes;
}

int main(int argc, char **argv)
{
	size_t count = argc == 5 || argc == 6 ? strtoul(argv[4], NULL, 10) : 0;
	int8_t *weights;
	uint8_t *images;
	int32_t *logits;
	int status;

	if (count < 1 || count > 10000) {
		fprintf(stderr, "usage: golden WEIGHTS IMAGES LOGITS COUNT "
			"[DEVICE]\n");
		return 64;
	}
	/* numpy.save writes headers of 128 bytes for arrays of this kind. */
	weights = load(argv[1], 128, WEIGHT_COUNT);
	images = load(argv[2], 16, count * IMAGE_SIZE);
	logits = load(argv[3], 128, count * CLASSES * sizeof(*logits));
	status = golden_check(weights, images, logits, (int32_t)count,
			      GOLDEN_IMAGES, argc == 6 ? argv[5] : NULL);
	free(weights);
	free(images);
	free(logits);
	return status;
}
