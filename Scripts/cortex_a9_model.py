#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Cycles that a traced run would take on a Cortex-A9, block by block.

    cortex_a9_model.py DISASSEMBLY IMAGES < TRACE

DISASSEMBLY is objdump's; TRACE is what QEMU logs with `-singlestep -d nochain,exec`. Prints, per
image: instructions, NEON instructions, cycles by llvm-mca, cycles at one NEON instruction each,
and the share of instructions that is in the hottest block.
"""
import collections
import os
import re
import subprocess
import sys

MCA = os.environ.get("LLVM_MCA", "llvm-mca")
ITERATIONS = 100
INSTRUCTION = re.compile(r"^\s+([0-9a-f]+):\t(\S+)(?:\t([^@;]*))?")
BRANCH = re.compile(r"^(b|bx|bl|blx|cbz|cbnz|tbb|tbh|b(eq|ne|cs|cc|mi|pl|vs|vc|hi|ls|ge|lt|gt|le))"
                    r"(\.[nw])?$")


def read_counts(trace):
    """How often each address was executed."""
    counts = collections.Counter()
    for line in trace:
        if line.startswith("Trace"):
            counts[int(line.split("/", 2)[1], 16)] += 1
    return counts


def read_code(path):
    """(address, mnemonic, operands), in order."""
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            match = INSTRUCTION.match(line)
            if match:
                yield int(match[1], 16), match[2], (match[3] or "").strip()


def ends_block(mnemonic, operands):
    return bool(BRANCH.match(mnemonic)) or operands.startswith("pc") or "pc}" in operands


def split_blocks(code, counts):
    """Lists of instructions that were executed one behind the other, equally often."""
    block, last = [], 0
    for address, mnemonic, operands in code:
        count = counts.get(address, 0)
        if block and count != last:
            yield last, block
            block = []
        last = count
        if not count:
            continue
        block.append((mnemonic, operands))
        if ends_block(mnemonic, operands):
            yield count, block
            block = []
    if block:
        yield last, block


def assembly(block):
    """The block as ARM code, since llvm-mca has no cycles for what only Thumb has; and without
    widths and addresses, which objdump adds."""
    for mnemonic, operands in block:
        mnemonic = re.sub(r"\.[nw]$", "", mnemonic)
        first = operands.split(",")[0]
        if re.match(r"(push|pop|vpush|vpop|v?ldm|v?stm)", mnemonic):
            # Two registers a cycle.
            yield from ["\tldr\tr0, [sp]"] * ((operands.count(",") + 2) // 2)
        elif re.match(r"it[te]*$", mnemonic):
            yield "\tmov\tr0, r0"
        elif mnemonic.startswith("cb"):
            yield "\tb" + {"cbz": "eq", "cbnz": "ne"}[mnemonic] + "\tsomewhere"
        elif re.match(r"(ldr|str)d", mnemonic):
            second, memory = operands.split(",", 2)[1:]
            yield f"\t{mnemonic[:3]}\t{first}, {memory}"
            yield f"\t{mnemonic[:3]}\t{second}, {memory}"
        elif BRANCH.match(mnemonic) and re.search(r"\b[0-9a-f]+ <", operands):
            yield f"\t{mnemonic.replace('blx', 'bl')}\tsomewhere"
        else:
            yield "\t" + re.sub(r"^(add|sub)w$", r"\1", mnemonic) + "\t" + operands


def model_cycles(blocks):
    """Cycles of a block each, in a steady state, by llvm-mca."""
    text = [".syntax unified", ".fpu neon"]
    for index, (_, block) in enumerate(blocks):
        text += [f"@ LLVM-MCA-BEGIN {index}", *assembly(block), "@ LLVM-MCA-END"]
    result = subprocess.run(
        [MCA, "--mtriple=armv7-linux-gnueabihf", "--mcpu=cortex-a9",
         f"-iterations={ITERATIONS}", "-instruction-info=false", "-resource-pressure=false"],
        input="\n".join(text) + "\n", capture_output=True, text=True, check=False)
    found = re.findall(r"Code Region - (\d+)\s.*?Total Cycles:\s+(\d+)", result.stdout, re.S)
    if len(found) != len(blocks):
        sys.exit(f"llvm-mca took {len(found)} of {len(blocks)} blocks:\n{result.stderr[:2000]}")
    return [int(cycles) / ITERATIONS for _, cycles in found]


def main():
    images = int(sys.argv[2])
    blocks = list(split_blocks(read_code(sys.argv[1]), read_counts(sys.stdin)))
    if not blocks:
        sys.exit("nothing was traced")
    total = neon = modelled = issued = 0
    for (count, block), cycles in zip(blocks, model_cycles(blocks)):
        vectors = sum(mnemonic.startswith("v") for mnemonic, _ in block)
        total += count * len(block)
        neon += count * vectors
        modelled += count * cycles
        issued += count * max(vectors, len(block) / 2)
    hottest = max(count * len(block) for count, block in blocks)
    print(f"{total / images:.0f} {neon / images:.0f} {modelled / images:.0f} "
          f"{issued / images:.0f} {hottest / total:.3f}")


if __name__ == "__main__":
    main()
