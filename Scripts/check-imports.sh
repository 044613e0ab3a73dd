#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Imports go one way. CDriver and CConv include libc only; CBoardSim also the back-end header and
# CConv; Accel calls C in Internals alone and imports nothing else; packages stay above Accel, and
# programs above what they share. HardwareBuild needs Accel alone. LibAccel is Accel for C. CAccel and CHDF5
# include libc only, and HDF5File.swift alone calls the latter.
set -euo pipefail
cd "$(dirname "$0")/.."
status=0
complain() { echo "$1" >&2; status=1; }

imports() { # FOLDER: "file module" lines
  grep -rnE '^\s*(@[a-z_]+ +|public +|package +|internal +|private +|fileprivate +)*import +' \
    --include='*.swift' --exclude-dir='*.docc' "$1" | sed -E 's/:[0-9]+:.*import +(struct +|class +|func +|enum +)?/ /'
}

while read -r file module; do
  case "$file $module" in
    Sources/Accel/Internals/*\ CDriver | Sources/Accel/Internals/*\ CConv | \
      Sources/Accel/Internals/*\ CBoardSim) ;;
    *) complain "$file imports $module: Accel imports nothing but C, in Internals" ;;
  esac
done < <(imports Sources/Accel)

while read -r file module; do
  case $module in
    CDriver | CConv | CBoardSim) complain "$file imports $module: only Accel calls C" ;;
  esac
done < <(imports Sources | grep -v '^Sources/Accel/')

while read -r file module; do
  case $module in
    Accel | CaffeFormat | ONNXFormat | Foundation | Glibc | SwiftProtobuf) ;;
    CHDF5)
      [ "$file" = Sources/ModelImport/Datasets/HDF5File.swift ] ||
        complain "$file imports CHDF5: only HDF5File.swift calls it" ;;
    *) complain "$file imports $module: ModelImport is built on Accel" ;;
  esac
done < <(imports Sources/ModelImport)

while read -r file module; do
  case $module in
    Accel | Foundation | ModelImport) ;;
    CCommit)
      [ "$file" = Sources/ProgramSupport/ProgramVersion.swift ] ||
        complain "$file imports CCommit: only ProgramVersion.swift calls it" ;;
    *) complain "$file imports $module: ProgramSupport is built on Accel and ModelImport" ;;
  esac
done < <(imports Sources/ProgramSupport)

while read -r file module; do
  case $module in
    Accel | ArgumentParser | Foundation | HardwareBuild | HardwareGen | ModelImport | \
      ProgramSupport) ;;
    *) complain "$file imports $module: Tool is built on what stands above Accel" ;;
  esac
done < <(imports Sources/Tool)

while read -r file module; do
  case $module in
    Accel | Foundation) ;;
    *) complain "$file imports $module: HardwareGen is built on Accel" ;;
  esac
done < <(imports Sources/HardwareGen)

while read -r file module; do
  case $module in
    Accel | Foundation) ;;
    *) complain "$file imports $module: HardwareBuild is built on Accel" ;;
  esac
done < <(imports Sources/HardwareBuild)

while read -r file module; do
  case $module in
    Accel | CAccel) ;;
    *) complain "$file imports $module: LibAccel is Accel for C, and nothing else" ;;
  esac
done < <(imports Sources/LibAccel)

includes() { # FOLDER: "file header" lines
  grep -rnoE '^#include +["<][^">]+' "$1" --include='*.[ch]' |
    sed -E 's/:[0-9]+:#include +["<]/ /'
}
libc='^(stdbool|stddef|stdint|stdarg|stdatomic|stdio|stdlib|string|errno|inttypes|pthread|signal|time|limits|immintrin|arm_neon|sys/auxv|cpuid|dirent|dlfcn|fcntl|poll|unistd|sys/(file|ioctl|mman|random|resource|socket|stat|types|wait))\.h$'
for target in CDriver CConv CBoardSim CHDF5 CAccel CCommit; do
  while read -r file header; do
    if [[ $header =~ $libc ]]; then continue; fi
    # Compiled in the kernel module too.
    if [[ $file == */axi_dma_seq.h && $header == linux/* ]]; then continue; fi
    # What the kernel module speaks is written once, beside it.
    case "$file $header" in
      Sources/CDriver/board.c\ ../../Kernel/uapi/accel.h) continue ;;
      Sources/CDriver/fpga_module.c\ ../../Kernel/uapi/accel.h) continue ;;
    esac
    name=$(basename "$header")
    if find "Sources/$target" -name "$name" | grep -q .; then continue; fi
    if [ "$target" = CBoardSim ] &&
      find Sources/CDriver/include Sources/CConv/include -name "$name" | grep -q .; then
      continue
    fi
    complain "$file includes $header: $target builds on libc"
  done < <(includes "Sources/$target")
done
[ $status -eq 0 ] && echo "imports go one way"
exit $status
