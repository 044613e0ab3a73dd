/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Accel for board applications in C and C++: read a network file, open a
 * board (or the CPU), run images, close. Link with what
 * `pkg-config --cflags --libs accel` says.
 *
 * Functions that can fail return 0, or the enum accel_code of the failure,
 * and fill in @error where one is given (it may be NULL); their out-parameters
 * are then NULL. Every wait for a board has an end. A session belongs to one
 * thread at a time; different sessions may be used by different threads.
 * Passing NULL, or an object that is closed, where that is not allowed is a
 * programmer's mistake.
 */
#ifndef ACCEL_H
#define ACCEL_H

#include <stddef.h>
#include <stdint.h>

#ifdef __clang__
#pragma clang assume_nonnull begin
#define ACCEL_NULLABLE _Nullable
#else
#define ACCEL_NULLABLE
#endif

#ifdef __cplusplus
extern "C" {
#endif

/** Kinds of failures. Numbers never change; there may be more of them. */
enum accel_code {
	ACCEL_OK = 0,
	/** A device's name that cannot be understood. */
	ACCEL_INVALID_LOCATOR = 1,
	/** No board, or nothing on it that moves data. */
	ACCEL_DEVICE_NOT_FOUND = 2,
	/** Another process is using the board. */
	ACCEL_DEVICE_BUSY = 3,
	/** No contiguous memory left. */
	ACCEL_OUT_OF_DEVICE_MEMORY = 4,
	/** The fabric holds no design. */
	ACCEL_FABRIC_NOT_PROGRAMMED = 5,
	/** A DMA error bit was set. */
	ACCEL_TRANSFER_FAILED = 6,
	/** The board did not answer in time. */
	ACCEL_TIMED_OUT = 7,
	/** The driver failed in another way: see system_error. */
	ACCEL_DEVICE_FAULT = 8,
	/** What came back is not what was sent. */
	ACCEL_ECHO_MISMATCH = 9,
	/** The network does not fit the board's overlay. */
	ACCEL_UNSUPPORTED_BY_OVERLAY = 10,
	/** Layers that make no network. */
	ACCEL_INVALID_GRAPH = 11,
	/** Shapes or counts that do not fit together. */
	ACCEL_SHAPE_MISMATCH = 12,
	/** A layer or parameter that is not implemented. */
	ACCEL_UNSUPPORTED_LAYER = 13,
	/** A number that its format cannot hold. */
	ACCEL_VALUE_OUT_OF_RANGE = 14,
	/** A file that is missing or cannot be read. */
	ACCEL_UNREADABLE_FILE = 15,
	/** A file whose contents are not what they should be. */
	ACCEL_MALFORMED_FILE = 16,
	/** A file that cannot be written. */
	ACCEL_UNWRITABLE_FILE = 17,
	/** A value that the caller gave. */
	ACCEL_INVALID_ARGUMENT = 18,
	/** Something that this machine lacks. */
	ACCEL_UNAVAILABLE = 19,
	/** A bitstream for another part than the board's. */
	ACCEL_WRONG_PART = 20,
	/** A bitstream that the board did not take. */
	ACCEL_LOAD_FAILED = 21
};

/** What went wrong, for programs and for people. */
struct accel_error {
	int32_t code;         /**< enum accel_code */
	int32_t system_error; /**< the errno behind it, or 0 */
	/** One sentence in UTF-8: what was tried, what was wrong, what to do;
	 *  cut at a character if it is too long. */
	char message[504];
};

/** The release of this library, for example "0.1.0". */
const char *accel_version(void);

/* ---- networks ---- */

/** A network, from a file that `accel import` wrote. Does not change. */
typedef struct accel_network accel_network;

/** Elements are in order (row, column, channel). */
struct accel_shape {
	int32_t height;
	int32_t width;
	int32_t channels;
};

enum accel_profile {
	ACCEL_PROFILE_OVERLAY = 0, /**< for the published bitstreams */
	ACCEL_PROFILE_NATIVE = 1   /**< for the CPU */
};

struct accel_network_info {
	struct accel_shape input;  /**< of one image */
	struct accel_shape output; /**< of one image */
	int32_t profile;           /**< enum accel_profile */
	int32_t bits;              /**< of its numbers: 8 or 16 */
	uint64_t hash;             /**< of the file's body */
	/** What one step of an output word stands for; 0 where the network
	 *  does not say (overlay). */
	double output_scale;
	int32_t output_zero_point;
	int32_t pad;
	char name[64];             /**< cut where it is too long */
};

/** Read a .accel file of up to 256 MiB.
 *  ACCEL_UNREADABLE_FILE, ACCEL_MALFORMED_FILE, or as the network demands. */
int accel_network_open(const char *path,
		       accel_network *ACCEL_NULLABLE *ACCEL_NULLABLE network,
		       struct accel_error *ACCEL_NULLABLE error);

/** The same for the contents of such a file, which messages call @name;
 *  @bytes may go afterwards. */
int accel_network_parse(const void *bytes, size_t size, const char *name,
			accel_network *ACCEL_NULLABLE *ACCEL_NULLABLE network,
			struct accel_error *ACCEL_NULLABLE error);

void accel_network_describe(const accel_network *network,
			    struct accel_network_info *info);

/** Sessions keep what they need of it. NULL does nothing. */
void accel_network_close(accel_network *ACCEL_NULLABLE network);

/* ---- sessions ---- */

/** A network running on a board or on the CPU. */
typedef struct accel_session accel_session;

/** All zeroes, like no options at all, are the defaults. */
struct accel_session_options {
	/** CPU: threads, 1 to 256; 0 is 1. */
	uint32_t threads;
	/** Board: milliseconds of patience for a transfer, and what each image
	 *  adds; 0 is 2000 and 50. */
	uint32_t timeout_ms;
	uint32_t timeout_per_image_ms;
	/** Board: how often a transfer is tried; 0 is 3. */
	uint32_t attempts;
	/** Board: most images in a transfer; 0 is as many as fit. */
	uint32_t images_per_transfer;
	uint32_t pad[3];
};

struct accel_session_info {
	uint64_t transfers;       /**< that the board has completed */
	uint64_t recoveries;      /**< failures that were recovered from */
	uint64_t lost_interrupts; /**< completions found by looking */
	char device[96];          /**< for people */
};

/**
 * Open a board for a network: weights are loaded and verified.
 * @device: "sim:" (a simulated PYNQ-Z1), "board:/dev/accel0", "cpu", or
 *	"cpu:" and an instruction set (scalar, avx2, avx512-vnni, neon,
 *	neon-dot). Native networks run on the CPU.
 * ACCEL_INVALID_LOCATOR, ACCEL_DEVICE_NOT_FOUND, ACCEL_DEVICE_BUSY,
 * ACCEL_FABRIC_NOT_PROGRAMMED, ACCEL_UNSUPPORTED_BY_OVERLAY,
 * ACCEL_TRANSFER_FAILED, ACCEL_ECHO_MISMATCH, ACCEL_TIMED_OUT,
 * ACCEL_UNAVAILABLE, ACCEL_INVALID_ARGUMENT for options out of range.
 */
int accel_session_open(const char *device, const accel_network *network,
		       const struct accel_session_options
				*ACCEL_NULLABLE options,
		       accel_session *ACCEL_NULLABLE *ACCEL_NULLABLE session,
		       struct accel_error *ACCEL_NULLABLE error);

/**
 * Run images. On a board their words are written where the board reads them.
 * @pixels: @images times input.height * input.width * input.channels bytes.
 * @results: receives @images times the output's elements.
 * After a failure the session may be used again: it recovers first.
 */
int accel_session_run(accel_session *session, const uint8_t *pixels,
		      size_t images, int32_t *results,
		      struct accel_error *ACCEL_NULLABLE error);

void accel_session_describe(const accel_session *session,
			    struct accel_session_info *info);

/** Release the board, also when that fails. NULL does nothing. */
int accel_session_close(accel_session *ACCEL_NULLABLE session,
			struct accel_error *ACCEL_NULLABLE error);

#ifdef __cplusplus
}
#endif

#ifdef __clang__
#pragma clang assume_nonnull end
#endif

#endif
