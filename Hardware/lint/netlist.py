#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Whether what Yosys makes of a module does what the module does.

Hardware/lint/netlist.py [module...]: each case is synthesised, and the netlist and the module get the same random
inputs, resets among them. What they say must be the same in every cycle; data only where valid. JOBS (2) at a time.
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

HARDWARE = pathlib.Path(__file__).resolve().parent.parent
BUILD = HARDWARE / "build" / "netlist"
CYCLES = 20000

WINDOW = dict(WordBits=24, InHeight=7, InWidth=6, PixelWords=2, KernelHeight=3, KernelWidth=3,
              StrideY=2, StrideX=2, OutHeight=3, OutWidth=2, RingRows=5, Repeats=2)
CASES = [
    ("accel_chain", dict(Index=1, Taps=6, Depth=8, SumWidth=24, Distributed=1)),
    ("accel_chain", dict(Index=1, Taps=5, Depth=512, SumWidth=24)),
    ("accel_chain", dict(Index=1, PerTap=1, Taps=3, Depth=16, SumWidth=34, Distributed=1)),
    ("accel_weights", dict(Depth=2048)),
    ("accel_rescale", dict(SumWidth=14, Shift=20, ZeroPoint=3)),
    ("accel_rescale", dict(SumWidth=32, PreShift=7, Shift=29, ZeroPoint=-128, CodeWidth=16,
                           Minimum=-32768, Maximum=32767)),
    ("accel_add_lane", dict(MultiplierA=51235, MultiplierB=70001, ZeroPointA=3)),
    ("accel_add_lane", dict(Width=16, CodeWidth=16, MultiplierA=131071, MultiplierB=300, Shift=17,
                            ZeroPointA=-32768, Minimum=-32768, Maximum=30000)),
    ("accel_add", dict(Lanes=2, MultiplierA=65536, MultiplierB=4097, Shift=17)),
    ("accel_average_pool", dict(Lanes=2, Places=9, Bias=77, Multiplier=12345, Shift=17)),
    ("accel_pool", dict(Width=8, Lanes=2, InHeight=5, InWidth=5, Channels=4, PadTop=1, PadLeft=1,
                        PadBottom=1, PadRight=1, PadCode=-128, KernelHeight=3, KernelWidth=3,
                        OutHeight=3, OutWidth=3, RingRows=6)),
    ("accel_window", WINDOW),
    ("accel_window", dict(WINDOW, WordBits=80, InWidth=30, OutWidth=14, RingRows=9, GroupOuter=1,
                          Repeats=1)),
    ("accel_expand", dict(Width=8, Channels=3, InWidth=9, KernelWidth=5, OutWidth=5, Taps=8)),
    ("accel_pack", dict(InLanes=2, OutLanes=10, Channels=16)),
    ("accel_pad", dict(Width=8, Lanes=2, Channels=4, PadCode=-7)),
    ("accel_fifo", dict(Bits=40, Depth=111)),
    ("accel_fifo", dict(Bits=9, Depth=16)),
    ("accel_unpack", dict(Lanes=2, Elements=10)),
    ("accel_repack", dict(Lanes=2, Elements=10)),
    ("accel_concat", dict(Lanes=2, ChannelsA=4, ChannelsB=6)),
]

# As in ImplementationFlow.swift: registers with the attribute keep are not merged.
KEPT = "select -set kept */w:* */a:keep=1 %i %ci1 */t:\\$dff %i; setattr -set keep 1 @kept"


def tool(line, log):
    """A tool of tb/tools.sh."""
    script = f'. tb/tools.sh; {line}'
    with open(log, "w") as out:
        done = subprocess.run(["bash", "-c", script], cwd=HARDWARE, stdout=out,
                              stderr=subprocess.STDOUT)
    if done.returncode != 0:
        raise RuntimeError(f"see {log}")


