#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Tests under AddressSanitizer with leak detection, UndefinedBehaviorSanitizer and ThreadSanitizer;
# or under those that are named: sanitize.sh address undefined thread
set -euo pipefail
cd "$(dirname "$0")/.."
suppressions=$PWD/Scripts/lsan.supp

run() { # NAME FLAG...
  local name=$1
  shift
  echo "tests under $name"
  swift build --build-tests --scratch-path ".build-$name" "$@"
  LSAN_OPTIONS="suppressions=$suppressions:print_suppressions=0" \
    TSAN_OPTIONS="halt_on_error=1" \
    swift test --skip-build --scratch-path ".build-$name" "$@"
}

for name in "${@:-address undefined thread}"; do
  for sanitizer in $name; do
    case $sanitizer in
      address | thread) run "$sanitizer" --sanitize="$sanitizer" ;;
      # SwiftPM knows no such sanitizer here, so the C code alone has it (Swift checks its own
      # arithmetic), and traps where it strikes: no runtime library is needed.
      undefined)
        run undefined -Xcc -fsanitize=undefined -Xcc -fsanitize-trap=undefined
        ;;
      *) echo "sanitizers: address, undefined, thread" >&2; exit 64 ;;
    esac
  done
done
