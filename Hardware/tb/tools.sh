# SPDX-License-Identifier: BSD-3-Clause
# Where Verilator and Yosys are: in PATH, or in an unpacked tree of Debian packages (FPGA_ROOT), in
# which the current directory appears as /work.
CXX=${CXX:-g++}
FPGA_ROOT=${FPGA_ROOT:-$HOME/.cache/accel/fpga/root}

in_tree() {
  # shellcheck disable=SC2016
  LC_ALL=C unshare -Urm sh -c 'root=$1; work=$2; shift 2
    mount --rbind /proc "$root/proc" && mount --rbind /dev "$root/dev" &&
    mount --bind "$work" "$root/work" && exec chroot "$root" /usr/bin/env -C /work "$@"' \
    sh "$FPGA_ROOT" "$PWD" "$@"
}

if [ -n "${VERILATOR:-}" ] || command -v verilator >/dev/null; then
  run_verilator() { "${VERILATOR:-verilator}" "$@"; }
  verilator_root() { "${VERILATOR:-verilator}" --getenv VERILATOR_ROOT; }
else
  run_verilator() { in_tree verilator "$@"; }
  verilator_root() { echo "$FPGA_ROOT/usr/share/verilator"; }
fi

if command -v yosys >/dev/null; then
  run_yosys() { yosys "$@"; }
  YOSYS_SHARE=$(yosys-config --datdir)
else
  run_yosys() { in_tree yosys "$@"; }
  YOSYS_SHARE=/usr/share/yosys
fi
