#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# Hardware/formal/bus.sh [MODULE...]: proves the assertions in a module (those behind `ifdef FORMAL,
# with the assumptions there) for ever, by induction, and from the configuration on. Yosys and z3.
set -u
cd "$(dirname "$0")/.." || exit 2
# shellcheck source=Hardware/tb/tools.sh
. tb/tools.sh

build=build/formal
mkdir -p "$build"
smtbmc=(in_tree yosys-smtbmc)
! command -v yosys-smtbmc >/dev/null || smtbmc=(yosys-smtbmc)
deep=6 # cycles of an induction step
status=0

prove() { # MODULE
  run_yosys -q -p "read_verilog -sv -formal -Irtl rtl/accel_dma*.sv rtl/accel_pin_*.sv; \
    prep -top $1 -flatten; async2sync; opt; dffunmap; opt_clean; write_smt2 -wires $build/$1.smt2" &&
    "${smtbmc[@]}" -s z3 --noprogress -t $deep "$build/$1.smt2" &&
    "${smtbmc[@]}" -s z3 --noprogress -i -t $deep "$build/$1.smt2"
}

[ $# -gt 0 ] || set -- accel_pin_take accel_pin_give accel_dma_fifo accel_dma_writer accel_dma_write \
  accel_dma_read
for module in "$@"; do
  if prove "$module" >"$build/$module.log" 2>&1; then
    echo "PASS $module"
  else
    echo "FAIL $module: see Hardware/$build/$module.log"
    status=1
  fi
done
exit $status
