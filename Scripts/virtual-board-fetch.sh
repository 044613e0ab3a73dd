#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# What the virtual board needs, into a cache, without root: QEMU with vfio-user from a later Debian
# (run by its own loader), Debian 12's kernels with their headers for amd64 and armhf, busybox, and
# the two tools cpio and dtc.
#
#   Scripts/virtual-board-fetch.sh [VERSION | --headers SUITE...]
#
# With a version also what builds a kernel of that version, and its source; with suites of Debian
# the headers of their kernels for amd64.
set -euo pipefail
cache=${ACCEL_CACHE:-$HOME/.cache/accel}/virtual-board
qemu_suite=forky
kernel_suite=bookworm
# shellcheck source=Scripts/debian-archives.sh
. "$(dirname "$(readlink -f "$0")")/debian-archives.sh"

# The name of the image that a metapackage stands for today, less its linux-image-.
abi() { # METAPACKAGE ARCH
  APT_CONFIG=$(configuration "$kernel_suite" "$2") apt-cache depends "$1" |
    sed -nE 's/^ *Depends: linux-image-([0-9][^ ]*)$/\1/p' | head -n 1
}

kernel() { # SET METAPACKAGE ARCH
  local name base
  if present "$1"; then return; fi
  name=$(abi "$2" "$3")
  [ -n "$name" ] || { echo "$2 names no kernel" >&2; exit 1; }
  base=${name%-*}
  case $2 in *-armmp) base=${name%-armmp} ;; esac
  single "$1" "$kernel_suite" "$3/linux-image-$name" "$3/linux-headers-$name" \
    "amd64/linux-headers-$base-common" "amd64/linux-kbuild-$(cut -d. -f1,2 <<<"$name")" \
    "$3/busybox-static"
}

headers() { # SUITE
  local name
  if present "headers-$1"; then return; fi
  name=$(APT_CONFIG=$(configuration "$1" amd64) apt-cache depends linux-headers-amd64 |
    sed -nE 's/^ *Depends: linux-headers-([0-9].*)-amd64$/\1/p' | head -n 1)
  [ -n "$name" ] || { echo "$1 has no kernel headers" >&2; exit 1; }
  single "headers-$1" "$1" amd64/linux-headers-"$name"-{amd64,common} "amd64/linux-kbuild-$name"
}

closure qemu "$qemu_suite" amd64 qemu-system-x86 qemu-system-arm
closure tools "$kernel_suite" amd64 cpio device-tree-compiler
kernel x86 linux-image-amd64 amd64
kernel arm linux-image-armmp armhf
if [ "${1:-}" = --headers ]; then
  for suite in "${@:2}"; do headers "$suite"; done
elif [ $# -gt 0 ]; then
  single builders "$kernel_suite" amd64/{flex,bison,m4,libsigsegv2,bc,libreadline8,xz-utils} \
    amd64/{libelf-dev,libelf1,zlib1g-dev}
  single source "$kernel_suite" "amd64/linux-source-$(cut -d. -f1,2 <<<"$1")=$1"
fi
step "complete in $cache"
