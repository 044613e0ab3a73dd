// SPDX-License-Identifier: BSD-3-Clause
/*
 * board:/dev/accelN, by our kernel module: Kernel/uapi/accel.h says what the
 * calls do. The kernel owns the DMA registers.
 */
#define _FILE_OFFSET_BITS 64

#include <errno.h>
#include <stdio.h>

#include "include/axi_dma_regs.h"
#include "internal.h"

#ifdef __linux__

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../../Kernel/uapi/accel.h"

struct board {
	int fd;
	enum cdrv_region_kind kinds[CDRV_MAX_REGIONS];
	uint64_t transfers[CDRV_MAX_REGIONS]; /* that run; 0: none */
};

static int ask_kernel(const struct board *board, unsigned long request,
		      void *argument)
{
	int result;

	do
		result = ioctl(board->fd, request, argument);
	while (result < 0 && errno == EINTR);
	return result < 0 ? -errno : 0;
}

/* A call's ENODEV is the device's, which is gone; CDriver's is a fabric's that
 * does not answer. */
static int call(const struct board *board, unsigned long request,
		void *argument)
{
	int err = ask_kernel(board, request, argument);

	return err == -ENODEV ? -EIO : err;
}

static int explain(const char *path, int error, char *message, size_t size)
{
	switch (error) {
	case ENOENT:
		snprintf(message, size,
			 "there is no %s: load the module (modprobe accel)",
			 path);
		return -ENODEV;
	case EACCES:
	case EPERM:
		snprintf(message, size,
			 "you may not open %s: join the group accel", path);
		return -ENODEV;
	case EBUSY:
		return -EBUSY;
	default:
		snprintf(message, size, "%s cannot be opened: %s", path,
			 strerror(error));
		return -ENODEV;
	}
}

static int describe(struct board *board, struct cdrv_board *out)
{
	struct accel_info info;
	uint32_t i;
	int err;

	err = call(board, ACCEL_IOC_INFO, &info);
	if (err)
		return err;
	if (info.version < ACCEL_UAPI_VERSION)
		return -ENOTTY;
	snprintf(out->name, sizeof(out->name), "%.*s",
		 (int)sizeof(info.name) - 1, info.name);
	out->time_kind = CDRV_TIME_MEASURED;
	if (info.windows > CDRV_MAX_REGIONS)
		return -E2BIG;
	out->region_count = info.windows;
	for (i = 0; i < info.windows; i++) {
		struct accel_window window = { .index = i };

		err = call(board, ACCEL_IOC_WINDOW, &window);
		if (err)
			return err;
		board->kinds[i] = (enum cdrv_region_kind)window.kind;
		out->regions[i] = (struct cdrv_region){
			.kind = (enum cdrv_region_kind)window.kind,
			.base = (uint32_t)window.base,
			.size = window.size,
			.length_width = window.length_width,
			.data_width = window.data_width,
		};
	}
	return 0;
}

static int board_open(const char *options, void **context,
		      struct cdrv_board *out, char *message, size_t size)
{
	struct board *board = calloc(1, sizeof(*board));
	int err;

	if (!board)
		return -ENOMEM;
	do
		board->fd = open(options, O_RDWR | O_CLOEXEC);
	while (board->fd < 0 && errno == EINTR);
	if (board->fd < 0) {
		err = explain(options, errno, message, size);
		free(board);
		return err;
	}
	err = describe(board, out);
	if (err) {
		snprintf(message, size,
			 "%s is no device of the module accel", options);
		close(board->fd);
		free(board);
		return -ENODEV;
	}
	*context = board;
	return 0;
}

static void board_close(void *context)
{
	struct board *board = context;

	close(board->fd);
	free(board);
}

static int board_read32(void *context, uint32_t region, uint32_t offset,
			uint32_t *value)
{
	struct accel_register ask = { .window = region, .offset = offset };
	int err = call(context, ACCEL_IOC_READ, &ask);

	if (!err)
		*value = ask.value;
	return err;
}

/* A transfer that is not waited for would be kept for ever. */
static void forget(struct board *board, uint32_t region)
{
	struct accel_wait ask = { .transfer = board->transfers[region] };

	if (ask.transfer)
		call(board, ACCEL_IOC_WAIT, &ask);
	board->transfers[region] = 0;
}

static int board_write32(void *context, uint32_t region, uint32_t offset,
			 uint32_t value)
{
	struct accel_register ask = { .window = region, .offset = offset,
				      .value = value };
	struct accel_cancel cancel = { .window = region };
	struct board *board = context;
	int err;

	/* The one write that means something to engines of the kernel. */
	if (board->kinds[region] != CDRV_REGION_AXI_DMA ||
	    offset != AXI_DMA_CR || !(value & AXI_DMA_CR_RESET))
		return call(board, ACCEL_IOC_WRITE, &ask);
	err = ask_kernel(board, ACCEL_IOC_CANCEL, &cancel);
	forget(board, region);
	/* The engines of a device that is gone were stopped before. */
	return err == -ENODEV ? 0 : err;
}

