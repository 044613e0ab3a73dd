#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Every level of the CPU against scalar: on processors that have it, and on some that have less,
# where choosing it would end in an illegal instruction.
set -euo pipefail
cd "$(dirname "$0")/.."
out=.build-agreement
mkdir -p $out

have() { # TOOL PACKAGES WHAT
  command -v "$1" >/dev/null && return
  echo "SKIPPED agreement $3: no $1 (Debian: $2)" >&2
  return 1
}

build() { # NAME COMPILER...
  local name=$1
  shift
  "$@" -std=gnu11 -O2 -Wall -Wextra -Werror -static -ISources/CConv/include \
    Sources/CConv/*.c Sources/CConv/*/*.c Tests/CConvAgreement/*.c -o "$out/$name"
}

run() { # BEST COMMAND...: the command, which must name BEST as the best level
  local best=$1
  shift
  echo "${*#"$out"/}"
  # What qemu says of features that it does not emulate is not about these.
  "$@" 2> >(grep -v "TCG doesn't support" >&2) | tee "$out/log"
  [ "$best" = any ] || grep -qx "best level: $best" "$out/log" || {
    echo "the best level there is $best" >&2
    exit 1
  }
}

if have gcc gcc 'on this machine'; then
  build native gcc
  run any $out/native
fi
if [ "$(uname -m)" = x86_64 ] && [ -f $out/native ] &&
  have qemu-x86_64-static qemu-user-static 'on older x86'; then
  run scalar qemu-x86_64-static -cpu Nehalem $out/native
  # QEMU 7.2 reads all of a vector in a masked load, which a processor does not.
  run avx2 qemu-x86_64-static -cpu Haswell $out/native --slack avx2
fi
if have arm-linux-gnueabihf-gcc 'gcc-arm-linux-gnueabihf libc6-dev-armhf-cross' 'on a Cortex-A9' &&
  have qemu-arm-static qemu-user-static 'on a Cortex-A9'; then
  build armv7 arm-linux-gnueabihf-gcc -mcpu=cortex-a9 -mfpu=neon -mfloat-abi=hard
  run neon qemu-arm-static -cpu cortex-a9 $out/armv7 neon
fi
if have aarch64-linux-gnu-gcc 'gcc-aarch64-linux-gnu libc6-dev-arm64-cross' 'on 64-bit ARM' &&
  have qemu-aarch64-static qemu-user-static 'on 64-bit ARM'; then
  build aarch64 aarch64-linux-gnu-gcc
  run neon qemu-aarch64-static -cpu cortex-a53 $out/aarch64 neon
  run neondot qemu-aarch64-static -cpu neoverse-n1 $out/aarch64 neon neondot
  # Intrinsics are C in part, and as undefined where they overflow.
  build trapping aarch64-linux-gnu-gcc -fsanitize=undefined -fsanitize-undefined-trap-on-error
  run neondot qemu-aarch64-static -cpu neoverse-n1 $out/trapping neon neondot
fi
