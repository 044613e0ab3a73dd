/* SPDX-License-Identifier: BSD-3-Clause */
#include "conv.h"

#include <errno.h>

static int ops_of(cconv_level level, struct cconv_ops *ops)
{
	if (!cconv_level_available(level))
		return -EINVAL;

	ops->narrow = cconv_narrow__scalar;
	ops->packed_size = cconv_packed_size__scalar;
	ops->pack = cconv_pack__scalar;
	ops->convolve = cconv_convolve__scalar;
	ops->max_pool = cconv_max_pool__scalar;
	ops->average_pool = cconv_average_pool__scalar;
	ops->relu = cconv_relu__scalar;

#if defined(__x86_64__)
	if (level < CCONV_AVX2)
		return 0;

	ops->narrow = cconv_narrow__avx2;
	ops->packed_size = cconv_packed_size__avx2;
	ops->pack = cconv_pack__avx2;
	ops->convolve = cconv_convolve__avx2;
	ops->max_pool = cconv_max_pool__avx2;
	ops->average_pool = cconv_average_pool__avx2;
	ops->relu = cconv_relu__avx2;
#endif
	return 0;
}

static int prepare(const cconv_convolution *conv, cconv_level level,
		   struct cconv_geometry *geometry, struct cconv_ops *ops)
{
	int status = ops_of(level, ops);

	if (status)
		return status;
	status = cconv_geometry_of(conv, geometry);
	if (status)
		return status;
	return ops->packed_size(geometry) <= PTRDIFF_MAX ? 0 : -EINVAL;
}

static void fill(int16_t *out, size_t count, int16_t value)
{
	for (size_t i = 0; i < count; i++)
		out[i] = value;
}

static void pad_input(const struct cconv_geometry *g, cconv_narrow_fn *narrow,
		      const int32_t *in, int16_t *out)
{
	size_t edge = g->pad * g->padded_pitch;
	int16_t value;

	narrow(&value, &g->pad_value, 1, g->bits);
	fill(out, edge, value);
	out += edge;
	for (size_t y = 0; y < g->in_height; y++) {
		fill(out, g->margin, value);
		narrow(out + g->margin, in, g->in_pitch, g->bits);
		fill(out + g->margin + g->in_pitch, g->margin, value);
		out += g->padded_pitch;
		in += g->in_pitch;
	}
	fill(out, edge, value);
	/* Kernels that take elements in pairs read one past an odd run. */
	out[edge] = 0;
}

int cconv_packed_size(const cconv_convolution *conv, cconv_level level,
		      size_t *size)
{
	struct cconv_geometry geometry;
	struct cconv_ops ops;
	int status = prepare(conv, level, &geometry, &ops);

	if (status)
		return status;
	*size = (size_t)ops.packed_size(&geometry);
	return 0;
}

int cconv_pack(const cconv_convolution *conv, cconv_level level,
	       const int32_t *weights, void *packed)
{
	struct cconv_geometry geometry;
	struct cconv_ops ops;
	int status = prepare(conv, level, &geometry, &ops);

	if (status)
		return status;
	ops.pack(&geometry, weights, packed);
	return 0;
}

int cconv_scratch_size(const cconv_convolution *conv, cconv_level level,
		       size_t *size)
{
	struct cconv_geometry geometry;
	struct cconv_ops ops;
	int status = prepare(conv, level, &geometry, &ops);

	if (status)
		return status;
	*size = (cconv_padded_count(&geometry) + 1) * sizeof(int16_t);
	return 0;
}

int cconv_convolve(const cconv_convolution *conv, cconv_level level,
		   const int32_t *in, const void *packed, int32_t *out,
		   void *scratch)
{
	struct cconv_geometry geometry;
	struct cconv_ops ops;
	int status = prepare(conv, level, &geometry, &ops);

	if (status)
		return status;
	pad_input(&geometry, ops.narrow, in, scratch);
	ops.convolve(&geometry, scratch, packed, out);
	return 0;
}

int cconv_max_pool(const cconv_pooling *pool, cconv_level level,
		   const int32_t *in, int32_t *out)
{
	struct cconv_pool_geometry geometry;
	struct cconv_ops ops;
	int status = ops_of(level, &ops);

	if (status)
		return status;
	status = cconv_pool_geometry_of(pool, &geometry);
	if (status)
		return status;
	ops.max_pool(&geometry, in, out);
	return 0;
}

int cconv_average_pool(const cconv_pooling *pool, cconv_level level,
		       const int32_t *in, int32_t *out)
{
	struct cconv_pool_geometry geometry;
	struct cconv_ops ops;
	int status = ops_of(level, &ops);

	if (status)
		return status;
	status = cconv_pool_geometry_of(pool, &geometry);
	if (status)
		return status;
	ops.average_pool(&geometry, in, out);
	return 0;
}

void cconv_relu(cconv_level level, int32_t *words, size_t count)
{
	struct cconv_ops ops;

	if (ops_of(level, &ops))
		cconv_relu__scalar(words, count);
	else
		ops.relu(words, count);
}
