#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Boot the virtual board: a Linux guest under QEMU, with the simulated board of CBoardSim as its
# device, and count what it says. `--shell` boots the first target with a shell instead, `--kernels`
# only builds the targets' kernels into the cache.
#
#   Scripts/virtual-board.sh [--shell|--kernels] TARGET...
#
#   x86, arm    Debian's kernels on q35 and on virt
#   swiotlb     as x86, with all DMA bounced, so that a forgotten sync is seen
#   gather      as x86, with scatter-gather engines and a loop-back
#   gather-arm  as arm, likewise
#   suite       as x86, with the package's Swift tests, where the release build has them
#   suite-swiotlb  the same, as swiotlb
#   faults      as x86, with a board on which one exchange after the other fails
#   uio         virt with a kernel of our own: board:uio instead of our module
#   debug       q35 with a kernel of our own that watches memory and locks
#   zynq        xilinx-zynq-a9 with a kernel of our own: its FPGA manager, and no board
#
# ACCEL_BOARD: simulation options and --speed, --delay, --verbose for board_server. With a fault
# in them the tests without a driver are left out: it is not for them, and exchanges are counted.
# ACCEL_KERNEL: more words for the guest's command line (accel.shim=msi=1, swiotlb=force).
# ACCEL_TESTS: a folder of more programs, as bare/NAME (before the driver) and driver/NAME; what a
# dynamic one needs comes along on x86, on arm they are static.
# ACCEL_ONLY: names of the programs that are to be run, with commas between them.
# ACCEL_TIMEOUT: seconds a guest may take.
# ACCEL_KERNELS=cached: build no kernel; a target whose kernel is not in the cache is left out.
set -euo pipefail
cd "$(dirname "$0")/.."
cache=${ACCEL_CACHE:-$HOME/.cache/accel}/virtual-board
out=$PWD/.build-virtual-board
rig=Kernel/qemu
limit=${ACCEL_TIMEOUT:-600}
libraries=$cache/tree/qemu/usr/lib/x86_64-linux-gnu

step() { printf 'virtual board: %4d s  %s\n' "$SECONDS" "$1"; }
fail() { echo "virtual board: $1" >&2; exit 1; }

# One for every other exchange, in the order that Kernel/selftest/faulted.c has them in.
faults() {
  local name exchange=1 list=
  for name in slverr decerr interr no-tlast early-tlast lost-irq stuck bad-reply bad-weights \
    unprogrammed; do
    list=$list,fault=$name@$exchange
    exchange=$((exchange + 2))
  done
  echo "${list#,}"
}

describe() { # TARGET: sets what it is
  machine=q35 kernel=x86 words='' board=${ACCEL_BOARD:-} only=${ACCEL_ONLY:-}
  memory=512 initramfs=initramfs tree=accel
  case $1 in
    x86) ;;
    arm) machine=virt kernel=arm ;;
    swiotlb) words=swiotlb=force ;;
    suite | suite-swiotlb)
      only=suite memory=1024 initramfs=suite-initramfs words=accel.bare=0
      if [ "$1" = suite-swiotlb ]; then words="$words swiotlb=force"; fi
      ;;
    gather | gather-arm)
      only=scattered,lent,hostile,killed board=dma=sg
      if [ "$1" = gather-arm ]; then machine=virt kernel=arm; fi
      ;;
    faults) only=faulted,lenet words=accel.faults=1 board=$(faults) ;;
    # What the demo asks of the module the programs ask too, and it takes minutes there.
    debug) kernel=debug words='accel.shim=msi=1 accel.skip=lenet' ;;
    # Slow enough to be waited for.
    uio) machine=virt kernel=zynq tree=uio only=uio board=--delay=10ms
      words=uio_pdrv_genirq.of_id=generic-uio ;;
    # A simulated device has none of the windows that these ask for.
    zynq) machine=zynq kernel=zynq
      words='maxcpus=1 accel.bare=0 accel.skip=hostile,bounds,lent accel.module=simulate=1' ;;
    *) fail "no such target: $1" ;;
  esac
  case $board in *fault=* | *dma=sg*) words="$words accel.bare=0" ;; esac
  if [ -n "$only" ]; then words="$words accel.only=$only"; fi
  words="quiet panic=-1 log_buf_len=4M $words ${ACCEL_KERNEL:-}"
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

