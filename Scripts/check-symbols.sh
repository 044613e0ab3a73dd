#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Board applications link these targets: a global symbol without a prefix may clash with theirs.
set -euo pipefail
cd "$(dirname "$0")/.."
status=0
check() { # TARGET PREFIX
  local symbols strangers
  symbols=$(find ".build/debug/$1.build" -name '*.o' -exec nm -g --defined-only {} + |
    awk 'NF == 3 { print $3 }' | grep -v '^__asan\|^__tsan' | sort -u)
  if [ -z "$symbols" ]; then echo "$1: nothing built; run make build" >&2; status=1; return; fi
  strangers=$(grep -v "^$2" <<<"$symbols" || true)
  if [ -n "$strangers" ]; then
    echo "$1: global symbols without the prefix $2:" >&2
    echo "$strangers" >&2
    status=1
  else
    echo "$1: $(wc -l <<<"$symbols") global symbols begin with $2"
  fi
}
check CDriver cdrv_
check CConv cconv_
check CHDF5 chdf5_
check CAccel accel_
check CCommit ccommit_
check CBoardSim "\(cboardsim\|csim\)_"
exit $status
