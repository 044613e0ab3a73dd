#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# libaccel for C and C++: library.sh [x86_64|armv7|aarch64] builds .build-library/TARGET/libaccel.a,
# which needs nothing but the C library. Only the functions of accel.h are visible in it.
set -euo pipefail
cd "$(dirname "$0")/.."
target=${1:-$(uname -m)}
[ "$target" = armv7l ] && target=armv7
out=.build-library/$target
# shellcheck source=Scripts/embedded-core.sh
. Scripts/embedded-core.sh
build_core
compile_c Sources/CAccel/network_open.c
mapfile -t sources < <(git ls-files 'Sources/LibAccel/*.swift')
compile_swift LibAccel "${sources[@]}"
"${cross}ld" -r --force-group-allocation -o "$out/all.o" "${objects[@]}" \
  --whole-archive "$out/unicode.a"
"${cross}objcopy" --wildcard --keep-global-symbol='accel_*' "$out/all.o"
rm -f "$out/libaccel.a"
"${cross}ar" rcs "$out/libaccel.a" "$out/all.o"
"${cross}strip" --strip-debug "$out/libaccel.a"
echo "built $out/libaccel.a: $(stat -c %s "$out/libaccel.a") bytes"
