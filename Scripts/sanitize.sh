#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Tests under AddressSanitizer with leak detection, UndefinedBehaviorSanitizer and ThreadSanitizer;
# or under those that are named: sanitize.sh address undefined thread
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

for name in "${@:-address undefined thread}"; do
  for sanitizer in $name; do
    case $sanitizer in
      address) run address '' --sanitize=address ;;
      # Importers run on one thread, and programs have no threads but the core's.
      thread) run thread '(ModelImport|ProgramSupport|Demo|Tool)Tests' --sanitize=thread ;;
      # SwiftPM knows no such sanitizer here, so the C code alone has it (Swift checks its own
      # arithmetic), and traps where it strikes: no runtime library is needed.
      # Programs reach the same C as the core's own tests.
      undefined)
        run undefined '(ProgramSupport|Demo|Tool)Tests' \
          -Xcc -fsanitize=undefined -Xcc -fsanitize-trap=undefined
        ;;
      *) echo "sanitizers: address, undefined, thread" >&2; exit 64 ;;
    esac
  done
done
