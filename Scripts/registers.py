#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Hardware/registers.json as SystemVerilog, C, Swift and Markdown.

    registers.py          write the four files
    registers.py --check  say which of them differ, and where the DMA's differ from axi_dma_regs.h
"""
import argparse
import json
import pathlib
import re
import sys

root = pathlib.Path(__file__).resolve().parent.parent
source = "Hardware/registers.json"
dma_header = "Sources/CDriver/include/axi_dma_regs.h"
groups = {
    "DMA": ("DMA", "The window of the DMA engine."),
    "CORE": ("Core", "The window of the design's own registers, and what they hold."),
    "PACKET": ("Packet", "The first beat of a packet."),
}
note = f"Made by Scripts/registers.py from {source}."


def upper_camel(name):
    return "".join(part.capitalize() for part in name.split("_"))


def lower_camel(name):
    camel = upper_camel(name)
    return camel[0].lower() + camel[1:]


def bit_range(text):
    high, _, low = text.partition(":")
    return int(high), int(low or high)


class Constant:
    """kind: address, offset, field, value or count; bits: of a value."""

    def __init__(self, group, name, kind, value, bits=32):
        self.group, self.name, self.kind, self.value = group, name, kind, value
        self.bits = bits


def constants_of_fields(group, prefix, fields):
    for field in fields:
        high, low = bit_range(field["bits"])
        name = f"{prefix}_{field['name']}" if prefix else field["name"]
        yield Constant(group, name, "field", (high, low))
        for value in field.get("values", []):
            number = int(value["value"], 0)
            yield Constant(group, f"{name}_{value['name']}", "value", number, high - low + 1)


def constants_of_registers(group, prefix, registers):
    for register in registers:
        name = f"{prefix}{register['name']}"
        yield Constant(group, name, "offset", int(register["offset"], 0))
        for value in register.get("values", []):
            full = f"{name}_{value['name']}" if value["name"] != name else f"{name}_VALUE"
            yield Constant(group, full, "value", int(value["value"], 0))
        yield from constants_of_fields(group, name, register.get("fields", []))


def constants(map):
    for window in map["windows"]:
        group = window["name"]
        yield Constant(group, "BASE", "address", int(window["base"], 0))
        yield Constant(group, "SIZE", "address", int(window["size"], 0))
        yield from constants_of_registers(group, "", window["registers"])
        if table := window.get("table"):
            name = table["name"]
            yield Constant(group, name, "offset", int(table["offset"], 0))
            yield Constant(group, f"{name}_STRIDE", "offset", int(table["stride"], 0))
            yield Constant(group, f"{name}_MOST", "count", table["most"])
            yield from constants_of_registers(group, f"{name}_", table["registers"])
    yield from constants_of_fields("PACKET", "", map["packets"]["fields"])


def system_verilog(all_constants):
    """Macros and no package: tools look for neither packages nor their order by themselves."""
    lines = [
        "// SPDX-License-Identifier: BSD-3-Clause", f"// {note}", "`ifndef ACCEL_REGS_SVH",
        "`define ACCEL_REGS_SVH"]
    group = None
    for c in all_constants:
        if c.group != group:
            lines.append("")
            group = c.group
        name = f"ACCEL_{c.group}_{c.name}"
        if c.kind == "field":
            lines.append(f"`define {name}_BIT {c.value[1]}")
        elif c.kind == "offset":
            lines.append(f"`define {name} 16'h{c.value:04x}")
        elif c.kind == "value":
            lines.append(f"`define {name} {c.bits}'h{c.value:x}")
        elif c.kind == "count":
            lines.append(f"`define {name} {c.value}")
        else:
            lines.append(f"`define {name} 32'h{c.value:08x}")
    return "\n".join(lines + ["", "`endif", ""])


def c_header(all_constants):
    lines = [
        "/* SPDX-License-Identifier: BSD-3-Clause OR GPL-2.0 */",
        f"/* {note}", " * The DMA's registers are in axi_dma_regs.h. */",
        "#ifndef ACCEL_CORE_REGS_H", "#define ACCEL_CORE_REGS_H"]
    group = None
    for c in all_constants:
        if c.group == "DMA" and c.kind != "address":
            continue
        if c.group != group:
            lines.append("")
            group = c.group
        name = f"ACCEL_{c.group}_{c.name}"
        if c.kind == "field":
            high, low = c.value
            lines.append(f"#define {name}_SHIFT {low}")
            lines.append(f"#define {name}_MASK {(1 << high - low + 1) - 1:#x}u")
        elif c.kind == "count":
            lines.append(f"#define {name} {c.value}u")
        else:
            lines.append(f"#define {name} {c.value:#05x}u")
    return "\n".join(lines + ["", "#endif", ""])


def swift(all_constants):
    lines = [
        "// SPDX-License-Identifier: BSD-3-Clause", f"// {note}", "",
        "/// Registers of a generated design and bits of its packets: offsets in bytes, a field's lowest",
        "/// bit and its mask before the shift. Documented in Docs/Registers.md.",
        "public enum HardwareRegisters {"]
    group = None
    for c in all_constants:
        if c.group == "DMA" and c.kind != "address":
            continue
        if c.group != group:
            if group:
                lines += ["  }", ""]
            lines += [f"  /// {groups[c.group][1]}", f"  public enum {groups[c.group][0]} {{"]
            group = c.group
        name = lower_camel(c.name)
        if c.kind == "field":
            high, low = c.value
            lines.append(f"    public static let {name}Shift: UInt32 = {low}")
            lines.append(
                f"    public static let {name}Mask: UInt32 = {(1 << high - low + 1) - 1:#_x}")
        else:
            value = c.value if c.kind == "count" else f"{c.value:#_x}"
            lines.append(f"    public static let {name}: UInt32 = {value}")
    return "\n".join(lines + ["  }", "}", ""])


def bits_text(field):
    text = f"{field['bits']} {field['name']}: {field['about']}"
    if values := field.get("values"):
        text += " (" + ", ".join(f"{v['value']} {v['name']}" for v in values) + ")"
    return text


def markdown_rows(registers):
    for r in registers:
        about = [r["about"]] if r["about"] else []
        about += [f"{v['value']} {v['name']}" for v in r.get("values", [])]
        about += [bits_text(f) for f in r.get("fields", [])]
        yield f"| {r['offset']} | {r['name']} | {r['access']} | {'; '.join(about)} |"


def markdown(map):
    head = ["| offset | register | access | |", "|---|---|---|---|"]
    lines = ["# Registers", "", note, "What the packets do is in [Hardware/README.md](../Hardware/README.md)."]
    for window in map["windows"]:
        lines += ["", f"## {window['name']}: {window['base']}, {window['size']} bytes", ""]
        lines += [window["about"], ""] + head + list(markdown_rows(window["registers"]))
        if table := window.get("table"):
            lines += ["", f"{table['about']}, from {table['offset']}, {table['stride']} bytes each:", ""]
            lines += head + list(markdown_rows(table["registers"]))
    lines += ["", "## Packets", "", map["packets"]["about"], "", "| bits | |", "|---|---|"]
    for field in map["packets"]["fields"]:
        lines.append("| " + bits_text(field).replace(" ", " | ", 1) + " |")
    return "\n".join(lines + [""])


def dma_differences(map):
    """axi_dma_regs.h is older, and the truth for programs; the engine must have the same."""
    text = (root / dma_header).read_text()
    known = {name: int(value, 0) for name, value in
             re.findall(r"#define AXI_DMA_(\w+) \(?(0x\w+?|1)u\b(?! <<)", text)}
    known |= {name: 1 << int(bit) for name, bit in
              re.findall(r"#define AXI_DMA_(\w+) \(1u << (\d+)\)", text)}
    short = {"DMACR": "CR", "DMASR": "SR"}
    for register in map["windows"][0]["registers"]:
        name = short.get(register["name"], register["name"])
        if known.get(name) != int(register["offset"], 0):
            yield f"{dma_header}: AXI_DMA_{name} is not at {register['offset']}"
        for field in register.get("fields", []):
            if field["name"] in ("THRESHOLD", "DELAY"):
                continue
            if known.get(f"{name}_{field['name']}") != 1 << int(field["bits"]):
                yield f"{dma_header}: AXI_DMA_{name}_{field['name']} is not bit {field['bits']}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    map = json.loads((root / source).read_text())
    everything = list(constants(map))
    files = {
        "Hardware/rtl/accel_regs.svh": system_verilog(everything),
        "Sources/CDriver/include/accel_core_regs.h": c_header(everything),
        "Sources/Accel/Hardware/HardwareRegisters.swift": swift(everything),
        "Docs/Registers.md": markdown(map),
    }
    problems = list(dma_differences(map))
    for name, text in files.items():
        path = root / name
        if not arguments.check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        elif not path.exists() or path.read_text() != text:
            problems.append(f"{name}: not what {source} says; run Scripts/registers.py")
    if problems:
        sys.exit("\n".join(problems))
    print(f"{len(files)} files say what {source} says")


if __name__ == "__main__":
    main()
