#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# Hardware/lint/run.sh [module...]: each module of rtl/ as its own top, by Verilator (every warning is
# an error) and by Yosys up to the chip's memories and multipliers. Loops, undriven wires and latches
# fail too.
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
  cells=(+/xilinx/cells_sim.v)
  case $module in
    accel_core) module=accel_design top= ;;
    accel_pynq_z1) module=accel_design top=accel_pynq_z1 cells+=(+/xilinx/cells_xtra.v) ;;
    *) top= ;;
  esac
  if ! run_verilator --lint-only -Wall -y rtl -y cosim/toy --top-module "$module" lint/verilator.vlt \
    "$(find rtl cosim/toy -name "$module.sv")" >"$build/$module.verilator.log" 2>&1; then
    echo "FAIL $module: verilator, see Hardware/$build/$module.verilator.log"
    status=1
    continue
  fi
  # As synth_xilinx begins, but for cells that nobody wants. Undriven wires are gone at its end. LUTs
  # are netlist.py's.
  if ! run_yosys -q -p "read_verilog -sv -defer rtl/*.sv cosim/toy/*.sv; \
    read_verilog -lib ${cells[*]}; hierarchy -check -top ${top:-$module}; \
    proc; check -assert; \
    synth_xilinx -family xc7 -top ${top:-$module} -run prepare:map_luts; \
    check -assert; select -assert-none t:\$_DLATCH*" >"$build/$module.yosys.log" 2>&1; then
    echo "FAIL $module: yosys, see Hardware/$build/$module.yosys.log"
    status=1
    continue
  fi
  echo "PASS $module"
done
exit $status
