#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Boot the virtual board: a Linux guest under QEMU, with the simulated board of CBoardSim as its
# device, and count what it says. `--shell` boots the first target with a shell instead.
#
#   Scripts/virtual-board.sh [--shell] x86|arm...
#
# ACCEL_BOARD: simulation options and --speed, --delay, --verbose for board_server. With a fault
# in them the tests without a driver are left out: it is not for them, and exchanges are counted.
# ACCEL_KERNEL: more words for the guest's command line (accel.shim=msi=1, swiotlb=force).
# ACCEL_TESTS: a folder of more programs, as bare/NAME (before the driver) and driver/NAME; what a
# dynamic one needs comes along on x86, on arm they are static.
# ACCEL_TIMEOUT: seconds a guest may take.
set -euo pipefail
cd "$(dirname "$0")/.."
cache=${ACCEL_CACHE:-$HOME/.cache/accel}/virtual-board
out=$PWD/.build-virtual-board
rig=Kernel/qemu
limit=${ACCEL_TIMEOUT:-300}
libraries=$cache/tree/qemu/usr/lib/x86_64-linux-gnu

step() { printf 'virtual board: %4d s  %s\n' "$SECONDS" "$1"; }
fail() { echo "virtual board: $1" >&2; exit 1; }

architecture() { # TARGET: what the kernel calls it
  case $1 in x86) echo x86 ;; arm) echo arm ;; *) fail "no such target: $1" ;; esac
}

compiler() { # TARGET
  case $1 in x86) echo gcc ;; arm) echo arm-linux-gnueabihf-gcc ;; esac
}

