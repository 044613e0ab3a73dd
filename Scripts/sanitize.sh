#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Tests under AddressSanitizer with leak detection and UndefinedBehaviorSanitizer at once, and under
# ThreadSanitizer; or under one of them: sanitize.sh address, sanitize.sh thread; or the fuzzers alone
# under the first, with as many inputs as ACCEL_FUZZ_COUNT says: sanitize.sh fuzz
#
# Each builds what it can find something in, which Package.swift knows as ACCEL_PART.
# The builds are optimised, which long fuzzing needs, and have DEBUG, because sanitised programs are
# nearly as slow as debug's, whose tests take fewer images.
set -euo pipefail
cd "$(dirname "$0")/.."
export LSAN_OPTIONS="suppressions=$PWD/Scripts/lsan.supp:print_suppressions=0"
export TSAN_OPTIONS="halt_on_error=1"
optimised=(-c release -Xswiftc -enable-testing -Xswiftc -DDEBUG)
# SwiftPM knows no sanitizer of undefined behaviour here, so the C code alone has it (Swift checks
# its own arithmetic), and traps where it strikes: no runtime library is needed.
address=(--sanitize=address -Xcc -fsanitize=undefined -Xcc -fsanitize-trap=undefined)

run() { # NAME FILTER FLAG...
  local filter=$2
  set -- --scratch-path ".build-$1" "${optimised[@]}" "${@:3}"
  swift build --build-tests "$@"
  swift test --skip-build "$@" ${filter:+--filter "$filter"}
}

for name in "${@:-address thread}"; do
  for sanitizer in $name; do
    echo "tests under $sanitizer"
    case $sanitizer in
      address) ACCEL_PART=memory run address '' "${address[@]}" ;;
      fuzz) ACCEL_PART=memory run address Fuzz "${address[@]}" ;;
      # Importers and generators run on one thread, and programs have no threads but the core's.
      thread) ACCEL_PART=threads run thread '' --sanitize=thread ;;
      *) echo "sanitizers: address, thread, fuzz" >&2; exit 64 ;;
    esac
  done
done
