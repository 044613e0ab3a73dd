/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Fixed-point layers of the `overlay` number profile on the CPU: maps in, maps
 * out, bit for bit what the published overlay computes. Every level of every
 * function gives identical results.
 *
 * Words are 32-bit two's complement in order (y, x, c). A convolution keeps
 * the low 8 or 16 bits of each input word, sums products in a wrapping 32-bit
 * accumulator and divides it by the scale (128 or 32768), rounding towards
 * zero. A fully connected layer is a convolution whose kernel covers its
 * whole input.
 *
 * A map between two convolutions may be stored as bytes or 16-bit elements,
 * because the next convolution keeps no more of a word.
 *
 * No function allocates, keeps state, or reads outside its arguments; all may
 * be called from several threads at once. Functions return 0, or -EINVAL for
 * shapes outside the ranges given here, for shapes whose words would not fit
 * in the address space, and for levels that are not available; they have then
 * written nothing.
 */
#ifndef CCONV_H
#define CCONV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifdef __clang__
#pragma clang assume_nonnull begin
#else
#ifndef _Nullable
#define _Nullable
#define _Nonnull
#endif
#endif

/** Instruction sets, weakest first. */
typedef enum cconv_level {
	CCONV_SCALAR = 0,
	CCONV_AVX2 = 1,
	CCONV_AVX512_VNNI = 2,  /**< with AVX-512 F, BW, DQ and VL */
	CCONV_NEON = 3,         /**< Cortex-A9 and later */
	CCONV_NEON_DOTPROD = 4, /**< 64-bit ARM with SDOT (ARMv8.2-DotProd) */
} cconv_level;

#define CCONV_LEVEL_COUNT 5

/** Name of a level as in --cpu and ACCEL_CPU: "scalar", "avx2", "avx512vnni",
 *  "neon", "neondot"; "unknown" for values that are no level. */
const char *cconv_level_name(cconv_level level);

/** Whether this build, this processor and its kernel have it. */
bool cconv_level_available(cconv_level level);

/** The strongest available level. */
cconv_level cconv_level_best(void);

/** The level that the environment variable ACCEL_CPU names, or the strongest
 *  where it names none that is available. */
cconv_level cconv_level_preferred(void);

/** Number format of a convolution's inputs and weights. */
typedef enum cconv_format {
	CCONV_FIXED8 = 8,   /**< 8 bits, scale 128 */
	CCONV_FIXED16 = 16, /**< 16 bits, scale 32768 */
} cconv_format;

/** What a map holds for each word. */
typedef enum cconv_element {
	CCONV_WORD = 0,  /**< int32_t: the word */
	CCONV_INT8 = 1,  /**< int8_t: its low 8 bits */
	CCONV_INT16 = 2, /**< int16_t: its low 16 bits */
} cconv_element;

/** Pooling of 2x2 words, every two, right behind a convolution. */
typedef enum cconv_fused_pool {
	CCONV_NO_POOL = 0,
	CCONV_MAX_POOL = 1,
	CCONV_AVERAGE_POOL = 2, /**< sum / 4, towards zero */
} cconv_fused_pool;

/** A convolution; all sizes and the stride 1 to 4096, kernel not larger than
 *  the padded input, pad 0 to 255 and smaller than the kernel both ways. The
 *  fields from @in on may be left 0: words in, words out. */
typedef struct cconv_convolution {
	int32_t in_height, in_width, in_channels;
	int32_t out_channels;
	int32_t kernel_height, kernel_width;
	int32_t stride;
	int32_t pad;       /**< rows and columns added on each side */
	int32_t pad_value; /**< word they hold (the overlay: `pad` itself) */
	cconv_format format;
	bool relu;
	cconv_element in, out;
	cconv_fused_pool pool; /**< of results, after @relu */
	bool pool_relu;        /**< max(0, x) of what the pool gives */
	/** Leave sums as they are, undivided (the `native` profile, see
	 *  cconv_native.h); not with CCONV_AVERAGE_POOL. */
	bool sums;
} cconv_convolution;

/** Output height and width: (in + 2 pad - kernel) / stride + 1, the quotient
 *  rounded down; half of that, rounded down, if pooled (then it is at least 2
 *  before). */
int cconv_convolution_output(const cconv_convolution *conv, int32_t *height,
			     int32_t *width);

/** Bytes of the packed weights of a level, whose order is its own. */
int cconv_packed_size(const cconv_convolution *conv, cconv_level level,
		      size_t *size);

/**
 * Bring weights into a level's order; done once per load. Kernels may be
 * chosen by the values of the weights.
 * @weights: out_channels x kernel_height x kernel_width x in_channels words;
 *   the low 8 or 16 bits of each are used.
 * @packed: cconv_packed_size() bytes, aligned to 64.
 */
int cconv_pack(const cconv_convolution *conv, cconv_level level,
	       const int32_t *weights, void *packed);

/** Bytes of scratch memory that a thread in cconv_convolve() needs; whatever
 *  it holds before and after. */
int cconv_scratch_size(const cconv_convolution *conv, cconv_level level,
		       size_t *size);

/** A share of a convolution's output channels: part @index of @count. */
typedef struct cconv_share {
	int32_t index; /**< 0 to count - 1 */
	int32_t count; /**< 1 to 4096; parts may be empty */
} cconv_share;

/**
 * Convolve images that lie one behind the other.
 * @images: how many. Fully connected layers gain from several at a time.
 * @in: in_height x in_width x in_channels elements each.
 * @packed: from cconv_pack() for the same convolution and level.
 * @out: output height x width x out_channels elements each; must not overlap
 *   @in.
 * @scratch: cconv_scratch_size() bytes, aligned to 64.
 * @share: which channels to write, NULL for all; several threads may write
 *   those of one output, each with scratch memory of its own.
 */
int cconv_convolve(const cconv_convolution *conv, cconv_level level,
		   size_t images, const void *in, const void *packed,
		   void *out, void *scratch,
		   const cconv_share *_Nullable share);

/** A pooling window; all sizes and the stride 1 to 4096, window not larger
 *  than the input. */
typedef struct cconv_pooling {
	int32_t in_height, in_width, channels;
	int32_t window; /**< height and width */
	int32_t stride;
	bool relu;      /**< max(0, x) of the result */
} cconv_pooling;

/** Output height and width: (in - window) / stride + 1, the quotient rounded
 *  down. */
int cconv_pooling_output(const cconv_pooling *pool, int32_t *height,
			 int32_t *width);

/** Maximum of the words in each window; @out must not overlap @in. */
int cconv_max_pool(const cconv_pooling *pool, cconv_level level,
		   const int32_t *in, int32_t *out);

/** Wrapping 32-bit sum of the words divided by their number, towards zero;
 *  @out must not overlap @in. */
int cconv_average_pool(const cconv_pooling *pool, cconv_level level,
		       const int32_t *in, int32_t *out);

/** max(0, x) of @count words, in place; scalar if @level is not available. */
void cconv_relu(cconv_level level, int32_t *words, size_t count);

#ifdef __clang__
#pragma clang assume_nonnull end
#endif

#ifdef __cplusplus
}
#endif

#endif
