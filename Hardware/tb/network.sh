#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# Simulates a generated network: Hardware/tb/network.sh FOLDER [-G<parameter>=<value>...] [+contents]
#
# FOLDER holds accel_network.sv, its memory files and what network_bench.sv reads. +contents: memories
# are not loaded, but hold what the files say. Prints what the bench does; exit code 77 without Verilator.
# NETLIST=1: what Yosys makes of the network for a Zynq-7000, with the models of cosim/cells; FOLDER gets
# it as netlist.json. OPTIMIZE (-O0): more takes longer to compile than it saves in running.
set -u
folder=$(cd "$1" && pwd) || exit 2
shift
cd "$(dirname "$0")/.." || exit 2
# shellcheck source=Hardware/tb/tools.sh
. tb/tools.sh
root=$(verilator_root 2>/dev/null)
if [ ! -e "$root/include/verilated.cpp" ]; then
  echo "SKIPPED Verilator: neither installed nor fetched by make fpga-tools"
  exit 77
fi
parameters=() arguments=()
for word in "$@"; do
  case $word in
    +*) arguments+=("$word") ;;
    *) parameters+=("$word") ;;
  esac
done
runtime=build/network/runtime
mkdir -p "$runtime"
(
  flock 9
  for part in verilated verilated_timing verilated_random verilated_threads; do
    [ -e "$runtime/$part.o" ] || $CXX -O2 -std=gnu++20 -DVERILATOR=1 -DVM_TIMING=1 -I"$root/include" \
      -I"$root/include/vltstd" -c -o "$runtime/$part.o" "$root/include/$part.cpp" || exit 1
  done
) 9>"$runtime/lock" || exit 2
# Tools in a tree of their own see this folder only.
work=build/network/$(basename "$folder")
rm -rf "$work"
mkdir -p "$work"
trap 'rm -rf "$work"' EXIT
cp "$folder/accel_network.sv" "$work"
sources=(-y "$work" -y rtl)
if [ "${NETLIST:-}" = 1 ]; then
  cp -r "$folder/memory" "$work"
  sed -i "s|(\"memory/|(\"$work/memory/|" "$work/accel_network.sv"
  run_yosys -q -l "$work/yosys.log" -p "read_verilog -sv rtl/*.sv $work/accel_network.sv
    hierarchy -top accel_network
    proc
    select -set kept */w:* */a:keep=1 %i %ci1 */t:\$dff %i
    setattr -set keep 1 @kept
    synth_xilinx -flatten -family xc7 -nodsp -noiopad -noclkbuf -top accel_network
    write_json $work/netlist.json
    write_verilog -noattr $work/netlist.v" >"$work/log" 2>&1 || {
    tail -n 20 "$work/log"
    exit 2
  }
  cp "$work/netlist.json" "$folder"
  # Ours go before what Yosys knows of a block RAM, which is its outline.
  sources=("$work/netlist.v" cosim/cells/*.sv "$YOSYS_SHARE/xilinx/cells_sim.v")
fi
{
  run_verilator --cc --main --timing --assert --x-assign unique --x-initial unique -Wno-fatal \
    -Wno-lint -Wno-style -Wno-WIDTH -O3 -y tb --top-module network_bench \
    --prefix V --Mdir "$work/model" "${parameters[@]}" tb/network_bench.sv \
    "${sources[@]}" &&
    unite "$work/model" "$work/all.cc" &&
    $CXX "${OPTIMIZE:--O0}" -std=gnu++20 -DVERILATOR=1 -DVM_TIMING=1 -DVM_COVERAGE=0 \
      -DVM_SC=0 -DVM_TRACE=0 -DVM_TRACE_FST=0 -DVM_TRACE_VCD=0 -DVM_TRACE_SAIF=0 \
      -I"$work/model" -I"$root/include" -I"$root/include/vltstd" "$work/all.cc" \
      "$runtime"/*.o -lpthread -o "$work/run"
} >"$work/log" 2>&1 || {
  tail -n 20 "$work/log"
  exit 2
}
run=$PWD/$work/run
cd "$folder" || exit 2
timeout "${SECONDS_MAX:-300}" "$run" +verilator+rand+reset+2 +verilator+seed+"${SEED:-1}" \
  "${arguments[@]}"
