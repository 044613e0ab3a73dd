#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Each file in Tests/Misuse makes one mistake and names, behind `// expect:`, the words of the
# compiler's error. A file without that line is correct and must compile.
set -euo pipefail
cd "$(dirname "$0")/.."
status=0
for file in Tests/Misuse/*.swift; do
  expected=$(sed -n 's,^// expect: ,,p' "$file")
  if output=$(swiftc -swift-version 6 -parse-as-library -c -o /dev/null \
    -I .build/debug/Modules -I Sources/CDriver/include -I Sources/CConv/include \
    -I Sources/CBoardSim/include "$file" 2>&1); then
    [ -z "$expected" ] || { echo "$file: the mistake compiles" >&2; status=1; }
  elif [ -z "$expected" ]; then
    echo "$file: does not compile, though it is correct:" >&2
    echo "$output" >&2
    status=1
  elif ! grep -qE "error: .*$expected" <<<"$output"; then
    echo "$file: fails, but not with \"$expected\":" >&2
    echo "$output" >&2
    status=1
  fi
done
[ $status -eq 0 ] && echo "$(find Tests/Misuse -name '*.swift' | wc -l) ownership checks hold"
exit $status
