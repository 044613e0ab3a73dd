#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Every C file with warnings as errors, optimised so that flow analysis runs.
set -euo pipefail
cd "$(dirname "$0")/.."
flags=(-std=gnu11 -O2 -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes
  -Wmissing-prototypes -Wvla -Werror -c -o /dev/null
  -ISources/CDriver/include -ISources/CDriver -ISources/CConv/include -ISources/CConv
  -ISources/CBoardSim/include -ISources/CHDF5/include -ISources/CAccel/include -ISources/CCommit/include -ITests/CTestBackend/include
  -IKernel/qemu)
# Of the kernel's side only programs; modules are built by kbuild.
mapfile -t files < <(git ls-files 'Sources/*.c' 'Tests/*.c' 'Examples/*.c' 'Kernel/qemu/*.c' \
  'Kernel/selftest/*.c' ':!:Kernel/qemu/shim' ':!:Kernel/qemu/udmabuf')
found=
for compiler in clang gcc arm-linux-gnueabihf-gcc aarch64-linux-gnu-gcc; do
  if ! command -v "$compiler" >/dev/null; then
    echo "SKIPPED C warnings of $compiler: not installed" >&2
    continue
  fi
  found=1
  for file in "${files[@]}"; do
    extra=()
    # The recorder speaks clang's nullability only; it is built with Swift alone.
    [[ $compiler != clang && $file == Tests/CTestBackend/* ]] && continue
    [[ $compiler == arm-* ]] && extra=(-mcpu=cortex-a9 -mfpu=neon -mfloat-abi=hard)
    "$compiler" "${flags[@]}" "${extra[@]}" "$file"
  done
  echo "$compiler: ${#files[@]} files without warnings"
done
[ -n "$found" ] || { echo "no C compiler found" >&2; exit 1; }
