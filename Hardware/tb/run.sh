#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# Builds and runs test benches: Hardware/tb/run.sh [tb_name...], all of them without a name.
#
# A bench is tb/tb_<name>.sv. Each line "// run: <verilator options>" in it (-G<parameter>=<value>)
# is a run of its own; without one it runs once. Modules are found in rtl/ and tb/ by file name.
# A line "// files: <paths>" adds sources (relative to Hardware/, or to yosys' share with +/).
# A bench ends with $display("PASS %0d", checks) and $finish; anything else is a failure.
#
# VERILATOR (default: the one in PATH, else that of make fpga-tools), CXX, OPTIMIZE (-O0),
# JOBS (2), SECONDS_MAX (600, for one run).
set -u
here=$(cd "$(dirname "$0")/.." && pwd)
cd "$here" || exit 2
. tb/tools.sh

build=build/tb
mkdir -p "$build"

runtime() {
  local root stamp
  root=$(verilator_root)
  stamp=$build/runtime/done
  [ -e "$stamp" ] && return 0
  mkdir -p "$build/runtime"
  for part in verilated verilated_timing verilated_random verilated_threads; do
    [ -e "$root/include/$part.cpp" ] || continue
    $CXX -O2 -std=gnu++20 -DVERILATOR=1 -DVM_TIMING=1 -I"$root/include" \
      -I"$root/include/vltstd" -c -o "$build/runtime/$part.o" "$root/include/$part.cpp" || return 1
  done
  touch "$stamp"
}

# one <number> <bench> <options>: prints one line
one() {
  local number=$1 bench=$2 options=$3 dir root files line
  dir=$build/$bench.$number
  rm -rf "$dir"
  mkdir -p "$dir"
  root=$(verilator_root)
  files=$(sed -n 's|^// files: *||p' "tb/$bench.sv" | sed "s|+/|$YOSYS_SHARE/|g")
  # shellcheck disable=SC2086
  {
    run_verilator --cc --main --timing --assert --x-assign unique --x-initial unique -Wno-fatal \
      -Wno-lint -Wno-style -Wno-WIDTH -O3 --unroll-count 2 -y rtl -y tb \
      --top-module "$bench" --prefix V \
      --Mdir "$dir" $options "tb/$bench.sv" $files &&
      unite "$dir" "$dir/all.cc" &&
      $CXX "${OPTIMIZE:--O0}" -std=gnu++20 -DVERILATOR=1 -DVM_TIMING=1 -DVM_COVERAGE=0 \
        -DVM_SC=0 -DVM_TRACE=0 \
        -DVM_TRACE_FST=0 -DVM_TRACE_VCD=0 -DVM_TRACE_SAIF=0 -I"$dir" -I"$root/include" \
        -I"$root/include/vltstd" "$dir/all.cc" "$build"/runtime/*.o -lpthread -o "$dir/run"
  } >"$dir/build.log" 2>&1 || {
    echo "FAIL $bench $options: does not build, see Hardware/$dir/build.log"
    return 1
  }
  timeout "${SECONDS_MAX:-600}" "$dir/run" +verilator+rand+reset+2 \
    +verilator+seed+"${SEED:-1}" >"$dir/run.log" 2>&1
  line=$(grep -E '^PASS [1-9][0-9]*$' "$dir/run.log" | tail -1)
  if [ -z "$line" ] || grep -q -E '%Error|%Fatal|Assertion failed' "$dir/run.log"; then
    echo "FAIL $bench $options: see Hardware/$dir/run.log: $(grep -m1 . "$dir/run.log")"
    return 1
  fi
  echo "PASS $bench $options: ${line#PASS } checks"
}

if [ "${1:-}" = --one ]; then
  one "$2" "$3" "$4"
  exit
fi

runtime || exit 2
[ $# -gt 0 ] && benches=("$@") || benches=($(cd tb && ls tb_*.sv 2>/dev/null))
for bench in "${benches[@]}"; do
  bench=$(basename "$bench" .sv)
  runs=$(sed -n 's|^// run:||p' "tb/$bench.sv")
  number=0
  while IFS= read -r options; do
    printf '%s\0%s\0%s\0' "$number" "$bench" "$options"
    number=$((number + 1))
  done <<<"$runs"
done | xargs -0 -r -n 3 -P "${JOBS:-2}" "$here/tb/run.sh" --one
status=$?
[ $status = 0 ] && echo "all passed" || echo "some failed"
exit $status
