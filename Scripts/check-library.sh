#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# libaccel as its users have it: built, installed, found by pkg-config, linked by a C and a C++
# program, which run LeNet-5 on the simulated board and on the CPU; also for ARM, under QEMU.
set -euo pipefail
cd "$(dirname "$0")/.."
out=.build-library
images=Tests/Vectors/digits-images-idx3-ubyte
mkdir -p $out
Scripts/overlay_network.py Sources/ProgramSupport/Resources/lenet5-overlay.npy $out/lenet5.accel
python3 - Tests/Vectors/logits.npy >$out/expected <<'END'
import sys
import numpy as np
print(*np.load(sys.argv[1]).argmax(1), sep="\n")
END

run() { # TARGET COMPILER-PREFIX RUNNER...
  local target=$1 cross=$2 prefix=$PWD/$out/$1/prefix program device
  shift 2
  Scripts/library.sh "$target"
  PREFIX=$prefix Scripts/install-library.sh "$target"
  read -ra link < <(PKG_CONFIG_PATH=$prefix/lib/pkgconfig pkg-config --cflags --libs accel)
  "${cross}gcc" -std=c11 -Wall -Wextra -Werror -static Examples/C/classify.c "${link[@]}" \
    -o "$out/$target/classify-c"
  "${cross}g++" -std=c++17 -Wall -Wextra -Werror -static Examples/C++/classify.cpp "${link[@]}" \
    -o "$out/$target/classify-c++"
  for program in c c++; do
    for device in cpu sim:; do
      "$@" "$out/$target/classify-$program" $out/lenet5.accel $images $device |
        diff - $out/expected || { echo "$target, $program, $device: other classes" >&2; exit 1; }
    done
    "$@" "$out/$target/classify-$program" $out/lenet5.accel $images board:/dev/nowhere \
      2>$out/message && { echo "$target, $program: a board that is not there" >&2; exit 1; }
    grep -q 'classify: cannot .*nowhere.*; ' $out/message ||
      { echo "$target, $program: $(cat $out/message)" >&2; exit 1; }
  done
  echo "$target: C and C++ programs classify $(wc -l <$out/expected) digits as the model does"
}

run "$(uname -m)" ''
for line in 'armv7 arm-linux-gnueabihf- qemu-arm-static -cpu cortex-a9' \
  'aarch64 aarch64-linux-gnu- qemu-aarch64-static'; do
  read -r target cross runner <<<"$line"
  if ! command -v "${cross}g++" >/dev/null || ! command -v "${runner%% *}" >/dev/null; then
    echo "SKIPPED $target: ${cross}g++ or ${runner%% *} is not here" >&2
    continue
  fi
  # shellcheck disable=SC2086
  run "$target" "$cross" $runner
done
