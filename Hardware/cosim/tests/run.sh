#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# Builds the stand-in's library, then drives it: Hardware/cosim/tests/run.sh
set -eu
cd "$(dirname "$0")/../../.."
build=Hardware/build/cosim-tests
mkdir -p $build
CC=${CC:-cc}
flags=(-std=gnu11 -O1 -g -Wall -Wextra -Werror -ISources/CDriver/include -ISources/CDriver)

Hardware/cosim/build.sh Hardware/cosim/toy $build/toy.so >$build/build.log 2>&1 || {
  tail -n 20 $build/build.log >&2
  exit 1
}
# Libraries that are none: without the function, and of another version.
echo 'int nothing;' | $CC -shared -x c - -o $build/nothing.so
echo '#include "cdriver_rtl.h"
  static const struct cdrv_rtl_library library = {
    CDRV_RTL_ABI + 1, sizeof(struct cdrv_backend_ops), 0 };
  const struct cdrv_rtl_library *accel_rtl_library(void);
  const struct cdrv_rtl_library *accel_rtl_library(void) { return &library; }' |
  $CC -shared -fPIC -ISources/CDriver/include -x c - -o $build/older.so
for test in toy_test dma_test open_test; do
  $CC "${flags[@]}" Hardware/cosim/tests/$test.c Sources/CDriver/*.c Sources/CDriver/uio/*.c \
    -lpthread -ldl -o $build/$test
  (cd $build && timeout 300 ./$test ./toy.so)
done
