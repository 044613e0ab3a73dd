/* SPDX-License-Identifier: BSD-3-Clause */
/* As much of the C library as the comparison uses, on a PC that Bochs
 * emulates: text goes to its console, and one word switches it off. */
#if defined(__x86_64__)

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define HEAP 0x10000000ul
#define HEAP_END 0x20000000ul
#define PAGE 4096
#define CONSOLE 0xe9
#define POWER 0x8900

extern char bare_bss[], bare_bss_end[];
extern void (*const bare_constructors[])(void);
extern void (*const bare_constructors_end[])(void);

void bare_main(void);
int main(int argc, char **argv);

FILE *stdout, *stderr;

static uintptr_t heap = HEAP;
static size_t maps;

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

char *getenv(const char *name)
{
	(void)name;
	return NULL;
}

long sysconf(int name)
{
	(void)name;
	return PAGE;
}

/* Memory comes back when nothing is in use. */
void *mmap(void *where, size_t size, int access, int flags, int file,
	   off_t offset)
{
	void *start = (void *)heap;

	(void)where, (void)access, (void)flags, (void)file, (void)offset;
	if (size > HEAP_END - heap)
		return MAP_FAILED;
	heap += (size + PAGE - 1) / PAGE * PAGE;
	maps++;
	return start;
}

int munmap(void *start, size_t size)
{
	(void)start, (void)size;
	if (--maps == 0)
		heap = HEAP;
	return 0;
}

/* Reads beyond an end are for the emulated intrinsics to find. */
int mprotect(void *start, size_t size, int access)
{
	(void)start, (void)size, (void)access;
	return 0;
}

static void put_text(const char *text)
{
	while (*text)
		out_byte(CONSOLE, *text++);
}

static void put_number(long value)
{
	char digits[24];
	size_t at = sizeof(digits);
	unsigned long rest = value < 0 ? 0 - (unsigned long)value
				       : (unsigned long)value;

	digits[--at] = '\0';
	do
		digits[--at] = (char)('0' + rest % 10);
	while (rest /= 10);
	if (value < 0)
		digits[--at] = '-';
	put_text(digits + at);
}

static void put_values(const char *format, va_list values)
{
	for (; *format; format++) {
		if (*format != '%') {
			out_byte(CONSOLE, *format);
		} else if (*++format == 's') {
			put_text(va_arg(values, const char *));
		} else if (*format == 'z' || *format == 'l') {
			put_number((long)va_arg(values, size_t));
			format++;
		} else {
			put_number(va_arg(values, int));
		}
	}
}

int printf(const char *restrict format, ...)
{
	va_list values;

	va_start(values, format);
	put_values(format, values);
	va_end(values);
	return 0;
}

int fprintf(FILE *restrict file, const char *restrict format, ...)
{
	va_list values;

	(void)file;
	va_start(values, format);
	put_values(format, values);
	va_end(values);
	return 0;
}

void perror(const char *what)
{
	printf("%s failed\n", what);
}

void exit(int status)
{
	printf("status %d\n", status);
	for (const char *word = "Shutdown"; *word; word++)
		out_byte(POWER, *word);
	for (;;)
		__asm__ volatile("hlt");
}

void abort(void)
{
	exit(134);
}

void bare_main(void)
{
	static char name[] = "agreement", level[] = "avx512vnni";
	char *arguments[] = { name, level, NULL };

	memset(bare_bss, 0, (size_t)(bare_bss_end - bare_bss));
	for (size_t i = 0; bare_constructors + i < bare_constructors_end; i++)
		bare_constructors[i]();
	exit(main(2, arguments));
}

#endif
