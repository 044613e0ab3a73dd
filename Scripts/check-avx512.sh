#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# AVX-512 VNNI against scalar where few processors have it: with its intrinsics emulated in C, and
# with the instructions themselves on a processor that Bochs emulates.
set -euo pipefail
cd "$(dirname "$0")/.."
out=.build-avx512
tests=Tests/CConvAgreement
mkdir -p $out
ran=

skip() { echo "SKIPPED AVX-512 $1" >&2; }

objects() { # FOLDER COMPILER FLAG...: all of CConv, and the comparison
  local folder=$out/$1 compiler=$2
  shift 2
  rm -rf "$folder"
  mkdir -p "$folder"
  for file in Sources/CConv/*.c Sources/CConv/x86/*.c "$tests"/*.c; do
    "$compiler" -std=gnu11 -O2 -ISources/CConv/include "$@" -c "$file" \
      -o "$folder/$(basename "$file" .c).o"
  done
}

on_this_machine() { # COMPILER
  objects "native-$1" "$1"
  "$1" "$out/native-$1"/*.o -o "$out/native-$1/agreement"
  "$out/native-$1/agreement" avx512vnni
}

with_intrinsics_in_c() { # COMPILER
  local folder=emulated-$1
  objects "$folder" "$1"
  # Filtering shares functions with AVX2, which must be there to inline them.
  for kernel in 'direct_avx512 -mno-avx' 'winograd_avx512 -mavx2'; do
    "$1" -std=gnu11 -O2 -w -fno-strict-aliasing -ISources/CConv/include -I$tests/emulated \
      -DSIMDE_NO_NATIVE -DCCONV_AVX512_BEGIN= -DCCONV_AVX512_END= "${kernel#* }" \
      -c "Sources/CConv/x86/${kernel% *}.c" -o "$out/$folder/${kernel% *}.o"
  done
  # The kernels need no AVX-512 now; let the library believe that it is there.
  "$1" -std=gnu11 -O2 -ISources/CConv/include '-D__builtin_cpu_supports(feature)=1' \
    -c Sources/CConv/cpu.c -o "$out/$folder/cpu.o"
  "$1" "$out/$folder"/*.o -o "$out/$folder/agreement"
  "$out/$folder/agreement" avx512vnni
}

on_an_emulated_machine() { # COMPILER
  local folder=bare-$1 bare=$tests/bare
  objects "$folder" "$1" -ffreestanding -fno-builtin -fno-pic -fno-pie -mno-red-zone \
    -fno-stack-protector -fno-asynchronous-unwind-tables -U_FORTIFY_SOURCE
  rm "$out/$folder/team.o" # there are no threads
  "$1" -std=gnu11 -O2 -ffreestanding -fno-builtin -fno-pic -fno-pie -mno-red-zone \
    -fno-stack-protector -c $bare/libc.c -o "$out/$folder/libc.o"
  gcc -c $bare/boot.S -o "$out/$folder/boot.o"
  ld -nostdlib -static -z noexecstack --no-warn-rwx-segments -T $bare/bare.lds \
    -o "$out/$folder/program" "$out/$folder"/*.o "$(gcc -print-libgcc-file-name)"
  objcopy -O binary "$out/$folder/program" "$out/$folder/disk"
  truncate -s 1032192 "$out/$folder/disk" # 2 * 16 * 63 sectors
  cp $bare/bochsrc "$out/$folder"
  echo c >"$out/$folder/commands"
  # Bochs wants a terminal to draw on.
  (cd "$out/$folder" &&
    TERM=xterm timeout 1200 script -qec 'bochs -q -f bochsrc -rc commands' console </dev/null) \
    >/dev/null || true # it always fails when it is switched off from within
  grep -a -E 'agree|differ|available|level' "$out/$folder/console" || true
  if grep -a "display library 'term' not available" "$out/$folder/console" >/dev/null; then
    skip "on an emulated machine: Bochs cannot draw on terminals (Debian: bochs-term)"
    return
  fi
  grep -a -q '^status 0' "$out/$folder/console" || {
    echo "AVX-512 under Bochs failed; see $out/$folder/console and log" >&2
    exit 1
  }
}

compilers=()
for compiler in clang gcc; do
  if command -v "$compiler" >/dev/null; then
    compilers+=("$compiler")
  else
    skip "by $compiler: not installed"
  fi
done

for compiler in "${compilers[@]}"; do
  if grep -q avx512_vnni /proc/cpuinfo 2>/dev/null; then
    echo "AVX-512 by $compiler on this machine:"
    on_this_machine "$compiler"
    ran=1
  else
    skip "by $compiler on this machine: it has none"
  fi
  if echo '#include <simde/x86/avx512.h>' | "$compiler" -x c -fsyntax-only - 2>/dev/null; then
    echo "AVX-512 by $compiler with intrinsics in C:"
    with_intrinsics_in_c "$compiler"
    ran=1
  else
    skip "by $compiler with intrinsics in C: no SIMDe (Debian: libsimde-dev)"
  fi
done

# Minutes, therefore with the compiler that builds the package alone if it is there.
if [ ${#compilers[@]} -gt 0 ] && command -v bochs >/dev/null && command -v gcc >/dev/null &&
  command -v script >/dev/null; then
  echo "AVX-512 by ${compilers[0]} on an emulated machine:"
  on_an_emulated_machine "${compilers[0]}"
  ran=1
else
  skip "on an emulated machine: no Bochs, gcc or script (Debian: bochs bochs-term bsdutils)"
fi
[ -n "$ran" ] || echo "AVX-512 was NOT TESTED" >&2