def bench(module, parameters, ports):
    """Text of a bench for a module and its netlist."""
    lines = ["module top;", "  logic clk = 1'b0;", "  always #5 clk = !clk;", "  int bad = 0;",
             "  int compared = 0;"]
    connections = {"dut": [], "net": []}
    drive, compare = [], []
    for name, port in ports.items():
        bits = len(port["bits"])
        if name == "clk_i":
            for side in connections.values():
                side.append(".clk_i(clk)")
        elif port["direction"] == "input":
            lines.append(f"  logic [{bits - 1}:0] {name};")
            for side in connections.values():
                side.append(f".{name}({name})")
            if name == "rst_i":
                drive.append("rst_i <= cycle < 4 || $urandom_range(999) == 0;")
            else:
                drive += [f"{name}[{bit}] <= 1'($urandom());" for bit in range(bits)]
        else:
            for side in connections:
                lines.append(f"  logic [{bits - 1}:0] {side}_{name};")
                connections[side].append(f".{name}({side}_{name})")
            valid = re.sub(r"(data|first|last)_o$", "valid_o", name)
            guard = f"dut_{valid}" if valid != name and valid in ports else "1'b1"
            compare.append(f"if ({guard}) begin compared++; "
                           f"if (dut_{name} !== net_{name}) bad++; end")
    values = ", ".join(f".{name}({value})" for name, value in parameters.items())
    lines.append(f"  {module} #({values}) u_dut ({', '.join(connections['dut'])});")
    lines.append(f"  netlist u_net ({', '.join(connections['net'])});")
    lines += ["  initial begin", f"    for (int cycle = 0; cycle < {CYCLES}; cycle++) begin",
              "      @(posedge clk);", "      if (cycle > 40) begin"]
    lines += ["        " + text for text in compare]
    lines += ["      end"] + ["      " + text for text in drive]
    lines += ["    end", "    if (bad == 0) $display(\"PASS %0d\", compared);",
              "    else $display(\"%0d of %0d differ\", bad, compared);", "    $finish;", "  end",
              "endmodule"]
    return "\n".join(lines) + "\n"


def check(number, module, parameters):
    place = BUILD / str(number)
    # Of another case, if cases were added.
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    here = place.relative_to(HARDWARE)
    values = " ".join(f"-set {name} 32'sh{value & 0xffffffff:08x}"
                      for name, value in parameters.items())
    tool(f"run_yosys -q -p \"read_verilog -sv rtl/*.sv; chparam {values} {module}; "
         f"hierarchy -top {module}; proc; {KEPT}; "
         f"synth_xilinx -flatten -family xc7 -nodsp -noiopad -noclkbuf; "
         f"rename -top netlist; "
         f"write_json {here}/net.json; write_verilog -noattr {here}/net.v\"", place / "yosys.log")
    ports = json.loads((place / "net.json").read_text())["modules"]["netlist"]["ports"]
    (place / "top.sv").write_text(bench(module, parameters, ports))
    defines = " ".join(f"-DVM_{each}=0" for each in
                       ("COVERAGE", "SC", "TRACE", "TRACE_FST", "TRACE_VCD", "TRACE_SAIF"))
    tool(f"run_verilator --cc --main --timing -Wno-fatal -Wno-lint -Wno-style -O3 "
         f"--unroll-count 1 -y rtl --top-module top --prefix V --Mdir {here}/obj {here}/top.sv "
         f"{here}/net.v cosim/cells/*.sv $YOSYS_SHARE/xilinx/cells_sim.v && "
         f"unite {here}/obj {here}/all.cc && include=$(verilator_root)/include && "
         f"$CXX -O0 -std=gnu++20 -DVERILATOR=1 -DVM_TIMING=1 {defines} -I{here}/obj -I$include "
         f"-I$include/vltstd {here}/all.cc build/tb/runtime/*.o -lpthread -o {here}/run",
         place / "build.log")
    said = subprocess.run([place / "run"], capture_output=True, text=True, timeout=300).stdout
    result = said.splitlines()[0] if said else "nothing said"
    print(f"{'ok  ' if result.startswith('PASS') else 'FAIL'} {module} {parameters}: {result}",
          flush=True)
    return result.startswith("PASS")


def attempt(number, module, parameters):
    try:
        return check(number, module, parameters)
    except (RuntimeError, subprocess.TimeoutExpired) as error:
        print(f"FAIL {module} {parameters}: {error}", flush=True)
        return False


def main():
    if not (HARDWARE / "build" / "tb" / "runtime" / "done").exists():
        subprocess.run(["tb/run.sh", "tb_accel_clamp"], cwd=HARDWARE, check=True)
    wanted = set(sys.argv[1:])
    cases = [(number, *case) for number, case in enumerate(CASES)
             if not wanted or case[0] in wanted]
    with ThreadPoolExecutor(int(os.environ.get("JOBS", "2"))) as pool:
        return 0 if all(pool.map(lambda case: attempt(*case), cases)) else 1


if __name__ == "__main__":
    sys.exit(main())
