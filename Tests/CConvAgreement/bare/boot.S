/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A disk that starts a C program on a PC without an operating system: 64 bits,
 * AVX-512 switched on, the first GiB mapped to itself.
 */
#define PAGE_TABLES 0x1000 /* three pages */
#define PROGRAM 0x10000    /* this sector and what follows; below 0x90000 */
#define STACK 0x9000000
#define CHUNK 64           /* sectors of a read */

	.code16
	.section .boot, "ax"
	.globl boot
boot:
	/* The BIOS leaves this sector at 0x7c00; labels count from PROGRAM. */
	cli
	xorw %ax, %ax
	movw %ax, %ds
	movw %ax, %ss
	movw $0x7c00, %sp
	movw $(bare_sectors + CHUNK - 1), %cx
	shrw $6, %cx
read:
	movw $(packet - boot + 0x7c00), %si
	movb $0x42, %ah
	int $0x13
	jc read_failed
	addw $(CHUNK * 32), packet_segment - boot + 0x7c00
	addl $CHUNK, packet_sector - boot + 0x7c00
	loop read
	ljmp $(PROGRAM >> 4), $(loaded - boot)
read_failed:
	hlt
	jmp read_failed

packet:
	.byte 16, 0
	.word CHUNK, 0
packet_segment:
	.word PROGRAM >> 4
packet_sector:
	.quad 0

loaded:
	movw $(PROGRAM >> 4), %ax
	movw %ax, %ds
	inb $0x92, %al /* address line 20 */
	orb $2, %al
	outb %al, $0x92
	lgdtl gdt_pointer - boot
	movl %cr0, %eax
	orl $1, %eax
	movl %eax, %cr0
	ljmpl $8, $protected

	.code32
protected:
	movw $24, %ax
	movw %ax, %ds
	movw %ax, %es
	movw %ax, %ss
	movl $PAGE_TABLES, %edi
	xorl %eax, %eax
	movl $(3 * 1024), %ecx
	rep stosl
	movl $(PAGE_TABLES + 0x1003), PAGE_TABLES
	movl $(PAGE_TABLES + 0x2003), PAGE_TABLES + 0x1000
	movl $(PAGE_TABLES + 0x2000), %edi
	movl $0x83, %eax /* 2 MiB, writable, present */
map:
	movl %eax, (%edi)
	addl $0x200000, %eax
	addl $8, %edi
	cmpl $(PAGE_TABLES + 0x3000), %edi
	jne map

	movl $PAGE_TABLES, %eax
	movl %eax, %cr3
	movl $0x40620, %eax /* PAE, FXSR, XMM exceptions, XSAVE */
	movl %eax, %cr4
	movl $0xc0000080, %ecx /* long mode */
	rdmsr
	orl $0x100, %eax
	wrmsr
	movl %cr0, %eax
	andl $~4, %eax /* no emulation of the FPU */
	orl $0x80000002, %eax
	movl %eax, %cr0
	xorl %ecx, %ecx
	xorl %edx, %edx
	movl $0xe7, %eax /* x87, SSE, AVX, AVX-512 */
	xsetbv
	ljmpl $16, $long_mode

	.code64
long_mode:
	movl $STACK, %esp
	call bare_main
1:
	hlt
	jmp 1b

	.balign 8
gdt:
	.quad 0
	.quad 0x00cf9a000000ffff /* 32-bit code */
	.quad 0x00af9a000000ffff /* 64-bit code */
	.quad 0x00cf92000000ffff /* data */
gdt_pointer:
	.word . - gdt - 1
	.long gdt

	.org boot + 510
	.word 0xaa55
