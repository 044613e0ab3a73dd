#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# The package's Swift tests for the x86-64 guest of the virtual board, in a second initramfs behind
# the first, .build-virtual-board/x86/suite: the bundle of the release build, because debug's
# computes several times as long, and what it links and reads, all at the places where they are
# here. Kernel/selftest/suite.sh runs it there.
#
#   Scripts/virtual-board-suite.sh [--is-built]
set -euo pipefail
cd "$(dirname "$0")/.."
cache=${ACCEL_CACHE:-$HOME/.cache/accel}/virtual-board
folder=$PWD/.build-virtual-board/x86
build=$(readlink -f .build/release || true)
bundle=$build/AccelPackageTests.xctest

if [ "${1:-}" = --is-built ]; then
  [ -x "$bundle" ]
  exit
fi

root=$folder/suite-root
rm -rf "$root"
mkdir -p "$root/tests/driver"
install -D -s "$bundle" "$root$bundle"
ldd "$bundle" | grep -oE '/[^ ]+' | while read -r library; do
  # The first initramfs has what the demonstration links.
  if [ ! -e "$folder/root$library" ]; then install -D -s "$library" "$root$library"; fi
done
cp -r "$build"/*.resources "$root$build/"
mkdir -p "$root$PWD/Tests"
cp -r Tests/Vectors "$root$PWD/Tests/"
install -D Hardware/registers.json "$root$PWD/Hardware/registers.json"
cp Kernel/selftest/suite.sh "$root/tests/driver/suite"
echo "$bundle" >"$root/tests/bundle"
(cd "$root" && find . | "$cache/tree/tools/bin/cpio" -o -H newc --quiet -R 0:0 | gzip -1) \
  >"$folder/suite"
cat "$folder/initramfs" "$folder/suite" >"$folder/suite-initramfs"
printf 'virtual board: %4d s  suite: initramfs of %d bytes\n' "$SECONDS" \
  "$(stat -c %s "$folder/suite-initramfs")"
