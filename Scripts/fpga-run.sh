#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Runs a command among the FPGA tools that `make fpga-tools` fetched. The current folder is all of
# this system that the command sees; it appears as /work.
#
#   Scripts/fpga-run.sh COMMAND...
#
# Needs user namespaces, or root.
set -eu
cache=${ACCEL_CACHE:-$HOME/.cache/accel}/fpga
root=$cache/tree/tools
if [ ! -e "$root/.complete" ]; then
  echo "no FPGA tools in $cache; fetch them with: make fpga-tools" >&2
  exit 1
fi
if unshare -Urm true 2>/dev/null; then
  flags=-Urm
elif [ "$(id -u)" = 0 ]; then
  flags=-m
else
  echo "neither user namespaces nor root: cannot run $1 in its own tree" >&2
  exit 1
fi
# shellcheck disable=SC2016 # for the inner shell
exec unshare $flags sh -c 'set -e
  root=$1
  folder=$2
  shift 2
  mount --rbind /proc "$root/proc"
  mount --rbind /dev "$root/dev"
  mount --bind "$folder" "$root/work"
  exec chroot "$root" /usr/bin/env -C /work PATH=/usr/bin:/usr/sbin HOME=/tmp LC_ALL=C "$@"
' sh "$root" "$PWD" "$@"