qemu() { # x86_64|arm ARGUMENT...
  local processor=$1
  shift
  "$libraries/ld-linux-x86-64.so.2" --library-path "$libraries:$libraries/systemd" \
    "$cache/tree/qemu/usr/bin/qemu-system-$processor" -L "$cache/tree/qemu/usr/share/qemu" \
    -L "$cache/tree/qemu/usr/share/seabios" "$@"
}

# QEMU's own tree for the machine, with the board in it.
build_tree() { # NAME
  local dtc=$cache/tree/tools/usr/bin/dtc folder=$out/trees
  mkdir -p "$folder"
  export LD_LIBRARY_PATH=$cache/tree/tools/usr/lib/x86_64-linux-gnu
  (unset LD_LIBRARY_PATH; qemu arm -M virt,highmem=off,dumpdtb="$folder/virt.dtb" \
    -cpu cortex-a15 -m 512 -display none >/dev/null)
  "$dtc" -q -I dtb -O dts -o "$folder/virt.dts" "$folder/virt.dtb"
  # The first node of the tree is preceded by properties only.
  awk -v add="$rig/dt/$1.dtsi" '
    { lines[NR] = $0 } /^};/ { last = NR }
    END {
      for (i = 1; i < last; i++) print lines[i]
      while ((getline line < add) > 0) print line
      for (i = last; i <= NR; i++) print lines[i]
    }' "$folder/virt.dts" >"$folder/$1.dts"
  "$dtc" -q -I dts -O dtb -o "$folder/$1.dtb" "$folder/$1.dts"
  unset LD_LIBRARY_PATH
}

image() { # KERNEL
  case $1 in
    debug | zynq) echo "$cache/kernels/$1/image" ;;
    *) echo "$cache/tree/$1"/boot/vmlinuz-* ;;
  esac
}

has_kernel() { # KERNEL
  case $1 in debug | zynq) Scripts/virtual-board-kernel.sh --is-built "$1" ;; esac
}

# What has to be built before, and is not.
missing() { # TARGET
  if ! has_kernel "$kernel"; then
    echo "its kernel is not built, and ACCEL_KERNELS=cached; see the script"
  elif [[ $1 == suite* ]] && ! Scripts/virtual-board-suite.sh --is-built; then
    echo "no tests in .build/release; make virtual-board-test builds them"
  elif [ "$1" = uio ] && [ ! -x .build-embedded/golden ]; then
    echo "no .build-embedded/golden; make embedded builds it"
  fi
}

# With the console on standard output. Only zynq has no board.
boot() { # MACHINE KERNEL SOCKET WORDS MEMORY INITRAMFS TREE
  local socket=$3 words=$4
  local memory=(-m "$5" -object "memory-backend-memfd,id=mem,size=$5M,share=on")
  local device="{\"driver\":\"vfio-user-pci\",\"socket\":{\"type\":\"unix\",\"path\":\"$socket\"}}"
  # Two processors find more than one does.
  if [ "$2" = debug ]; then memory+=(-smp 2); fi
  local guest=(-nographic -no-reboot -nic none -kernel "$(image "$2")"
    -initrd "$out/$2/$6")
  case $1 in
    q35) qemu x86_64 -M q35,memory-backend=mem -accel tcg "${memory[@]}" -device "$device" \
      "${guest[@]}" -append "console=ttyS0 no_timer_check $words" ;;
    virt) qemu arm -M virt,highmem=off,memory-backend=mem -cpu cortex-a15 "${memory[@]}" \
      -device "$device" "${guest[@]}" -dtb "$out/trees/$7.dtb" \
      -append "console=ttyAMA0 accel.shim=bare=1 $words" ;;
    zynq) qemu arm -M xilinx-zynq-a9 -m 512 -serial null -serial mon:stdio "${guest[@]}" \
      -dtb "$cache/kernels/zynq/zynq-zed.dtb" -append "console=ttyPS0 $words" ;;
  esac
}

