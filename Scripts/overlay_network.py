#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Write LeNet-5's overlay weights (int8, 430,500 of them) as a network file, from the description
in NetworkFiles.md alone: overlay_network.py WEIGHTS.npy NETWORK.accel"""
import struct
import sys

import numpy as np

STAGES = [("conv1", 20, 5, 1), ("pool1",), ("conv2", 50, 5, 20), ("pool2",),
          ("ip1", 500, 4, 50, True), ("ip2", 10, 1, 500)]


def text(name):
    return struct.pack("<H", len(name)) + name.encode()


def stage(name, weights, outputs=0, kernel=0, inputs=0, rectifies=False):
    if not outputs:
        return text(name) + struct.pack("<BBHH", 2, 0, 2, 2)
    count = outputs * kernel * kernel * inputs
    taken, weights[:] = weights[:count], weights[count:]
    return (text(name) + struct.pack("<BBHHHHHI", 1, rectifies, outputs, kernel, kernel, 1, 0, count)
            + np.array(taken, np.int8).tobytes())


def fnv(data):
    value = 0xcbf29ce484222325
    for byte in data:
        value = (value ^ byte) * 0x100000001b3 & 2 ** 64 - 1
    return value


def main():
    weights = np.load(sys.argv[1]).tolist()
    body = b"\0" + text("LeNet-5") + struct.pack("<BdIHHHI", 8, 18 / 256, 0, 28, 28, 1, 0)
    body += struct.pack("<I", len(STAGES)) + b"".join(stage(s[0], weights, *s[1:]) for s in STAGES)
    assert not weights
    with open(sys.argv[2], "wb") as file:
        file.write(b"ACCELNET" + struct.pack("<IIQ", 2, len(body), fnv(body)) + body)


main()
