#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Whether the module compiles, with every warning of W=1, against the kernels of Debian's releases:
# 6.1, 6.12, and what the next release has today. The headers are fetched into the virtual board's
# cache. Their tools want a newer C library than this system's, and run by QEMU's loader.
set -euo pipefail
cd "$(dirname "$0")/.."
newer=(trixie forky)
cache=${ACCEL_CACHE:-$HOME/.cache/accel}/virtual-board
out=$PWD/.build-virtual-board/versions
libraries=$cache/tree/qemu/usr/lib/x86_64-linux-gnu

fail() { echo "kernel versions: $1" >&2; exit 1; }

# gcc without what only a newer one knows.
build_compiler() {
  cat >"$out/cc" <<'EOF'
#!/bin/sh
for word; do
  shift
  case $word in -fmin-function-alignment=* | -fstrict-flex-arrays=*) continue ;; esac
  set -- "$@" "$word"
done
exec gcc "$@"
EOF
  chmod +x "$out/cc"
}

use_loader() { # TOOL REAL
  rm -f "$1"
  printf '#!/bin/sh\nexec "%s" --library-path "%s" "%s" "$@"\n' \
    "$libraries/ld-linux-x86-64.so.2" "$libraries" "$2" >"$1"
  chmod +x "$1"
}

# The paths in them are absolute, and the cache may have been moved.
prepare() { # TREE HEADERS
  local kbuild
  sed -i -E "s#(=|include )/.*usr/src/#\1$1/usr/src/#" "$2/Makefile"
  kbuild=$(echo "$1"/usr/lib/linux-kbuild-*)
  [ -e "$kbuild/tools/objtool/objtool.real-x86" ] || return 0
  use_loader "$kbuild/scripts/mod/modpost" "$kbuild/scripts/mod/modpost.real-lsb-64"
  use_loader "$kbuild/tools/objtool/objtool" "$kbuild/tools/objtool/objtool.real-x86"
}

check() { # SET
  local tree=$cache/tree/$1 headers folder=$out/$1
  headers=$(echo "$tree"/usr/src/linux-headers-*-amd64)
  prepare "$tree" "$headers"
  rm -rf "$folder"
  mkdir -p "$folder"
  cp -r Kernel "$folder/Kernel"
  ln -s "$PWD/Sources" "$folder/Sources"
  # Of the headers' attributes, for newer compilers; and types for debuggers, which pahole makes.
  make -s -j"$(nproc)" -C "$headers" M="$folder/Kernel" ARCH=x86 CC="$out/cc" W=1 \
    KCFLAGS=-Wno-attributes CONFIG_DEBUG_INFO_BTF_MODULES= KBUILD_MODPOST_WARN= modules \
    >"$folder/log" 2>&1 || { cat "$folder/log" >&2; fail "the module does not build for $1"; }
  if grep -E 'warning:|WARNING' "$folder/log" | grep -v 'version differs'; then
    fail "the module has warnings for $1"
  fi
  printf 'kernel versions: %4d s  %s, without a warning\n' "$SECONDS" \
    "${headers##*/linux-headers-}"
}

Scripts/virtual-board-fetch.sh --headers "${newer[@]}"
mkdir -p "$out"
build_compiler
check x86
for suite in "${newer[@]}"; do check "headers-$suite"; done
