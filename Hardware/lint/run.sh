#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# Hardware/lint/run.sh [module...]: each module of rtl/ as its own top, by Verilator (every warning is
# an error) and by Yosys up to the chip's cells. Loops, undriven wires and latches fail too.
set -u
cd "$(dirname "$0")/.." || exit 2
. tb/tools.sh

build=build/lint
mkdir -p "$build"
status=0
# All of them: one process each.
if [ $# -eq 0 ]; then
  (cd rtl && ls -- *.sv) | xargs -P "${JOBS:-2}" -n 1 "$PWD/lint/run.sh"
  exit
fi
for module in "$@"; do
  module=$(basename "$module" .sv)
  grep -q "^module $module\b" "rtl/$module.sv" || continue
  # These two are made for a generated module; a stand-in's design goes around the first of them.
  case $module in
    accel_core) module=accel_design top= ;;
    accel_pynq_z1) module=accel_design top=accel_pynq_z1 ;;
    *) top= ;;
  esac
  if ! run_verilator --lint-only -Wall -y rtl -y cosim/toy --top-module "$module" lint/verilator.vlt \
    "$(find rtl cosim/toy -name "$module.sv")" >"$build/$module.verilator.log" 2>&1; then
    echo "FAIL $module: verilator, see Hardware/$build/$module.verilator.log"
    status=1
    continue
  fi
  if ! run_yosys -q -p "read_verilog -sv -defer rtl/*.sv cosim/toy/*.sv; \
    synth_xilinx -family xc7 -top ${top:-$module}; \
    check -assert; tee -o $build/$module.stat stat" >"$build/$module.yosys.log" 2>&1; then
    echo "FAIL $module: yosys, see Hardware/$build/$module.yosys.log"
    status=1
    continue
  fi
  if grep -qE '\b(LDCE|LDPE)\b' "$build/$module.stat"; then
    echo "FAIL $module: latches, see Hardware/$build/$module.stat"
    status=1
    continue
  fi
  echo "PASS $module"
done
exit $status
