#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Build guest kernels of our own from Debian's source, of the version whose image is in the cache:
#
#   Scripts/virtual-board-kernel.sh debug|zynq...
#   Scripts/virtual-board-kernel.sh --is-built debug|zynq
#
# $cache/kernels/NAME then has the image, and in headers/ what modules are built against. It is
# built again only for another version, configuration or recipe. No root: flex, bison and libelf are
# Debian's packages, unpacked in the cache.
set -euo pipefail
cd "$(dirname "$0")/.."
cache=${ACCEL_CACHE:-$HOME/.cache/accel}/virtual-board

step() { printf 'kernel: %5d s  %s\n' "$SECONDS" "$1"; }
fail() { echo "kernel: $1" >&2; exit 1; }

version=$(cd "$cache/debs/x86" && echo linux-image-*.deb | cut -d_ -f2)

key() { # NAME
  { grep -hv '^#' "Kernel/qemu/kernels/$1.config" Scripts/virtual-board-kernel.sh
    echo "$version"; } | sha256sum | cut -d' ' -f1
}

use_tools() {
  local tools=$cache/tree/builders/usr
  export PATH=$tools/bin:$PATH M4=$tools/bin/m4 BISON_PKGDATADIR=$tools/share/bison
  export LD_LIBRARY_PATH=$tools/lib/x86_64-linux-gnu LIBRARY_PATH=$tools/lib/x86_64-linux-gnu
  export C_INCLUDE_PATH=$tools/include
}

# Most of the source is other machines' and the graphics cards'.
unpack() { # FOLDER
  local others=() other
  for other in alpha arc arm64 csky hexagon ia64 loongarch m68k microblaze mips nios2 openrisc \
    parisc powerpc riscv s390 sh sparc xtensa; do
    others+=(--exclude="linux-source-*/arch/$other/*."{c,h,S,dts,dtsi})
  done
  mkdir -p "$1"
  (use_tools && tar -xJf "$(echo "$cache"/tree/source/usr/src/linux-source-*.tar.xz)" -C "$1" \
    --strip-components=1 "${others[@]}" --exclude='*/Documentation/*/*' \
    --exclude='*/tools/testing/*' --exclude='*/drivers/gpu/drm/amd/include' \
    --exclude='*/sound/*/*.c')
}

kbuild() { # FOLDER ARCH ARGUMENT...
  local folder=$1 arch=$2 cross=
  [ "$arch" = arm ] && cross=arm-linux-gnueabihf-
  shift 2
  (use_tools && make -s -C "$folder/headers" ARCH="$arch" CROSS_COMPILE="$cross" "$@") \
    >>"$folder/log" 2>&1 || {
    tail -n 30 "$folder/log" >&2
    fail "$folder cannot be built"
  }
}

# What was asked for and is not to be had would go unnoticed.
configure() { # FOLDER ARCH CONFIG
  local option
  kbuild "$1" "$2" KCONFIG_ALLCONFIG="$3" allnoconfig
  while read -r option; do
    case $option in
      CONFIG_*=n) if ! grep -q "^${option%n}" "$1/headers/.config"; then continue; fi ;;
      CONFIG_*) if grep -qx "$option" "$1/headers/.config"; then continue; fi ;;
      *) continue ;;
    esac
    fail "$3: $option is not to be had"
  done <"$3"
}

# Left is what modules need.
prune() { # TREE
  find "$1" -type f \( -name '*.[cSo]' -o -name '*.a' -o -name '*.cmd' -o -name '*.dts*' \
    -o -name 'vmlinux*' -o -name '*Image' -o -name 'Kconfig*' \) ! -path '*/scripts/*' -delete
  rm -rf "${1:?}"/{Documentation,crypto,drivers,fs,lib,net,rust,samples,sound}
  find "$1" -type d -empty -delete
}

build() { # NAME
  local folder=$cache/kernels/$1 arch image
  case $1 in
    debug) arch=x86 image=bzImage ;;
    zynq) arch=arm image=zImage ;;
  esac
  rm -rf "$folder"
  unpack "$folder/headers"
  configure "$folder" "$arch" "$PWD/Kernel/qemu/kernels/$1.config"
  step "$1: unpacked and configured"
  kbuild "$folder" "$arch" -j"$(nproc)" "$image" modules
  if [ "$arch" = arm ]; then
    kbuild "$folder" arm zynq-zed.dtb
    cp "$folder/headers/arch/arm/boot/dts/zynq-zed.dtb" "$folder/"
  fi
  cp "$folder/headers/arch/$arch/boot/$image" "$folder/image"
  prune "$folder/headers"
  key "$1" >"$folder/key"
  step "$1: $version built, image $(du -h "$folder/image" | cut -f1), $(du -sh "$folder" |
    cut -f1) kept"
}

is_built() { # NAME
  [ -f "Kernel/qemu/kernels/$1.config" ] || fail "no kernel for $1"
  [ "$(cat "$cache/kernels/$1/key" 2>/dev/null)" = "$(key "$1")" ]
}

if [ "${1:-}" = --is-built ]; then
  is_built "$2"
  exit
fi
wanted=()
for name; do is_built "$name" || wanted+=("$name"); done
[ ${#wanted[@]} -gt 0 ] || exit 0
echo "kernel: ${wanted[*]} must be built, which takes minutes"
Scripts/virtual-board-fetch.sh "$version"
for name in "${wanted[@]}"; do build "$name"; done
rm -rf "$cache"/{debs,tree}/source
