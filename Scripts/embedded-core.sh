# SPDX-License-Identifier: BSD-3-Clause
# For other scripts: the core as Embedded Swift with its C, for one kind of processor. They set
# `target` (x86_64, armv7 or aarch64) and `out`, then call build_core; afterwards `objects` are what
# there is to link, and compile_c and compile_swift make more.
# shellcheck shell=bash

: "${target:?}" "${out:?}"
toolchain=$(dirname "$(dirname "$(readlink -f "$(command -v swiftc)")")")
case $target in
  x86_64)
    triple=x86_64-unknown-linux-gnu cross='' flags=() sysroot=
    ;;
  armv7)
    triple=armv7-none-none-eabi cross=arm-linux-gnueabihf- sysroot=/usr/arm-linux-gnueabihf
    flags=(-mcpu=cortex-a9 -mfpu=neon -mfloat-abi=hard)
    ;;
  aarch64)
    triple=aarch64-none-none-elf cross=aarch64-linux-gnu- sysroot=/usr/aarch64-linux-gnu
    flags=()
    ;;
  *) echo "targets: x86_64, armv7, aarch64" >&2; exit 64 ;;
esac
command -v "${cross}gcc" >/dev/null || {
  echo "${cross}gcc is missing (Debian: gcc, or gcc- and libc6-dev-…-cross for the target)" >&2
  exit 1
}
includes=(-ISources/CDriver/include -ISources/CDriver -ISources/CConv/include -ISources/CConv
  -ISources/CBoardSim/include -ISources/CAccel/include)
objects=()

compile_c() { # FILE FLAG...
  local object
  object=$out/$(tr / - <<<"${1%.c}").o
  "${cross}gcc" -std=gnu11 -O2 -fPIC -Wall -Wextra -Werror -DACCEL_EMBEDDED "${flags[@]}" \
    "${includes[@]}" "${@:2}" -c "$1" -o "$object"
  objects+=("$object")
}

compile_swift() { # MODULE ARGUMENT...
  local clang=() flag
  for flag in "${flags[@]}"; do clang+=(-Xcc "$flag"); done
  if [ -n "$sysroot" ]; then clang+=(-Xcc "--sysroot=$sysroot" -Xcc "-isystem$sysroot/include"); fi
  swiftc -target "$triple" -enable-experimental-feature Embedded -swift-version 6 -wmo \
    -parse-as-library -Osize "${clang[@]}" -I Sources/CDriver/include -I Sources/CConv/include \
    -I Sources/CBoardSim/include -I Sources/CAccel/include -I "$out" \
    -enable-upcoming-feature ExistentialAny -enable-upcoming-feature InternalImportsByDefault \
    -enable-upcoming-feature MemberImportVisibility -module-name "$1" "${@:2}" -c -o "$out/$1.o"
  objects+=("$out/$1.o")
}

build_core() {
  local file sources
  mkdir -p "$out"
  for file in Sources/C{Driver,Conv,BoardSim}/*.c Sources/C{Driver,Conv}/*/*.c \
    Sources/CAccel/arc4random.c; do
    compile_c "$file"
  done
  mapfile -t sources < <(git ls-files 'Sources/Accel/*.swift' ':!:Sources/Accel/Accel.docc')
  compile_swift Accel "${sources[@]}" -emit-module -emit-module-path "$out/Accel.swiftmodule"
  # For armv7 tagged as soft-float, which clashes at link time, though no float code is inside.
  "${cross}objcopy" --remove-section=.ARM.attributes \
    "$toolchain/lib/swift/embedded/$triple/libswiftUnicodeDataTables.a" "$out/unicode.a"
}
