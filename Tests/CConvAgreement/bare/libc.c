/* SPDX-License-Identifier: BSD-3-Clause */
/* As much of the C library as the comparison uses, for a PC that Bochs
 * emulates. */
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HEAP 0x10000000ul
#define HEAP_END 0x20000000ul

extern char bare_bss[], bare_bss_end[];
extern void (*const bare_constructors[])(void);
extern void (*const bare_constructors_end[])(void);

void bare_main(void);
int main(int argc, char **argv);

FILE *stdout, *stderr;

static uintptr_t heap = HEAP;
static size_t allocations;

static void out_byte(uint16_t port, char byte)
{
	__asm__ volatile("outb %0, %1" : : "a"(byte), "Nd"(port));
}

/* Of loops, compilers would make calls of these very functions. */
void *memset(void *out, int value, size_t size)
{
	void *at = out;

	__asm__ volatile("rep stosb"
			 : "+D"(at), "+c"(size)
			 : "a"(value)
			 : "memory");
	return out;
}

void *memcpy(void *restrict out, const void *restrict in, size_t size)
{
	void *at = out;

	__asm__ volatile("rep movsb"
			 : "+D"(at), "+S"(in), "+c"(size)
			 :
			 : "memory");
	return out;
}

int memcmp(const void *a, const void *b, size_t size)
{
	const unsigned char *x = a, *y = b;

	for (size_t i = 0; i < size; i++)
		if (x[i] != y[i])
			return x[i] < y[i] ? -1 : 1;
	return 0;
}

int strcmp(const char *a, const char *b)
{
	while (*a && *a == *b)
		a++, b++;
	return (unsigned char)*a - (unsigned char)*b;
}

long strtol(const char *restrict text, char **restrict end, int base)
{
	long value = 0;

	(void)end;
	(void)base;
	while (*text >= '0' && *text <= '9')
		value = 10 * value + *text++ - '0';
	return value;
}

unsigned long long strtoull(const char *restrict text, char **restrict end,
			    int base)
{
	return (unsigned long long)strtol(text, end, base);
}

char *getenv(const char *name)
{
	(void)name;
	return NULL;
}

/* Memory comes back when nothing is in use. */
void *aligned_alloc(size_t alignment, size_t size)
{
	uintptr_t start = (heap + alignment - 1) / alignment * alignment;

	if (size > HEAP_END - start)
		return NULL;
	heap = start + size;
	allocations++;
	return (void *)start;
}

void free(void *area)
{
	if (area && --allocations == 0)
		heap = HEAP;
}

static int put_number(long value)
{
	char digits[24];
	size_t at = sizeof(digits);
	unsigned long rest = value < 0 ? 0 - (unsigned long)value
				       : (unsigned long)value;

	do
		digits[--at] = (char)('0' + rest % 10);
	while (rest /= 10);
	if (value < 0)
		digits[--at] = '-';
	while (at < sizeof(digits))
		out_byte(0xe9, digits[at++]);
	return 0;
}

int vfprintf(FILE *restrict file, const char *restrict format, va_list values)
{
	(void)file;
	for (; *format; format++) {
		if (*format != '%') {
			out_byte(0xe9, *format);
		} else if (*++format == 's') {
			for (const char *s = va_arg(values, const char *); *s;)
				out_byte(0xe9, *s++);
		} else if (*format == 'z') {
			format++;
			put_number((long)va_arg(values, size_t));
		} else {
			put_number(va_arg(values, int));
		}
	}
	return 0;
}

int fprintf(FILE *restrict file, const char *restrict format, ...)
{
	va_list values;

	va_start(values, format);
	vfprintf(file, format, values);
	va_end(values);
	return 0;
}

int printf(const char *restrict format, ...)
{
	va_list values;

	va_start(values, format);
	vfprintf(stdout, format, values);
	va_end(values);
	return 0;
}

void abort(void)
{
	exit(134);
}

/* Bochs ends when it reads this. */
void exit(int status)
{
	printf("status %d\n", status);
	for (const char *s = "Shutdown"; *s; s++)
		out_byte(0x8900, *s);
	for (;;)
		__asm__ volatile("hlt");
}

void bare_main(void)
{
	static char name[] = "random", level[] = BARE_LEVEL,
		    layers[] = BARE_LAYERS;
	char *arguments[] = { name, level, layers, NULL };

	memset(bare_bss, 0, (size_t)(bare_bss_end - bare_bss));
	for (size_t i = 0; bare_constructors + i < bare_constructors_end; i++)
		bare_constructors[i]();
	exit(main(3, arguments));
}
