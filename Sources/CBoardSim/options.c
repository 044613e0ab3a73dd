// SPDX-License-Identifier: BSD-3-Clause
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "internal.h"

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

static bool starts_with(const struct word *word, const char *prefix)
{
	size_t length = strlen(prefix);

	return word->length >= length && !strncmp(word->text, prefix, length);
}

/* Decimal digits at the start of @word, taken off it; false on none. */
static bool take_number(struct word *word, uint64_t largest, uint64_t *number)
{
	uint64_t value = 0;
	size_t digits = 0;

	while (digits < word->length && word->text[digits] >= '0' &&
	       word->text[digits] <= '9') {
		value = value * 10 + (uint64_t)(word->text[digits] - '0');
		if (value > largest)
			return false;
		digits++;
	}
	word->text += digits;
	word->length -= digits;
	*number = value;
	return digits > 0;
}

#define LONGEST_LATENCY_NS UINT64_C(3600000000000)
#define LARGEST_COUNT UINT64_C(1000000000)

static bool parse_time(struct word word, uint64_t *ns)
{
	static const struct {
		const char *name;
		uint64_t ns;
	} units[] = { { "ns", 1 }, { "us", 1000 }, { "ms", 1000000 },
		      { "s", 1000000000 } };
	uint64_t number;
	size_t i;

	if (!take_number(&word, LONGEST_LATENCY_NS, &number))
		return false;
	for (i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (strlen(units[i].name) != word.length ||
		    strncmp(units[i].name, word.text, word.length))
			continue;
		if (number > LONGEST_LATENCY_NS / units[i].ns)
			return false;
		*ns = number * units[i].ns;
		return true;
	}
	return false;
}

/* The [@N][xM] behind a fault's name. */
static bool parse_occasions(struct word rest, struct csim_fault *fault)
{
	fault->first = 1;
	fault->times = 1;
	if (starts_with(&rest, "@")) {
		rest.text++;
		rest.length--;
		if (!take_number(&rest, LARGEST_COUNT, &fault->first) ||
		    fault->first == 0)
			return false;
	}
	if (rest.length == 2 && starts_with(&rest, "x*")) {
		fault->times = UINT64_MAX;
		return true;
	}
	if (starts_with(&rest, "x")) {
		rest.text++;
		rest.length--;
		if (!take_number(&rest, LARGEST_COUNT, &fault->times) ||
		    fault->times == 0)
			return false;
	}
	return rest.length == 0;
}

static bool parse_fault(struct word word, struct csim_fault *fault)
{
	struct word rest;
	int kind;

	for (kind = 0; kind < SIM_FAULT_KINDS; kind++) {
		const char *name = csim_fault_name((enum csim_fault_kind)kind);

		if (!starts_with(&word, name))
			continue;
		rest.text = word.text + strlen(name);
		rest.length = word.length - strlen(name);
		fault->kind = (enum csim_fault_kind)kind;
		if (parse_occasions(rest, fault))
			return true;
	}
	return false;
}

static int parse_word(const struct word *word, struct csim_options *options,
		      char *message, size_t message_size)
{
	const char *equals = memchr(word->text, '=', word->length);
	int length = word->length > 60 ? 60 : (int)word->length;
	struct word value = { "", 0 };
	struct csim_fault *fault;

	if (equals) {
		value.text = equals + 1;
		value.length = word->length - (size_t)(value.text - word->text);
	}
	if (starts_with(word, "overlay=")) {
		options->overlay = csim_overlay_find(value.text, value.length);
		if (options->overlay)
			return 0;
		return refuse(message, message_size,
			      "%.*s is not overlay=lenet or overlay=cifar10",
			      length, word->text);
	}
	if (starts_with(word, "dma=")) {
		options->gathers = starts_with(&value, "sg");
		if (value.length == (options->gathers ? 2 : 6) &&
		    (options->gathers || starts_with(&value, "direct")))
			return 0;
		return refuse(message, message_size,
			      "%.*s is not dma=direct or dma=sg", length,
			      word->text);
	}
	if (starts_with(word, "latency=")) {
		if (parse_time(value, &options->latency_ns))
			return 0;
		return refuse(message, message_size,
			      "%.*s is not a time like latency=250us, "
			      "latency=20ms or latency=1s, at most an hour",
			      length, word->text);
	}
	if (starts_with(word, "fault=")) {
		if (options->fault_count == SIM_MAX_FAULTS)
			return refuse(message, message_size,
				      "more than %d faults", SIM_MAX_FAULTS);
		fault = &options->faults[options->fault_count];
		if (parse_fault(value, fault)) {
			options->fault_count++;
			return 0;
		}
		return refuse(
			message, message_size,
			"%.*s is not fault=NAME[@N][xM] with slverr, decerr, "
			"interr, no-tlast, early-tlast, lost-irq, stuck, "
			"bad-reply, bad-weights or unprogrammed",
			length, word->text);
	}
	return refuse(message, message_size,
		      "%.*s is not an option; there are overlay=, dma=, "
		      "latency= and fault=",
		      length, word->text);
}

int csim_options_parse(const char *text, struct csim_options *options,
		       char *message, size_t message_size)
{
	struct word word;
	int err;

	*options = (struct csim_options){
		.overlay = csim_overlay_find("lenet", 5),
	};
	while (*text) {
		word.text = text;
		word.length = strcspn(text, ",");
		text += word.length;
		if (*text == ',' && *++text == '\0')
			return refuse(message, message_size,
				      "an option is missing behind the comma");
		err = parse_word(&word, options, message, message_size);
		if (err)
			return err;
	}
	return 0;
}
