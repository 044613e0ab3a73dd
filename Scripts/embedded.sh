#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# The core for a Cortex-A9 without Foundation: C by the ARM cross compiler, Accel as Embedded Swift,
# linked statically; then LeNet-5 is checked word by word under QEMU's user mode.
set -euo pipefail
cd "$(dirname "$0")/.."
for tool in arm-linux-gnueabihf-gcc qemu-arm-static; do
  command -v "$tool" >/dev/null || {
    echo "$tool is missing (Debian: gcc-arm-linux-gnueabihf libc6-dev-armhf-cross qemu-user-static)" >&2
    exit 1
  }
done
target=armv7
out=.build-embedded
. Scripts/embedded-core.sh
includes+=(-ITests/EmbeddedGolden)
build_core
for file in Tests/EmbeddedGolden/*.c; do compile_c "$file"; done
compile_swift EmbeddedGolden -I Tests/EmbeddedGolden Tests/EmbeddedGolden/GoldenCheck.swift
"${cross}gcc" -static -o $out/golden "${objects[@]}" $out/unicode.a -lm -lpthread
echo "built $out/golden: $(stat -c %s $out/golden) bytes, static"

echo "board:uio by the system calls of 32 bits, on a kernel that is played:"
core=()
for object in "${objects[@]}"; do
  [[ $object == *EmbeddedGolden* || $object == */Accel.o ]] || core+=("$object")
done
"${cross}gcc" -std=gnu11 -O2 -Wall -Wextra -Werror "${flags[@]}" "${includes[@]}" \
  -ITests/CTestBackend/include -static -o $out/uio \
  Tests/UserSpaceBoard/main.c Tests/CTestBackend/kernel*.c "${core[@]}" -lpthread
timeout 300 qemu-arm-static -cpu cortex-a9 $out/uio

check() { # WEIGHTS IMAGES LOGITS COUNT
  timeout 300 qemu-arm-static -cpu cortex-a9 $out/golden "$@"
}
echo "default network, 24 drawn digits, against the independent model:"
check Sources/ProgramSupport/Resources/lenet5-overlay.npy Tests/Vectors/digits-images-idx3-ubyte \
  Tests/Vectors/logits.npy 24

data=${ACCEL_TEST_DATA:-../shared/data}
published=$data/lenet5-caffe/lenet_iter_10000.caffemodel
if [ -f "$published" ] && [ -f "$data/../tools/caffemodel.py" ] && python3 -c 'import numpy'; then
  echo "published network, 300 MNIST images, against the recorded words of a board:"
  PYTHONPATH=$data/../tools Scripts/overlay_model.py --caffemodel "$published" \
    --save-weights $out/published.npy
  gzip -dc "$data/mnist/t10k-images-idx3-ubyte.gz" >$out/images
  check $out/published.npy $out/images "$data/lenet5-caffe/board_logits_first300.npy" 300
else
  echo "SKIPPED the published network: its model, MNIST or numpy is not here"
fi
