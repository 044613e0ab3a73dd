/* SPDX-License-Identifier: BSD-3-Clause */
#include "../conv.h"

#if defined(__x86_64__)

#include <immintrin.h>

#include "vnni_cells.h"

static __m128i load(const uint8_t *in)
{
	return _mm_loadu_si128((const __m128i *)in);
}

/* Cells of the bytes at @in, @in + @step and so on, 16 at a time. */
static void make_cells(const uint8_t *in, size_t step, size_t count,
		       uint8_t *out)
{
	for (size_t i = 0; i < count; i += 16, in += 16) {
		__m128i a = load(in), b = load(in + step);
		__m128i c = load(in + 2 * step), d = load(in + 3 * step);
		__m128i low_ab = _mm_unpacklo_epi8(a, b);
		__m128i low_cd = _mm_unpacklo_epi8(c, d);
		__m128i high_ab = _mm_unpackhi_epi8(a, b);
		__m128i high_cd = _mm_unpackhi_epi8(c, d);
		__m128i *cells = (__m128i *)(out + 4 * i);

		_mm_storeu_si128(cells, _mm_unpacklo_epi16(low_ab, low_cd));
		_mm_storeu_si128(cells + 1,
				 _mm_unpackhi_epi16(low_ab, low_cd));
		_mm_storeu_si128(cells + 2,
				 _mm_unpacklo_epi16(high_ab, high_cd));
		_mm_storeu_si128(cells + 3,
				 _mm_unpackhi_epi16(high_ab, high_cd));
	}
}

const uint8_t *cconv_vnni_pad(const struct cconv_geometry *g,
			      const struct cconv_vnni_layout *layout,
			      const void *in, uint8_t *scratch)
{
	size_t pitch = g->padded_pitch;
	size_t tall = g->rows / 4 * 4; /* rows of groups of four */

	if (g->bits != 8) {
		cconv_pad_int16(g, in, (int16_t *)scratch,
				CCONV_VNNI_SLACK_BYTES / sizeof(int16_t));
		return scratch;
	}
	cconv_pad_bytes(g, in, scratch, 0x80, CCONV_VNNI_SLACK_BYTES);
	if (!layout->cells)
		return scratch;
	make_cells(scratch, pitch, (g->padded_height - 3) * pitch,
		   scratch + layout->below_at);
	if (g->rows > tall)
		make_cells(scratch + tall * pitch, 1,
			   (g->padded_height - tall) * pitch,
			   scratch + layout->right_at +
				   tall * pitch * layout->step);
	return scratch + layout->below_at;
}

#endif
