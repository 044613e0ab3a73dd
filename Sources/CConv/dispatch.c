/* SPDX-License-Identifier: BSD-3-Clause */
#include "conv.h"

#include <errno.h>

static const struct cconv_ops scalar_ops = {
	.packed_size = cconv_packed_size__scalar,
	.pack = cconv_pack__scalar,
	.scratch_size = cconv_scratch_size__scalar,
	.convolve = cconv_convolve__scalar,
	.max_pool = cconv_max_pool__scalar,
	.average_pool = cconv_average_pool__scalar,
	.relu = cconv_relu__scalar,
};

#define CONVOLVE_OPS(level)                          \
	.packed_size = cconv_packed_size__##level,   \
	.pack = cconv_pack__##level,                 \
	.scratch_size = cconv_scratch_size__##level, \
	.convolve = cconv_convolve__##level

#define POOL_OPS(level)                              \
	.max_pool = cconv_max_pool__##level,         \
	.average_pool = cconv_average_pool__##level, \
	.relu = cconv_relu__##level

#if defined(__x86_64__)
static const struct cconv_ops avx2_ops = {
	CONVOLVE_OPS(avx2), POOL_OPS(avx2)
};

static const struct cconv_ops avx512vnni_ops = {
	CONVOLVE_OPS(avx512vnni), POOL_OPS(avx2)
};
#endif

#if defined(CCONV_HAS_NEON)
static const struct cconv_ops neon_ops = {
	CONVOLVE_OPS(neon), POOL_OPS(neon)
};
#if defined(__aarch64__)
static const struct cconv_ops neondot_ops = {
	CONVOLVE_OPS(neondot), POOL_OPS(neon)
};
#endif
#endif

static const struct cconv_ops *ops_of(cconv_level level)
{
	if (!cconv_level_available(level))
		return NULL;
	switch (level) {
#if defined(__x86_64__)
	case CCONV_AVX2:
		return &avx2_ops;
	case CCONV_AVX512_VNNI:
		return &avx512vnni_ops;
#endif
#if defined(CCONV_HAS_NEON)
	case CCONV_NEON:
		return &neon_ops;
#if defined(__aarch64__)
	case CCONV_NEON_DOTPROD:
		return &neondot_ops;
#endif
#endif
	default:
		return &scalar_ops;
	}
}

/* Images that are convolved together: one, but of fully connected layers. */
static size_t batch_of(const struct cconv_geometry *g)
{
	size_t most = CCONV_FULL_BATCH_ELEMENTS / g->run;

	if (!cconv_is_full(g) || most < 1)
		return 1;
	return most < CCONV_FULL_BATCH ? most : CCONV_FULL_BATCH;
}

static struct cconv_geometry batched(const struct cconv_geometry *g,
				     size_t images)
{
	return cconv_is_full(g) ? cconv_full_batch(g, images) : *g;
}

static int prepare(const cconv_convolution *conv, cconv_level level,
		   struct cconv_geometry *geometry,
		   const struct cconv_ops **ops)
{
	*ops = ops_of(level);
	return *ops ? cconv_geometry_of(conv, geometry) : -EINVAL;
}

/* The same, for what comes before convolving: whether memory can hold it. */
static int prepare_sizes(const cconv_convolution *conv, cconv_level level,
			 struct cconv_geometry *geometry,
			 const struct cconv_ops **ops, uint64_t *packed,
			 uint64_t *scratch)
{
	struct cconv_geometry most;
	int status = prepare(conv, level, geometry, ops);

	if (status)
		return status;
	most = batched(geometry, batch_of(geometry));
	*packed = (*ops)->packed_size(geometry);
	*scratch = (*ops)->scratch_size(&most);
	return *packed <= PTRDIFF_MAX && *scratch <= PTRDIFF_MAX ? 0 : -EINVAL;
}

int cconv_packed_size(const cconv_convolution *conv, cconv_level level,
		      size_t *size)
{
	struct cconv_geometry geometry;
	const struct cconv_ops *ops;
	uint64_t packed, scratch;
	int status = prepare_sizes(conv, level, &geometry, &ops, &packed,
				   &scratch);

	if (status)
		return status;
	*size = (size_t)packed;
	return 0;
}

int cconv_pack(const cconv_convolution *conv, cconv_level level,
	       const int32_t *weights, void *packed)
{
	struct cconv_geometry geometry;
	const struct cconv_ops *ops;
	uint64_t packed_size, scratch;
	int status = prepare_sizes(conv, level, &geometry, &ops, &packed_size,
				   &scratch);

	if (status)
		return status;
	ops->pack(&geometry, weights, packed);
	return 0;
}

int cconv_scratch_size(const cconv_convolution *conv, cconv_level level,
		       size_t *size)
{
	struct cconv_geometry geometry;
	const struct cconv_ops *ops;
	uint64_t packed, scratch;
	int status = prepare_sizes(conv, level, &geometry, &ops, &packed,
				   &scratch);

	if (status)
		return status;
	*size = (size_t)scratch;
	return 0;
}

int cconv_convolve(const cconv_convolution *conv, cconv_level level,
		   size_t images, const void *in, const void *packed,
		   void *out, void *scratch, const cconv_share *share)
{
	cconv_share whole = { .index = 0, .count = 1 };
	struct cconv_geometry geometry;
	const struct cconv_ops *ops;
	size_t in_size, out_size, batch;
	int status = prepare(conv, level, &geometry, &ops);

	if (status)
		return status;
	if (!share)
		share = &whole;
	if (share->count < 1 || share->count > 4096 || share->index < 0 ||
	    share->index >= share->count)
		return -EINVAL;

	in_size = geometry.in_height * geometry.in_pitch *
		  cconv_element_size(geometry.in);
	out_size = geometry.out_height * geometry.out_width *
		   geometry.out_channels * cconv_element_size(geometry.out);
	batch = batch_of(&geometry);
	for (size_t i = 0; i < images; i += batch) {
		struct cconv_geometry some = batched(
			&geometry, images - i < batch ? images - i : batch);

		ops->convolve(&some, (const char *)in + i * in_size, packed,
			      (char *)out + i * out_size, scratch, *share);
	}
	return 0;
}

int cconv_max_pool(const cconv_pooling *pool, cconv_level level,
		   const int32_t *in, int32_t *out)
{
	const struct cconv_ops *ops = ops_of(level);
	struct cconv_pool_geometry geometry;
	int status;

	if (!ops)
		return -EINVAL;
	status = cconv_pool_geometry_of(pool, &geometry);
	if (status)
		return status;
	ops->max_pool(&geometry, in, out);
	return 0;
}

int cconv_average_pool(const cconv_pooling *pool, cconv_level level,
		       const int32_t *in, int32_t *out)
{
	const struct cconv_ops *ops = ops_of(level);
	struct cconv_pool_geometry geometry;
	int status;

	if (!ops)
		return -EINVAL;
	status = cconv_pool_geometry_of(pool, &geometry);
	if (status)
		return status;
	ops->average_pool(&geometry, in, out);
	return 0;
}

void cconv_relu(cconv_level level, int32_t *words, size_t count)
{
	const struct cconv_ops *ops = ops_of(level);

	if (!ops)
		ops = &scalar_ops;
	ops->relu(words, count);
}
