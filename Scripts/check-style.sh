#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# What the formatters do not see: licence lines, white space, line lengths, file sizes, names of
# machines.
set -euo pipefail
cd "$(dirname "$0")/.."
status=0
complain() { echo "$1" >&2; status=1; }

while read -r file; do
  [ -f "$file" ] || continue
  case $file in
    *.png | *.npy | *.accel | *.h5 | *.caffemodel | *.onnx | *-ubyte | LICENSE) continue ;;
    *.pb.swift) continue ;; # generated
    Hardware/tb/data/*) continue ;; # for $readmemh
  esac
  case $file in
    *.md | *.tutorial | *.docc/*.txt | *.json | .swift-format | .gitignore) ;;
    *) head -n 2 "$file" | grep -q 'SPDX-License-Identifier: BSD-3-Clause' ||
         complain "$file: no SPDX line at the top" ;;
  esac
  if grep -nE '^(<{7}|>{7}) ' "$file"; then complain "$file: a mark of a merge"; fi
  if grep -nE '[[:space:]]+$' "$file"; then complain "$file: white space at the end of a line"; fi
  if [ -n "$(tail -c 1 "$file")" ]; then complain "$file: no newline at the end"; fi
  if [ ! -s "$file" ]; then complain "$file: empty"; fi
  if [ "$file" != Scripts/check-style.sh ] &&
    grep -nE '/(root|work|home|Users)/[a-z]|https?://[0-9]+\.' "$file" | grep -vE '://127|/home/xilinx/'; then
    complain "$file: names a machine's path"
  fi
  case $file in
    *.c | *.h)
      if expand "$file" | awk 'length > 80 { print FNR ": " $0; bad = 1 }
          END { exit !bad }'; then complain "$file: lines beyond 80 columns"; fi
      if grep -nE '^ {2,}[^ *]' "$file"; then complain "$file: indented by spaces, not tabs"; fi
      ;;
  esac
  case $file in
    *.swift | *.c | *.h | *.sh | *.py)
      if [ "$(wc -l <"$file")" -gt 400 ]; then complain "$file: more than 400 lines"; fi ;;
  esac
done < <(git ls-files --cached --others --exclude-standard)

if git ls-files | grep -qE '(^|/)(Package\.resolved|\.build)'; then
  complain "Package.resolved and .build are not committed"
fi
if command -v shellcheck >/dev/null; then
  shellcheck .ci/run Scripts/*.sh || status=1
else
  echo "SKIPPED shellcheck: not installed" >&2
fi
exit $status
