#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# Hardware/formal/run.sh: proofs of the stages that streams are made of and of the DMA's manners on the
# bus, by yosys-smtbmc and z3: each from a reset on for some cycles (DEPTH), and by induction for all time.
# Where a module has covers, all of them are reached. JOBS (2) at a time.
set -u
shopt -s extglob
cd "$(dirname "$0")/.." || exit 2
. tb/tools.sh
if command -v yosys-smtbmc >/dev/null && command -v z3 >/dev/null; then
  run_smtbmc() { yosys-smtbmc "$@"; }
else
  run_smtbmc() { in_tree yosys-smtbmc "$@"; }
fi

build=build/formal
mkdir -p "$build"

# prove <name> <module> <depth> <chparam options> <pass for memories, none: as arrays>
prove() {
  local name=$1 module=$2 depth=${DEPTH:-$3} options=$4 memories=$5 way flags
  run_yosys -q -p "read_verilog -sv -formal -D FORMAL -I . -I rtl -defer formal/formal_stream.sv \
      rtl/accel_dma*.sv rtl/accel_pin_*.sv $([[ $module == accel_@(dma|pin)* ]] || echo "rtl/$module.sv"); \
      hierarchy -top $module $options; prep -top $module -flatten; $memories \
      async2sync; opt; dffunmap; opt_clean; write_smt2 -wires $build/$name.smt2" >"$build/$name.yosys.log" 2>&1 || {
    echo "FAIL $name: see Hardware/$build/$name.yosys.log"
    return 1
  }
  for way in bmc induction $(grep -qs '\bcover (' "formal/$module.svh" && echo cover); do
    case $way in
      bmc) flags="-t $depth" ;;
      induction) flags="-i -t $depth" ;;
      cover) flags="-c -t $((2 * depth))" ;;
    esac
    # shellcheck disable=SC2086
    if ! run_smtbmc -s z3 $flags --dump-vcd "$build/$name.$way.vcd" \
      "$build/$name.smt2" >"$build/$name.$way.log" 2>&1; then
      echo "FAIL $name: $way, see Hardware/$build/$name.$way.log"
      return 1
    fi
  done
  echo "PASS $name"
}

if [ "${1:-}" = --one ]; then
  shift
  prove "$@"
  exit
fi

proof() { printf '%s\0' "$1" "$2" "$3" "$4" "${5-memory_map;}"; }
proofs() {
  local block depth places threshold module
  proof skid accel_skid 12 "-chparam Bits 2"
  proof fork accel_fork 12 "-chparam Bits 2"
  for block in 0 1; do
    for depth in 2 3 4 5; do
      proof "fifo_${depth}_$block" accel_fifo 12 \
        "-chparam Bits 2 -chparam Depth $depth -chparam Block $block"
    done
  done
  for places in 1 3 4 5; do
    for threshold in 1 2 3; do
      [ $threshold -gt $places ] ||
        proof "credit_${places}_$threshold" accel_credit 12 \
          "-chparam Places $places -chparam Threshold $threshold"
    done
  done
  proof pin_take accel_pin_take 6 ""
  proof pin_give accel_pin_give 6 ""
  for module in accel_dma_fifo accel_dma_writer accel_dma_write accel_dma_read; do
    proof ${module#accel_} $module 6 "" ""
  done
}
proofs | xargs -0 -n 5 -P "${JOBS:-2}" "$PWD/formal/run.sh" --one
