// SPDX-License-Identifier: BSD-3-Clause
/* Designs for the fabric: who may load one, when, and what becomes of one that
 * is spoilt. Without a manager it can only be refused. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "selftest.h"

#define WORDS 65536
#define SYNC 8
#define MANAGER "/sys/class/fpga_manager/fpga0/state"

static uint32_t stream[WORDS];

/* Bytes FF before the sync word, which the manager looks for. */
static void draw_stream(void)
{
	memset(stream, 0xff, 32);
	stream[SYNC] = 0xaa995566;
}

static int program(int fd, uint32_t flags)
{
	struct accel_program ask = { .stream = (uintptr_t)stream,
				     .size = sizeof(stream), .flags = flags };

	return call(fd, ACCEL_IOC_PROGRAM, &ask);
}

static int has_state(const char *wanted)
{
	char state[64] = "";
	FILE *file = fopen(MANAGER, "r");

	if (!file)
		return -errno;
	if (!fgets(state, sizeof(state), file))
		state[0] = '\0';
	fclose(file);
	state[strcspn(state, "\n")] = '\0';
	if (strcmp(state, wanted))
		printf("the manager says %s, not %s\n", state, wanted);
	return !strcmp(state, wanted);
}

static void arguments(int fd)
{
	struct accel_program good = { .stream = (uintptr_t)stream,
				      .size = sizeof(stream) };
	struct accel_program bad;

#define with(field, value, error)                                  \
	do {                                                       \
		bad = good;                                        \
		bad.field = (value);                               \
		expect(call(fd, ACCEL_IOC_PROGRAM, &bad), (error)); \
	} while (0)
	with(pad, 1, -EINVAL);
	with(flags, 2, -EINVAL);
	with(size, 0, -EINVAL);
	with(size, 6, -EINVAL);
	with(size, ACCEL_MAX_STREAM + 4, -EMSGSIZE);
	with(size, UINT64_MAX - 3, -EMSGSIZE);
#undef with
}

/* As an ordinary user, in a process of its own: root is given up for good. */
static int as_nobody(int fd, uint32_t flags)
{
	int status;
	pid_t child = fork();

	if (child == 0) {
		become_nobody();
		_exit(-program(fd, flags));
	}
	if (waitpid(child, &status, 0) != child || !WIFEXITED(status))
		return -ECHILD;
	return -WEXITSTATUS(status);
}

static void policy(int fd, int allowed)
{
	expect(as_nobody(fd, 0), -EPERM);
	expect(set_parameter("program", "0"), 0);
	expect(program(fd, 0), -EPERM);
	expect(set_parameter("program", "2"), 0);
	expect(as_nobody(fd, 0), allowed);
	expect(set_parameter("program", "1"), 0);
	expect(as_nobody(fd, 0), -EPERM);
	expect(program(fd, 0), allowed);
}

static int send_one(int fd, uint32_t dma, uint32_t tx, uint32_t rx)
{
	struct accel_submit ask = { .window = dma, .tx = tx, .rx = rx,
				    .tx_length = 4096, .rx_length = 4096 };
	struct accel_wait wait = { 0 };
	int err = call(fd, ACCEL_IOC_SUBMIT, &ask);

	wait.transfer = ask.transfer;
	wait.deadline = now_ns() + 1000000000u;
	return err ? err : call(fd, ACCEL_IOC_WAIT, &wait);
}

static void busy(int fd, uint32_t dma, uint32_t rx)
{
	struct accel_submit ask = { .window = dma, .rx = rx,
				    .rx_length = 4096 };
	struct accel_cancel cancel = { .window = dma };
	struct accel_wait wait = { 0 };
	int other;

	expect(call(fd, ACCEL_IOC_SUBMIT, &ask), 0);
	expect(program(fd, 0), -EBUSY);
	expect(call(fd, ACCEL_IOC_CANCEL, &cancel), 0);
	wait.transfer = ask.transfer;
	expect(call(fd, ACCEL_IOC_WAIT, &wait), -ECANCELED);
	set_parameter("exclusive", "N");
	other = open_device();
	expect(program(fd, 0), -EBUSY);
	expect(program(other, 0), -EBUSY);
	close(other);
	set_parameter("exclusive", "Y");
	expect(program(fd, 0), 0);
}

static void designs(int fd)
{
	uint32_t dma = find_window(fd, ACCEL_WINDOW_DMA);
	uint32_t tx = allocate(fd, 4096), rx = allocate(fd, 4096);
	struct accel_program gone = { .stream = 8, .size = 4096 };
	int i;

	expect(program(fd, 0), 0);
	expect(has_state("operating"), 1);
	expect(send_one(fd, dma, tx, rx), 0);
	expect(program(fd, ACCEL_PROGRAM_PARTIAL), 0);
	expect(send_one(fd, dma, tx, rx), 0);
	expect(call(fd, ACCEL_IOC_PROGRAM, &gone), -EFAULT);
	expect(send_one(fd, dma, tx, rx), 0);
	busy(fd, dma, rx);
	stream[SYNC] = 0;
	expect(program(fd, 0), -EINVAL);
	expect(has_state("write init error"), 1);
	draw_stream();
	for (i = 0; i < 20; i++) {
		expect(program(fd, 0), 0);
		expect(send_one(fd, dma, tx, rx), 0);
	}
	expect(has_state("operating"), 1);
}

int main(void)
{
	struct accel_info info = { 0 };
	int fd, has_manager = access(MANAGER, R_OK) == 0;

	if (set_parameter("exclusive", "Y"))
		return 1;
	draw_stream();
	fd = open_device();
	expect(call(fd, ACCEL_IOC_INFO, &info), 0);
	expect(!!(info.features & ACCEL_FEATURE_PROGRAM), has_manager);
	arguments(fd);
	if (has_manager) {
		policy(fd, 0);
		designs(fd);
	} else {
		int refused = program(fd, 0);

		expect(refused == -ENODEV || refused == -EOPNOTSUPP, 1);
		policy(fd, refused);
	}
	close(fd);
	expect(buffers_out(), 0);
	printf("programmed: %s manager\n", has_manager ? "with a" : "no");
	return verdict("programmed");
}
