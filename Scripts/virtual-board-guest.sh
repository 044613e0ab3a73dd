#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Build what a guest of the virtual board boots into: our modules against the kernel, the programs
# that try them, and an initramfs of both, in .build-virtual-board/KERNEL:
#
#   Scripts/virtual-board-guest.sh x86|arm|debug|zynq
#
# ACCEL_TESTS: see virtual-board.sh.
set -euo pipefail
cd "$(dirname "$0")/.."
cache=${ACCEL_CACHE:-$HOME/.cache/accel}/virtual-board
kernel=$1
folder=$PWD/.build-virtual-board/$kernel
rig=Kernel/qemu

fail() { echo "virtual board: $1" >&2; exit 1; }

case $kernel in
  x86 | debug) debian=x86 arch=x86 cross='' flags=() ;;
  arm | zynq) debian=arm arch=arm cross=arm-linux-gnueabihf-
    flags=(-mcpu=cortex-a9 -mfpu=neon -mfloat-abi=hard) ;;
  *) fail "no such kernel: $kernel" ;;
esac

find_headers() {
  local image
  if [ "$kernel" != "$debian" ]; then
    headers=$cache/kernels/$kernel/headers
    # What it was built with belongs to it: objtool wants libelf.
    export LD_LIBRARY_PATH=$cache/tree/builders/usr/lib/x86_64-linux-gnu
    return
  fi
  image=$(echo "$cache/tree/$kernel"/boot/vmlinuz-*)
  headers=$cache/tree/$kernel/usr/src/linux-headers-${image##*/vmlinuz-}
  # The one absolute path in them; the cache may have been moved.
  sed -i -E "s#^include .*/usr/src/#include $cache/tree/$kernel/usr/src/#" "$headers/Makefile"
}

# A copy of the tree, because kbuild builds where the sources are.
build_modules() {
  local tree=$folder/tree source logs=$folder/modules.log headers
  find_headers
  mkdir -p "$tree" "$folder/modules"
  rm -rf "$tree/Kernel" "$tree/Sources" "$folder"/modules/*.ko
  cp -r Kernel "$tree/Kernel"
  ln -s "$PWD/Sources" "$tree/Sources"
  # Debian's modpost for foreign 32-bit kernels takes the table's pointers for 64-bit ones; insmod
  # needs no aliases.
  if [ "$kernel" = arm ]; then sed -i '/^MODULE_DEVICE_TABLE(of,/d' "$tree/Kernel/main.c"; fi
  : >"$logs"
  for source in $rig/shim $rig/udmabuf Kernel; do
    make -s -C "$headers" M="$tree/$source" ARCH="$arch" CROSS_COMPILE="$cross" \
      CC="${cross}gcc" KBUILD_MODPOST_WARN= modules >>"$logs" 2>&1 || {
      cat "$logs" >&2
      fail "$source does not build for $kernel"
    }
    cp "$tree/$source"/*.ko "$folder/modules/"
  done
  unset LD_LIBRARY_PATH
  grep -v 'Skipping BTF' "$logs" || true
}

build_tests() {
  local source kind
  rm -rf "$folder/tests"
  mkdir -p "$folder/tests/bare" "$folder/tests/driver"
  for source in "$rig"/selftest/*.c; do
    "${cross}gcc" -std=gnu11 -O2 -Wall -Wextra -Werror "${flags[@]}" -static \
      -ISources/CDriver/include -ISources/CDriver \
      -o "$folder/tests/bare/$(basename "$source" .c)" "$source"
  done
  make -s -C Kernel/selftest CC="${cross}gcc -static" OUT="$folder/tests/driver"
  if [ -n "${ACCEL_TESTS:-}" ]; then
    for kind in bare driver; do
      if [ -d "$ACCEL_TESTS/$kind" ]; then cp -r "$ACCEL_TESTS/$kind/." "$folder/tests/$kind/"; fi
    done
  fi
}

# What dynamic programs of this machine need, at the same places in the guest.
add_libraries() { # ROOT
  local program library
  find "$1/tests" "$1/bin" -type f -perm -u+x ! -name busybox | while read -r program; do
    # A static one has none.
    { ldd "$program" 2>/dev/null || true; } | { grep -oE '/[^ ]+' || true; } |
      while read -r library; do
        if [ ! -e "$1$library" ]; then install -D -s "$library" "$1$library"; fi
      done
  done
}

# The demonstration and its test, where it was built.
add_demo() { # ROOT
  if [ ! -x .build/release/accel-demo ]; then
    echo "SKIPPED lenet: no .build/release/accel-demo" >&2
    return
  fi
  install -s .build/release/accel-demo "$1/bin/"
  cp -r .build/release/*.resources "$1/bin/"
  cp Kernel/selftest/lenet.sh "$1/tests/driver/lenet"
  cp Kernel/selftest/overhead.sh "$1/tests/driver/overhead"
}

# The same in 32-bit ARM's Embedded Swift, where Scripts/embedded.sh built it.
add_golden() { # ROOT
  if [ ! -x .build-embedded/golden ]; then
    echo "SKIPPED golden: no .build-embedded/golden; make embedded builds it" >&2
    return
  fi
  install .build-embedded/golden "$1/bin/"
  cp Kernel/selftest/golden.sh "$1/tests/driver/golden"
  cp Kernel/selftest/uio.sh "$1/tests/bare/uio"
  cp Sources/ProgramSupport/Resources/lenet5-overlay.npy Tests/Vectors/digits-images-idx3-ubyte \
    Tests/Vectors/logits.npy "$1/tests/"
}

build_initramfs() {
  local root=$folder/root
  rm -rf "$root"
  mkdir -p "$root"/{bin,dev,proc,sys,modules}
  cp "$cache/tree/$debian/bin/busybox" "$root/bin/"
  cp $rig/init "$root/init"
  cp "$folder"/modules/*.ko "$root/modules/"
  cp -r "$folder/tests" "$root/tests"
  if [ "$arch" = x86 ]; then
    add_demo "$root"
    add_libraries "$root"
  else
    add_golden "$root"
  fi
  (cd "$root" && find . | "$cache/tree/tools/bin/cpio" -o -H newc --quiet -R 0:0 | gzip -1) \
    >"$folder/initramfs"
}

mkdir -p "$folder"
build_modules
build_tests
build_initramfs
printf 'virtual board: %4d s  %s: %s, initramfs of %d bytes\n' "$SECONDS" "$kernel" \
  "$(cd "$folder/modules" && echo *.ko)" "$(stat -c %s "$folder/initramfs")"
