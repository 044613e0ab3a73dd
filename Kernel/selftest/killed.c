// SPDX-License-Identifier: BSD-3-Clause
/* Processes that are killed at random moments leave nothing behind. */
#define _FILE_OFFSET_BITS 64
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "selftest.h"

#define KILLS 200

/* Keep the device as busy as can be, for ever. */
static void work(int number)
{
	int fd = open_device();
	uint32_t dma = find_window(fd, ACCEL_WINDOW_DMA);

	for (;;) {
		struct accel_alloc tx = { .size = 65536 }, rx = tx;
		struct accel_submit ask = { .window = dma, .rx_length = 65536,
					    .tx_length = 65536 };
		struct accel_wait wait = { 0 };
		struct accel_cancel cancel = { .window = dma };
		void *bytes;

		if (call(fd, ACCEL_IOC_ALLOC, &tx) ||
		    call(fd, ACCEL_IOC_ALLOC, &rx))
			_exit(2);
		bytes = mmap(NULL, 65536, PROT_READ | PROT_WRITE, MAP_SHARED,
			     fd, (off_t)tx.mmap_offset);
		if (bytes == MAP_FAILED)
			_exit(3);
		memset(bytes, number, 65536);
		ask.tx = tx.handle;
		ask.rx = rx.handle;
		if (call(fd, ACCEL_IOC_SUBMIT, &ask))
			_exit(4);
		wait.transfer = ask.transfer;
		wait.deadline = now_ns() + 3000000;
		if (call(fd, ACCEL_IOC_WAIT, &wait) == -ETIMEDOUT) {
			call(fd, ACCEL_IOC_CANCEL, &cancel);
			wait.flags = 0;
			call(fd, ACCEL_IOC_WAIT, &wait);
		}
		munmap(bytes, 65536);
		call(fd, ACCEL_IOC_FREE,
		     &(struct accel_free){ .handle = tx.handle });
		call(fd, ACCEL_IOC_FREE,
		     &(struct accel_free){ .handle = rx.handle });
	}
}

int main(void)
{
	int i, status, on_time = 0;

	if (set_parameter("exclusive", "Y"))
		return 1;
	become_nobody();
	srand(2018);
	for (i = 0; i < KILLS; i++) {
		struct timespec pause = { 0, rand() % 20000000 };
		uint64_t start;
		pid_t child = fork();

		if (child == 0)
			work(i);
		nanosleep(&pause, NULL);
		kill(child, SIGKILL);
		start = now_ns();
		waitpid(child, &status, 0);
		on_time += now_ns() - start < 1000000000u;
		if (!WIFSIGNALED(status))
			expect(WEXITSTATUS(status), 0);
		expect(buffers_out(), 0);
	}
	expect(on_time, KILLS);
	close(open_device());
	return verdict("killed");
}