# A socket's path is short, and the build folder's may not be.
server=
start_server() { # TARGET OPTION...: sets socket and server
  local log=$out/$1/server.log tries
  shift
  scratch=$(mktemp -d)
  socket=$scratch/board
  "$out/board_server" "$socket" "$@" 2>"$log" &
  server=$!
  for tries in $(seq 100); do
    [ -S "$socket" ] && return
    kill -0 "$server" 2>/dev/null || break
    sleep 0.05
  done
  cat "$log" >&2
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

verdict() { # TARGET PROGRAM-OR-NOTHING: QEMU's own status says nothing
  local log=$out/$1/guest.log
  grep -aE '^ACCEL-|^kernel: |^suite: |^uio: |^SKIPPED' "$log" | tr -d '\r' | sed "s/^/$1: /" || true
  cat "$out/$1/server.log"
  if [ -n "$2" ] && ! grep -aq "^ACCEL-TEST PASSED $2" "$log" ||
    ! grep -aq '^ACCEL-END [1-9][0-9]* passed, 0 failed' "$log" ||
    grep -aq '^ACCEL-TEST FAILED' "$log"; then
    tail -n 30 "$log" >&2
    fail "$1: failed; see $log and $out/$1/server.log"
  fi
}

run() { # TARGET
  local board machine kernel words only memory initramfs tree guest options=()
  describe "$1"
  mkdir -p "$out/$1"
  : >"$out/$1/server.log"
  socket=none
  if [ "$machine" = virt ]; then build_tree "$tree"; fi
  if [ "$machine" != zynq ]; then
    read -ra options <<<"$board"
    start_server "$1" "${options[@]}"
  fi
  if [ -n "$shell" ]; then words="accel.shell=1 $words"; fi
  guest=("$machine" "$kernel" "$socket" "$words" "$memory" "$initramfs" "$tree")
  if [ -n "$shell" ]; then
    boot "${guest[@]}" || true
    stop_server
    return
  fi
  export -f boot qemu image
  export cache out libraries
  # shellcheck disable=SC2016 # for the inner shell
  timeout "$limit" bash -c 'boot "$@"' boot "${guest[@]}" </dev/null \
    >"$out/$1/guest.log" 2>&1 || true
  stop_server
  case $only in suite | uio) verdict "$1" "$only" ;; *) verdict "$1" '' ;; esac
  step "$1: passed"
}

trap stop_server EXIT
targets=()
shell='' kernels_only=''
for argument; do
  case $argument in
    --shell) shell=1 ;;
    --kernels) kernels_only=1 ;;
    *) targets+=("$argument") ;;
  esac
done
[ ${#targets[@]} -gt 0 ] || fail "which target? See the top of Scripts/virtual-board.sh"
[ -z "$shell" ] || targets=("${targets[0]}")
kernels=() own=()
for target in "${targets[@]}"; do
  describe "$target"
  case " ${kernels[*]} " in *" $kernel "*) continue ;; esac
  kernels+=("$kernel")
  case $kernel in debug | zynq) own+=("$kernel") ;; esac
done

Scripts/virtual-board-fetch.sh
if [ "${ACCEL_KERNELS:-}" != cached ] && [ ${#own[@]} -gt 0 ]; then
  # Somebody else may be building them.
  flock "$cache/kernels.lock" Scripts/virtual-board-kernel.sh "${own[@]}"
fi
if [ -n "$kernels_only" ]; then exit; fi
for kernel in "${kernels[@]}"; do
  if has_kernel "$kernel"; then Scripts/virtual-board-guest.sh "$kernel"; fi
done
case " ${targets[*]} " in
  *" suite"*)
    if Scripts/virtual-board-suite.sh --is-built; then Scripts/virtual-board-suite.sh; fi ;;
esac
build_server
if [ -z "$shell" ]; then test_server; fi
left_out=()
for target in "${targets[@]}"; do
  describe "$target"
  reason=$(missing "$target")
  if [ -z "$reason" ]; then run "$target"; else left_out+=("$target: $reason"); fi
done
for target in "${left_out[@]}"; do echo "SKIPPED $target" >&2; done