static int board_alloc(void *context, size_t size, struct cdrv_memory *memory)
{
	struct board *board = context;
	struct accel_alloc ask = { .size = size };
	struct accel_free undo = { 0 };
	void *cpu;
	int err;

	err = call(board, ACCEL_IOC_ALLOC, &ask);
	if (err)
		return err == -EIO ? err : -ENOMEM;
	cpu = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, board->fd,
		   (off_t)ask.mmap_offset);
	if (cpu == MAP_FAILED) {
		undo.handle = ask.handle;
		call(board, ACCEL_IOC_FREE, &undo);
		return -ENOMEM;
	}
	/* Addresses are the kernel's affair. */
	*memory = (struct cdrv_memory){ cpu, 0, size,
					(void *)(uintptr_t)ask.handle };
	return 0;
}

static uint32_t handle_of(const struct cdrv_memory *memory)
{
	return memory ? (uint32_t)(uintptr_t)memory->handle : 0;
}

static void board_free(void *context, struct cdrv_memory *memory)
{
	struct accel_free ask = { .handle = handle_of(memory) };

	munmap(memory->cpu, memory->size);
	call(context, ACCEL_IOC_FREE, &ask);
}

static int board_sync(void *context, struct cdrv_memory *memory, size_t offset,
		      size_t length, enum cdrv_sync_direction direction)
{
	struct accel_sync ask = {
		.handle = handle_of(memory),
		.direction = direction == CDRV_SYNC_FOR_DEVICE
				     ? ACCEL_SYNC_FOR_DEVICE
				     : ACCEL_SYNC_FOR_CPU,
		.offset = offset,
		.length = length,
	};

	return call(context, ACCEL_IOC_SYNC, &ask);
}

static int board_submit(void *context, const struct cdrv_dma_request *request)
{
	struct board *board = context;
	struct accel_submit ask = {
		.window = request->region,
		.tx = handle_of(request->tx),
		.rx = handle_of(request->rx),
		.tx_offset = request->tx_offset,
		.tx_length = request->tx_length,
		.rx_offset = request->rx_offset,
		.rx_length = request->rx_length,
	};
	int err = call(board, ACCEL_IOC_SUBMIT, &ask);

	if (!err)
		board->transfers[request->region] = ask.transfer;
	return err;
}

static bool is_at_fault(uint32_t status)
{
	return status & (AXI_DMA_SR_ERRORS | AXI_DMA_SR_HALTED);
}

static int board_wait(void *context, uint32_t region, uint64_t timeout_ns,
		      uint64_t *elapsed_ns, struct cdrv_dma_status *status)
{
	struct board *board = context;
	uint64_t start = cdrv_wall_ns();
	struct accel_wait ask = {
		.transfer = board->transfers[region],
		.deadline = timeout_ns < UINT64_MAX - start
				    ? start + timeout_ns
				    : UINT64_MAX,
	};
	int err = ask_kernel(board, ACCEL_IOC_WAIT, &ask);

	*elapsed_ns = cdrv_wall_ns() - start;
	if (err == -ETIMEDOUT)
		return err;
	/* The transfer is not there, or nor is the device. */
	if (!(ask.flags & ACCEL_WAIT_ENDED))
		return err == -ENOENT || err == -ENODEV ? -EIO : err;
	board->transfers[region] = 0;
	status->mm2s_sr = ask.mm2s_sr;
	status->s2mm_sr = ask.s2mm_sr;
	status->received = ask.received;
	status->interrupt_lost = ask.flags & ACCEL_WAIT_INTERRUPT_LOST;
	if (err == -ENODEV)
		status->mm2s_sr = 0xffffffffu;
	else if (err == -EIO && !is_at_fault(ask.mm2s_sr | ask.s2mm_sr))
		return -EIO;
	return err == -EIO || err == -ENODEV ? 0 : err;
}

#else

static int board_open(const char *options, void **context,
		      struct cdrv_board *out, char *message, size_t size)
{
	(void)options;
	(void)context;
	(void)out;
	snprintf(message, size, "boards need Linux");
	return -ENODEV;
}

#endif

const struct cdrv_backend_ops *cdrv_board_backend(void)
{
	static const struct cdrv_backend_ops ops = {
		.name = "board",
		.open = board_open,
#ifdef __linux__
		.close = board_close,
		.read32 = board_read32,
		.write32 = board_write32,
		.buffer_alloc = board_alloc,
		.buffer_free = board_free,
		.buffer_sync = board_sync,
		.dma_submit = board_submit,
		.wait = board_wait,
#endif
	};

	return &ops;
}
