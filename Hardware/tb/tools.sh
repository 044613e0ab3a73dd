# SPDX-License-Identifier: BSD-3-Clause
# Where Verilator and Yosys are: in PATH, or among the tools that `make fpga-tools` fetches, where the
# current directory appears as /work. Sourced from Hardware/.
CXX=${CXX:-g++}
fpga_tree=${ACCEL_CACHE:-$HOME/.cache/accel}/fpga/tree/tools
fpga_run=$(cd ../Scripts && pwd)/fpga-run.sh

# FOLDER FILE: what Verilator wrote as one source, since most of each one are the same headers.
unite() { cat "$1"/*.cpp >"$2"; }

in_tree() { "$fpga_run" "$@"; }

if [ -n "${VERILATOR:-}" ] || command -v verilator >/dev/null; then
  run_verilator() { "${VERILATOR:-verilator}" "$@"; }
  verilator_root() { "${VERILATOR:-verilator}" --getenv VERILATOR_ROOT; }
else
  run_verilator() { in_tree verilator "$@"; }
  verilator_root() { echo "$fpga_tree/usr/share/verilator"; }
fi

if command -v yosys >/dev/null; then
  run_yosys() { yosys "$@"; }
  YOSYS_SHARE=$(yosys-config --datdir)
else
  run_yosys() { in_tree yosys "$@"; }
  YOSYS_SHARE=/usr/share/yosys
fi
