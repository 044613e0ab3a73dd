# SPDX-License-Identifier: BSD-3-Clause
# A bitstream of a generated design by Vivado, for those who have it: NOT RUN by this project, which
# builds with open tools (accel build).
#
#   vivado -mode batch -source Hardware/vivado.tcl -tclargs DESIGN OUT.bit [MHZ]
#
# DESIGN is a folder that `accel generate` wrote. Reports lie beside OUT.bit. The modules name the
# DSP48E1, PS7 and BUFG blocks themselves where SYNTHESIS is defined, as for Yosys.
if {$argc < 2 || $argc > 3} {
  puts stderr "usage: vivado -mode batch -source Hardware/vivado.tcl -tclargs DESIGN OUT.bit \[MHZ\]"
  exit 64
}
lassign $argv design output megahertz
if {$megahertz eq ""} { set megahertz 150.0 }
set output [file normalize $output]
# Sources name the files of their memories from here.
cd $design

create_project -in_memory -part xc7z020clg400-1
read_verilog -sv [concat [glob *.sv] [glob rtl/*.sv]]
synth_design -top accel_pynq_z1 -include_dirs rtl -verilog_define SYNTHESIS=1
create_clock -name clk -period [expr {1000.0 / $megahertz}] [get_pins u_ps7/FCLKCLK[0]]
# The reset of the processor's side is registered twice.
set_false_path -from [get_pins u_ps7/FCLKRESETN[0]]
opt_design
place_design
phys_opt_design
route_design
report_utilization -file $output.utilization.txt
report_timing_summary -file $output.timing.txt
write_bitstream -force $output
