#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Tests under AddressSanitizer with leak detection and UndefinedBehaviorSanitizer at once, and under
# ThreadSanitizer; or under one of them: sanitize.sh address, sanitize.sh thread
set -euo pipefail
cd "$(dirname "$0")/.."
suppressions=$PWD/Scripts/lsan.supp

run() { # NAME SKIPPED FLAG...
  local name=$1 skipped=$2
  shift 2
  echo "tests under $name${skipped:+, without $skipped}"
  swift build --build-tests --scratch-path ".build-$name" "$@"
  LSAN_OPTIONS="suppressions=$suppressions:print_suppressions=0" \
    TSAN_OPTIONS="halt_on_error=1" \
    swift test --skip-build --scratch-path ".build-$name" ${skipped:+--skip "$skipped"} "$@"
}

for name in "${@:-address thread}"; do
  for sanitizer in $name; do
    case $sanitizer in
      # SwiftPM knows no sanitizer of undefined behaviour here, so the C code alone has it (Swift
      # checks its own arithmetic), and traps where it strikes: no runtime library is needed.
      address)
        run address '' --sanitize=address -Xcc -fsanitize=undefined -Xcc -fsanitize-trap=undefined
        ;;
      # Importers and generators run on one thread, and programs have no threads but the core's.
      thread)
        run thread '(ModelImport|ProgramSupport|Hardware(Gen|Build)|Demo|Tool)Tests' \
          --sanitize=thread
        ;;
      *) echo "sanitizers: address, thread" >&2; exit 64 ;;
    esac
  done
done
