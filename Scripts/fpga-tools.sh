#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# The open FPGA tools, from a later Debian, into a cache: yosys, nextpnr for Xilinx, prjxray with its
# database, Verilator with a compiler, a solver for proofs. Without root and without touching the
# system; Scripts/fpga-run.sh runs them.
#
#   Scripts/fpga-tools.sh
set -euo pipefail
scripts=$(dirname "$(readlink -f "$0")")
cache=${ACCEL_CACHE:-$HOME/.cache/accel}/fpga
# shellcheck source=Scripts/debian-archives.sh
. "$scripts/debian-archives.sh"

packages=(bash dash coreutils make g++ python3 yosys nextpnr-himbaechel-xilinx
  nextpnr-himbaechel-xilinx-chipdb prjxray prjxray-database verilator z3)

# A tree to change root into, with places for what fpga-run.sh binds in.
unpack() { # SET
  local archive folder
  (cd "debs/$1" && sha256sum ./*.deb >SHA256SUMS.new)
  rm -rf "tree/$1"
  mkdir -p "tree/$1"/{usr/bin,usr/sbin,usr/lib,usr/lib64,proc,dev,tmp,etc,work}
  for folder in bin sbin lib lib64; do ln -s "usr/$folder" "tree/$1/$folder"; done
  for archive in "debs/$1"/*.deb; do
    dpkg-deb --fsys-tarfile "$archive" |
      tar -C "tree/$1" -xf - --keep-directory-symlink --no-same-owner
  done
  mv "debs/$1/SHA256SUMS.new" "debs/$1/SHA256SUMS"
}

record() { # name of each package, and its version
  local archive
  for archive in debs/tools/{yosys,nextpnr-himbaechel-xilinx,prjxray,prjxray-database,verilator}_*.deb
  do
    # shellcheck disable=SC2016 # for dpkg-deb
    dpkg-deb --show --showformat='${Package} ${Version}\n' "$archive"
  done
}

closure tools "$frozen_suite" amd64 "${packages[@]}"
record >versions
install -m 755 "$scripts/fpga-run.sh" run
step "complete in $cache"
