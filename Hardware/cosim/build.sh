#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# The library behind rtl:LIB.so: Hardware/cosim/build.sh FOLDER LIB.so
#
# FOLDER holds what the generator writes: accel_design.sv, accel_network.sv, and memory/ with initial
# contents, which is copied to LIB.so.data and read from there whenever the library is opened; modules
# come from its rtl/, or from ours where it has none. LIB.so is loaded into the programs of this
# machine, so its own compiler makes it.
# WAVES=1 lets it write all signals; JOBS (2); VERILATOR as in tb/tools.sh.
set -eu
[ $# = 2 ] || { sed -n '3s/^# //p' "$0" >&2; exit 64; }
mkdir -p "$(dirname "$2")"
folder=$(cd "$1" && pwd)
library=$(cd "$(dirname "$2")" && pwd)/$(basename "$2")
[ -e "$folder/accel_design.sv" ] || { echo "$1 has no accel_design.sv" >&2; exit 66; }
cd "$(dirname "$0")/.."
# shellcheck source=Hardware/tb/tools.sh
. tb/tools.sh

build=build/cosim/$(basename "$library" .so)
rm -rf "$build"
mkdir -p "$build/design" "$build/verilated"
# Tools in a tree of their own see this folder only.
cp "$folder"/*.sv "$build/design"
modules=rtl
if [ -e "$folder/rtl/accel_core.sv" ]; then
  modules=$build/modules
  cp -r "$folder/rtl" "$modules"
fi
rm -rf "$library.data"
if [ -d "$folder/memory" ]; then
  mkdir "$library.data"
  cp -r "$folder/memory" "$library.data"
  sed -i "s|(\"memory/|(\"$library.data/memory/|" "$build"/design/*.sv
fi
trace=() defines=(-DVM_TRACE=0 -DVM_TRACE_VCD=0)
if [ "${WAVES:-}" = 1 ]; then
  trace=(--trace-vcd) defines=(-DVM_TRACE=1 -DVM_TRACE_VCD=1)
fi
run_verilator --cc -O3 --x-assign fast --x-initial unique --noassert -Wno-fatal -Wno-lint \
  -Wno-style -y "$build/design" -y "$modules" --top-module accel_design --prefix Vdesign \
  "${trace[@]}" --Mdir "$build/verilated" "$build/design/accel_design.sv"

root=$(verilator_root)
sources=(cosim/*.cpp "$build"/verilated/*.cpp "$root"/include/verilated.cpp
  "$root"/include/verilated_threads.cpp)
[ "${WAVES:-}" != 1 ] || sources+=("$root"/include/verilated_vcd_c.cpp)
flags=(-std=gnu++20 -O2 -fPIC -fvisibility=hidden -DVERILATOR=1 -DVM_TIMING=0 -DVM_COVERAGE=0 -DVM_SC=0
  -DVM_TRACE_FST=0 -DVM_TRACE_SAIF=0 "${defines[@]}" -I"$build/verilated" -Icosim
  -I../Sources/CDriver/include -isystem "$root/include" -isystem "$root/include/vltstd")
printf '%s\n' "${sources[@]}" | CXX=$CXX xargs -P "${JOBS:-2}" -I SOURCE sh -c '
  source=$1; object=$2/$(basename "$source" .cpp).o; shift 2
  exec $CXX "$@" -c "$source" -o "$object"' sh SOURCE "$build" "${flags[@]}"
$CXX -shared -o "$library" "$build"/*.o -Wl,--no-undefined -lpthread
echo "built $2"
