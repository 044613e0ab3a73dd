#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Each public C header compiles alone, as C and as C++, with every compiler there is.
set -euo pipefail
cd "$(dirname "$0")/.."
mapfile -t headers < <(git ls-files 'Sources/*/include/*.h' 'Sources/CDriver/axi_dma_s*.h')
includes=(-ISources/CDriver/include -ISources/CConv/include -ISources/CBoardSim/include
  -ISources/CHDF5/include -ISources/CAccel/include -ISources/CCommit/include -ISources/CDriver)
found=
for compiler in clang gcc; do
  if ! command -v "$compiler" >/dev/null; then
    echo "SKIPPED headers with $compiler: not installed" >&2
    continue
  fi
  found=1
  for header in "${headers[@]}"; do
    for language in c:gnu11 c++:gnu++17; do
      echo "#include \"$(basename "$header")\"" |
        "$compiler" -x "${language%:*}" "-std=${language#*:}" -Wall -Wextra -Werror \
          "${includes[@]}" -fsyntax-only -
    done
  done
  echo "$compiler: ${#headers[@]} headers stand alone in C and C++"
done
[ -n "$found" ] || { echo "no C compiler found" >&2; exit 1; }
