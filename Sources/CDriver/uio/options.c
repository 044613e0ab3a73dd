// SPDX-License-Identifier: BSD-3-Clause
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "options.h"
#include "system.h"

/* The fabric and the peripherals of a Zynq lie below. */
#define LARGEST_ADDRESS UINT64_C(0xfffffffc)

struct word {
	const char *text;
	size_t length;
};

__attribute__((format(printf, 3, 4))) static int
refuse(char *message, size_t message_size, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(message, message_size, format, arguments);
	va_end(arguments);
	return -EINVAL;
}

/* The text behind NAME=, or false. */
static bool take(struct word word, const char *name, struct word *value)
{
	size_t length = strlen(name);

	if (word.length <= length || memcmp(word.text, name, length) ||
	    word.text[length] != '=')
		return false;
	value->text = word.text + length + 1;
	value->length = word.length - length - 1;
	return true;
}

static bool copy(struct word word, char *to, size_t size)
{
	if (word.length == 0 || word.length >= size)
		return false;
	memcpy(to, word.text, word.length);
	to[word.length] = '\0';
	return true;
}

static bool is_one_of(const char *text, const char *const *names)
{
	for (; *names; names++)
		if (!strcmp(text, *names))
			return true;
	return false;
}

static bool add_window(struct word value, enum cdrv_region_kind kind,
		       struct cdrv_uio_options *options)
{
	uint64_t address;

	if (options->window_count == CDRV_MAX_REGIONS ||
	    !cdrv_parse_number(value.text, value.length, LARGEST_ADDRESS,
			       &address) ||
	    address % 4)
		return false;
	options->windows[options->window_count].kind = kind;
	options->windows[options->window_count].address = address;
	options->window_count++;
	return true;
}

static bool parse_width(struct word value, uint32_t least, uint32_t largest,
			uint32_t *width)
{
	uint64_t number;

	if (!cdrv_parse_number(value.text, value.length, largest, &number) ||
	    number < least)
		return false;
	*width = (uint32_t)number;
	return true;
}

/* What each option takes, for messages; NULL: understood. */
static const char *parse_value(struct word word,
			       struct cdrv_uio_options *options)
{
	static const char *const providers[] = { "zocl", "u-dma-buf", "xlnk",
						 NULL };
	struct word value;

	if (take(word, "dma", &value))
		return add_window(value, CDRV_REGION_AXI_DMA, options)
			       ? NULL
			       : "an address like dma=0x40400000";
	if (take(word, "switch", &value))
		return add_window(value, CDRV_REGION_AXIS_SWITCH, options)
			       ? NULL
			       : "an address like switch=0x43c00000";
	if (take(word, "slcr", &value))
		return add_window(value, CDRV_REGION_SLCR, options)
			       ? NULL
			       : "an address like slcr=0xf8000000";
	if (take(word, "length-width", &value))
		return parse_width(value, 8, 26, &options->length_width)
			       ? NULL
			       : "a number of bits, length-width=8 to 26";
	if (take(word, "data-width", &value))
		return parse_width(value, 4, 128, &options->data_width) &&
				       !(options->data_width &
					 (options->data_width - 1))
			       ? NULL
			       : "a number of bytes like data-width=4";
	if (take(word, "mem", &value))
		return copy(value, options->mem, sizeof(options->mem)) &&
				       options->mem[0] == '/'
			       ? NULL
			       : "a path like mem=/dev/mem";
	if (take(word, "memory", &value))
		return copy(value, options->memory, sizeof(options->memory)) &&
				       is_one_of(options->memory, providers)
			       ? NULL
			       : "memory=zocl, memory=u-dma-buf or memory=xlnk";
	if (take(word, "xlnk", &value) && value.length == 1 &&
	    value.text[0] >= 'A' && value.text[0] <= 'D') {
		options->xlnk = value.text[0];
		return NULL;
	}
	if (take(word, "xlnk", &value))
		return "a generation, xlnk=A, B, C or D";
	if (take(word, "programmed", &value)) {
		options->is_programmed = value.length == 3 &&
					 !memcmp(value.text, "yes", 3);
		return options->is_programmed ? NULL : "programmed=yes";
	}
	return "an option; there are dma=, switch=, slcr=, length-width=, "
	       "data-width=, mem=, memory=, xlnk= and programmed=";
}

int cdrv_uio_options_parse(const char *text, struct cdrv_uio_options *options,
			   char *message, size_t message_size)
{
	const char *wanted;
	struct word word;

	*options = (struct cdrv_uio_options){ 0 };
	if (strncmp(text, "uio", 3) || (text[3] && text[3] != ','))
		return refuse(message, message_size,
			      "%.60s does not begin with uio", text);
	text += 3;
	while (*text) {
		word.text = ++text;
		word.length = strcspn(text, ",");
		text += word.length;
		if (word.length == 0)
			return refuse(message, message_size,
				      "an option is missing behind the comma");
		wanted = parse_value(word, options);
		if (wanted)
			return refuse(message, message_size, "%.*s is not %s",
				      word.length > 60 ? 60 : (int)word.length,
				      word.text, wanted);
	}
	return 0;
}
