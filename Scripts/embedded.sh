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
toolchain=$(dirname "$(dirname "$(readlink -f "$(command -v swiftc)")")")
sysroot=/usr/arm-linux-gnueabihf
out=.build-embedded
mkdir -p $out
includes=(-ISources/CDriver/include -ISources/CDriver -ISources/CConv/include -ISources/CConv
  -ISources/CBoardSim/include -ITests/EmbeddedGolden)

objects=()
for file in Sources/C{Driver,Conv,BoardSim}/*.c Sources/CConv/*/*.c Tests/EmbeddedGolden/*.c; do
  object=$out/$(tr / - <<<"${file%.c}").o
  arm-linux-gnueabihf-gcc -std=gnu11 -O2 -Wall -Wextra -Werror -mcpu=cortex-a9 -mfpu=neon \
    -mfloat-abi=hard "${includes[@]}" -c "$file" -o "$object"
  objects+=("$object")
done

embedded=(-target armv7-none-none-eabi -enable-experimental-feature Embedded -swift-version 6
  -wmo -parse-as-library -Osize
  -Xcc -mfloat-abi=hard -Xcc -mfpu=neon -Xcc -mcpu=cortex-a9
  -Xcc "--sysroot=$sysroot" -Xcc "-isystem$sysroot/include"
  -I Sources/CDriver/include -I Sources/CConv/include -I Sources/CBoardSim/include
  -I Tests/EmbeddedGolden -I "$out")
features=(-enable-upcoming-feature ExistentialAny -enable-upcoming-feature InternalImportsByDefault
  -enable-upcoming-feature MemberImportVisibility)
mapfile -t sources < <(git ls-files 'Sources/Accel/*.swift')
swiftc "${embedded[@]}" "${features[@]}" -module-name Accel "${sources[@]}" \
  -emit-module -emit-module-path $out/Accel.swiftmodule -c -o $out/Accel.o
swiftc "${embedded[@]}" "${features[@]}" -module-name EmbeddedGolden \
  Tests/EmbeddedGolden/GoldenCheck.swift -c -o $out/EmbeddedGolden.o

# Tagged as soft-float, which clashes at link time, though no float code is inside.
arm-linux-gnueabihf-objcopy --remove-section=.ARM.attributes \
  "$toolchain/lib/swift/embedded/armv7-none-none-eabi/libswiftUnicodeDataTables.a" $out/unicode.a
arm-linux-gnueabihf-gcc -static -o $out/golden $out/Accel.o $out/EmbeddedGolden.o \
  "${objects[@]}" $out/unicode.a -lm -lpthread
echo "built $out/golden: $(stat -c %s $out/golden) bytes, static"

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
