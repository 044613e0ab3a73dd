#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# What LeNet-5 costs a Cortex-A9, without one: instructions as QEMU executes them, cycles as llvm-mca
# models them. Docs/CortexA9.md says what the figures mean. `--scalar` adds the scalar level (slow).
set -euo pipefail
cd "$(dirname "$0")/.."
LLVM_MCA=$(command -v llvm-mca || command -v llvm-mca-16 || true)
export LLVM_MCA
for tool in arm-linux-gnueabihf-gcc qemu-arm-static python3 "${LLVM_MCA:-llvm-mca}"; do
  command -v "$tool" >/dev/null || {
    echo "$tool is missing (Debian: gcc-arm-linux-gnueabihf qemu-user-static python3 llvm)" >&2
    exit 1
  }
done
weights=${WEIGHTS:-Sources/Demo/Resources/lenet5-overlay.npy}
clock=650 # MHz, of the boards with a Zynq-7020
out=.build-study
mkdir -p $out

files=(Sources/CConv/*.c Sources/CConv/*/*.c)
objects=()
for file in "${files[@]}" Tests/CortexA9/layer.c; do
  object=$out/$(tr / - <<<"${file%.c}").o
  arm-linux-gnueabihf-gcc -std=gnu11 -O2 -mcpu=cortex-a9 -mfpu=neon -mfloat-abi=hard \
    -ffunction-sections -ISources/CConv/include -c "$file" -o "$object"
  objects+=("$object")
done
arm-linux-gnueabihf-gcc -static -o $out/layer "${objects[@]}"
arm-linux-gnueabihf-objdump -d --no-show-raw-insn $out/layer >$out/disassembly

# Functions that convolve; packing is done once per load and is not of interest.
filter=
for object in $out/Sources-CConv-{conv_scalar,input,arm-conv_neon}.o; do
  while read -r name; do
    range=$(arm-linux-gnueabihf-nm -S $out/layer |
      awk -v name="$name" '$4 == name && !seen++ { print "0x" $1 "+0x" $2 }')
    [ -z "$range" ] || filter+=${filter:+,}$range
  done < <(arm-linux-gnueabihf-nm "$object" |
    awk '$2 ~ /^[tT]$/ && $3 !~ /pack|size|^\$/ { print $3 }')
done

row() { # NAME LEVEL LAYER IMAGES PRODUCTS
  local name=$1 level=$2 layer=$3 images=$4 products=$5
  read -r total neon modelled issued hottest < <(
    qemu-arm-static -cpu cortex-a9 -singlestep -d nochain,exec -dfilter "$filter" -D /dev/stdout \
      $out/layer "$weights" "$level" "$layer" "$images" 1 |
      Scripts/cortex_a9_model.py $out/disassembly "$images")
  awk -v name="$name" -v level="$level" -v n="$products" -v total="$total" -v neon="$neon" \
    -v m="$modelled" -v i="$issued" -v hot="$hottest" -v mhz=$clock 'BEGIN {
      printf "| %s | %s | %d | %d | %.3f | %.0f %% | %d | %d | %.2f | %.2f |\n", name, level, n,
        total, total / n, 100 * hot, m, i, 2 * n * mhz / m / 1000, 2 * n * mhz / i / 1000 }'
  sums_m=$((sums_m + modelled)) sums_i=$((sums_i + issued)) sums_n=$((sums_n + products))
  sums_t=$((sums_t + total))
}

whole() { # NAME LEVEL
  awk -v name="$1" -v level="$2" -v n=$sums_n -v total=$sums_t -v m=$sums_m -v i=$sums_i \
    -v mhz=$clock 'BEGIN {
      printf "| %s | %s | %d | %d | %.3f | | %d | %d | %.2f | %.2f |\n", name, level, n, total,
        total / n, m, i, 2 * n * mhz / m / 1000, 2 * n * mhz / i / 1000 }'
}

network() { # LEVEL IMAGES
  sums_m=0 sums_i=0 sums_n=0 sums_t=0
  row conv1 "$1" 0 1 288000
  row conv2 "$1" 1 1 1600000
  row "ip1, batch $2" "$1" 2 "$2" 400000
  row "ip2, batch $2" "$1" 3 "$2" 5000
  whole "LeNet-5, batch $2" "$1"
}

echo "Per image, modelled, one core at $clock MHz; no cache misses."
echo '| layer | level | products | instructions | each | inner loop | cycles (mca) |' \
  'cycles (issue) | Gop/s (mca) | Gop/s (issue) |'
echo '|---|---|--:|--:|--:|--:|--:|--:|--:|--:|'
network neon 1
network neon 8
[ "${1:-}" != --scalar ] || network scalar 1
echo 'Published, measured: 0.133 Gop/s of float32 on this processor, 2.56 Gop/s of the overlay.'
