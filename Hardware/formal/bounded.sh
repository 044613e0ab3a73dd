#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# Hardware/formal/bounded.sh [NAME[:DEPTH]...]: bounded proofs, by Yosys and z3. A proof is
# formal/NAME.sv; within DEPTH cycles from the configuration no assertion fails.
set -u
cd "$(dirname "$0")/.." || exit 2
# shellcheck source=Hardware/tb/tools.sh
. tb/tools.sh

run_smtbmc() {
  if command -v yosys-smtbmc >/dev/null; then yosys-smtbmc "$@"; else in_tree yosys-smtbmc "$@"; fi
}

build=build/formal
mkdir -p "$build"
status=0
[ $# -gt 0 ] || set -- accel_dma_bursts:40 accel_gp_handshakes:40
for proof in "$@"; do
  name=${proof%:*} depth=${proof#*:}
  if ! run_yosys -q -p "read_verilog -sv -formal -Irtl formal/$name.sv rtl/accel_*.sv; \
    prep -top $name -flatten; async2sync; opt; dffunmap; opt_clean; \
    write_smt2 -wires $build/$name.smt2" >"$build/$name.yosys.log" 2>&1; then
    echo "FAIL $name: yosys, see Hardware/$build/$name.yosys.log"
    status=1
  elif ! timeout "${SECONDS_MAX:-600}" bash -c ". tb/tools.sh; $(declare -f run_smtbmc); \
      run_smtbmc -s z3 -t $depth --presat --dump-vcd $build/$name.vcd $build/$name.smt2" \
      >"$build/$name.log" 2>&1; then
    echo "FAIL $name: see Hardware/$build/$name.log"
    status=1
  else
    echo "PASS $name: $depth cycles"
  fi
done
exit $status