build_server() {
  mkdir -p "$out"
  if [ -x "$out/board_server" ] &&
    [ -z "$(find Sources/C* $rig/*.[ch] -name '*.[ch]' -newer "$out/board_server")" ]; then
    return
  fi
  gcc -std=gnu11 -O2 -g -Wall -Wextra -Werror -o "$out/board_server" \
    -ISources/CDriver/include -ISources/CConv/include -ISources/CConv \
    -ISources/CBoardSim/include $rig/*.c Sources/CBoardSim/*.c Sources/CConv/*.c \
    Sources/CConv/x86/*.c -lpthread
  step "server built"
}

# The protocol against clients that break it, before one that does not.
test_server() {
  local program=$out/vfio_user_test
  gcc -std=gnu11 -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -Wall -Wextra \
    -Werror -I$rig -o "$program" $rig/tests/*.c $rig/vfio_user*.c $rig/pci_config.c -lpthread
  timeout 60 "$program" 2>"$out/vfio_user_test.log" || {
    cat "$out/vfio_user_test.log" >&2
    fail "the vfio-user server fails its tests"
  }
  step "server tested"
}

# A copy of the tree, because kbuild builds where the sources are.
build_modules() { # TARGET
  local tree=$out/$1/tree headers folder logs=$out/$1/modules.log
  headers=$(echo "$cache/tree/$1"/boot/vmlinuz-*)
  headers=$cache/tree/$1/usr/src/linux-headers-${headers##*/vmlinuz-}
  # The one absolute path in them; the cache may have been moved.
  sed -i -E "s#^include .*/usr/src/#include $cache/tree/$1/usr/src/#" "$headers/Makefile"
  mkdir -p "$tree"
  rm -rf "$tree/Kernel" "$tree/Sources"
  cp -r Kernel "$tree/Kernel"
  ln -s "$PWD/Sources" "$tree/Sources"
  # Debian's modpost for foreign 32-bit kernels takes the table's pointers for 64-bit ones; insmod
  # needs no aliases.
  if [ "$1" = arm ]; then sed -i '/^MODULE_DEVICE_TABLE(of,/d' "$tree/Kernel/main.c"; fi
  mkdir -p "$out/$1/modules"
  rm -f "$out/$1"/modules/*.ko
  : >"$logs"
  for folder in $rig/shim Kernel; do
    [ -f "$folder/Kbuild" ] || continue
    make -s -C "$headers" M="$tree/$folder" ARCH="$(architecture "$1")" \
      CROSS_COMPILE="$(cross "$1")" CC="$(compiler "$1")" KBUILD_MODPOST_WARN= modules \
      >>"$logs" 2>&1 || { cat "$logs" >&2; fail "$folder does not build for $1"; }
    cp "$tree/$folder"/*.ko "$out/$1/modules/"
  done
  grep -v 'Skipping BTF' "$logs" || true
  step "$1: modules $(cd "$out/$1/modules" && echo *.ko)"
}

cross() { # TARGET
  case $1 in x86) ;; arm) echo arm-linux-gnueabihf- ;; esac
}

build_tests() { # TARGET
  local flags=() source kind name
  [ "$1" = arm ] && flags=(-mcpu=cortex-a9 -mfpu=neon -mfloat-abi=hard)
  rm -rf "$out/$1/tests"
  mkdir -p "$out/$1/tests/bare" "$out/$1/tests/driver"
  for source in "$rig"/selftest/*.c; do
    name=$(basename "$source" .c)
    "$(compiler "$1")" -std=gnu11 -O2 -Wall -Wextra -Werror "${flags[@]}" -static \
      -ISources/CDriver/include -ISources/CDriver -o "$out/$1/tests/bare/$name" "$source"
  done
  # The driver's own tests, once there are some.
  if compgen -G 'Kernel/selftest/*.c' >/dev/null; then
    make -s -C Kernel/selftest CC="$(compiler "$1") -static" OUT="$out/$1/tests/driver"
  fi
  if [ -n "${ACCEL_TESTS:-}" ]; then
    for kind in bare driver; do
      if [ -d "$ACCEL_TESTS/$kind" ]; then cp -r "$ACCEL_TESTS/$kind/." "$out/$1/tests/$kind/"; fi
    done
  fi
}

# What dynamic programs of this machine need, at the same places in the guest.
add_libraries() { # ROOT
  local program library
  find "$1/tests" "$1/bin" -type f -perm -u+x ! -name busybox | while read -r program; do
    # A static one has none.
    { ldd "$program" 2>/dev/null || true; } | { grep -oE '/[^ ]+' || true; } |
      while read -r library; do
        if [ ! -e "$1$library" ]; then install -D -s "$library" "$1$library"; fi
      done
  done
}

# The demonstration and its test, where it was built.
add_demo() { # ROOT
  if [ ! -x .build/release/accel-demo ]; then
    echo "SKIPPED lenet: no .build/release/accel-demo" >&2
    return
  fi
  install -s .build/release/accel-demo "$1/bin/"
  cp -r .build/release/*.resources "$1/bin/"
  cp Kernel/selftest/lenet.sh "$1/tests/driver/lenet"
}

build_initramfs() { # TARGET
  local root=$out/$1/root
  rm -rf "$root"
  mkdir -p "$root"/{bin,dev,proc,sys,modules}
  cp "$cache/tree/$1/bin/busybox" "$root/bin/"
  cp $rig/init "$root/init"
  cp "$out/$1"/modules/*.ko "$root/modules/"
  cp -r "$out/$1/tests" "$root/tests"
  if [ "$1" = x86 ]; then
    add_demo "$root"
    add_libraries "$root"
  fi
  (cd "$root" && find . | "$cache/tree/tools/bin/cpio" -o -H newc --quiet -R 0:0 | gzip -1) \
    >"$out/$1/initramfs"
  step "$1: initramfs, $(stat -c %s "$out/$1/initramfs") bytes"
}

qemu() { # x86_64|arm ARGUMENT...
  local machine=$1
  shift
  "$libraries/ld-linux-x86-64.so.2" --library-path "$libraries:$libraries/systemd" \
    "$cache/tree/qemu/usr/bin/qemu-system-$machine" -L "$cache/tree/qemu/usr/share/qemu" \
    -L "$cache/tree/qemu/usr/share/seabios" "$@"
}

# QEMU's own tree for the machine, with the board in it.
build_tree() {
  local dtc=$cache/tree/tools/usr/bin/dtc folder=$out/arm
  export LD_LIBRARY_PATH=$cache/tree/tools/usr/lib/x86_64-linux-gnu
  (unset LD_LIBRARY_PATH; qemu arm -M virt,highmem=off,dumpdtb="$folder/virt.dtb" \
    -cpu cortex-a15 -m 512 -display none >/dev/null)
  "$dtc" -q -I dtb -O dts -o "$folder/virt.dts" "$folder/virt.dtb"
  # The first node of the tree is preceded by properties only.
  awk -v add="$rig/dt/accel.dtsi" '
    { lines[NR] = $0 } /^};/ { last = NR }
    END {
      for (i = 1; i < last; i++) print lines[i]
      while ((getline line < add) > 0) print line
      for (i = last; i <= NR; i++) print lines[i]
    }' "$folder/virt.dts" >"$folder/board.dts"
  "$dtc" -q -I dts -O dtb -o "$folder/board.dtb" "$folder/board.dts"
  unset LD_LIBRARY_PATH
}

boot() { # TARGET SOCKET WORDS: with the console on standard output
  local socket=$2 words=$3 kernel
  local memory=(-m 512 -object 'memory-backend-memfd,id=mem,size=512M,share=on')
  local device="{\"driver\":\"vfio-user-pci\",\"socket\":{\"type\":\"unix\",\"path\":\"$socket\"}}"
  case ${ACCEL_BOARD:-} in *fault=* | *dma=sg*) words="accel.bare=0 $words" ;; esac
  local common=("${memory[@]}" -device "$device" -nographic -no-reboot -nic none
    -initrd "$out/$1/initramfs")
  kernel=$(echo "$cache/tree/$1"/boot/vmlinuz-*)
  case $1 in
    x86) qemu x86_64 -M q35,memory-backend=mem -accel tcg "${common[@]}" -kernel "$kernel" \
      -append "console=ttyS0 quiet panic=-1 $words" ;;
    arm) qemu arm -M virt,highmem=off,memory-backend=mem -cpu cortex-a15 "${common[@]}" \
      -kernel "$kernel" -dtb "$out/arm/board.dtb" \
      -append "console=ttyAMA0 quiet panic=-1 accel.shim=bare=1 $words" ;;
  esac
}

# A socket's path is short, and the build folder's may not be.
server=
start_server() { # TARGET: sets socket and server
  local board=() tries
  read -ra board <<<"${ACCEL_BOARD:-}"
  scratch=$(mktemp -d)
  socket=$scratch/board
  "$out/board_server" "$socket" "${board[@]}" 2>"$out/$1/server.log" &
  server=$!
  for tries in $(seq 100); do
    [ -S "$socket" ] && return
    kill -0 "$server" 2>/dev/null || break
    sleep 0.05
  done
  cat "$out/$1/server.log" >&2
  fail "no server after $tries tries"
}

stop_server() {
  local tries
  [ -n "$server" ] || return 0
  for tries in $(seq 40); do
    kill -0 "$server" 2>/dev/null || break
    sleep 0.05
  done
  kill "$server" 2>/dev/null || true
  wait "$server" || true
  server=
  rm -rf "$scratch"
}

verdict() { # TARGET: QEMU's own status says nothing
  local log=$out/$1/guest.log
  grep -aE '^ACCEL-|^kernel: ' "$log" | tr -d '\r' | sed "s/^/$1: /" || true
  cat "$out/$1/server.log"
  if ! grep -aq '^ACCEL-END [1-9][0-9]* passed, 0 failed' "$log" ||
    grep -aq '^ACCEL-TEST FAILED' "$log"; then
    tail -n 30 "$log" >&2
    fail "$1: failed; see $log and $out/$1/server.log"
  fi
}

trap stop_server EXIT
targets=()
shell=
for argument; do
  if [ "$argument" = --shell ]; then shell=1; else targets+=("$argument"); fi
done
[ ${#targets[@]} -gt 0 ] || fail "which target? x86 or arm"
for target in "${targets[@]}"; do architecture "$target" >/dev/null; done

Scripts/virtual-board-fetch.sh
build_server
if [ -z "$shell" ]; then test_server; fi
for target in "${targets[@]}"; do
  mkdir -p "$out/$target"
  build_modules "$target"
  build_tests "$target"
  build_initramfs "$target"
  if [ "$target" = arm ]; then build_tree; fi
  start_server "$target"
  if [ -n "$shell" ]; then
    boot "$target" "$socket" "accel.shell=1 ${ACCEL_KERNEL:-}" || true
    stop_server
    exit 0
  fi
  export -f boot qemu
  export cache out libraries
  # shellcheck disable=SC2016 # for the inner shell
  timeout "$limit" bash -c 'boot "$@"' boot "$target" "$socket" "${ACCEL_KERNEL:-}" \
    </dev/null >"$out/$target/guest.log" 2>&1 || true
  stop_server
  verdict "$target"
  step "$target: passed"
done
