#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Write the PNG files of Tests/Vectors, and the picture of Examples/ClassifyPNG.

The vectors have 13x10 pixels, rows filtered by 0 to 4 in turn; channel c of pixel (x, y) is
(7 x + 13 y + 50 c + x y) mod 256, opacity included.
"""

import math
import pathlib
import struct
import zlib

ROOT = pathlib.Path(__file__).resolve().parent.parent


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(
        ">I", zlib.crc32(kind + body))


def paeth(left, above, corner):
    guess = left + above - corner
    return min((left, above, corner), key=lambda value: abs(guess - value))


def filtered(rows, pixel):
    out = b""
    for y, row in enumerate(rows):
        kind = y % 5
        out += bytes([kind])
        for x, value in enumerate(row):
            left = row[x - pixel] if x >= pixel else 0
            above = rows[y - 1][x] if y else 0
            corner = rows[y - 1][x - pixel] if y and x >= pixel else 0
            guess = [0, left, above, (left + above) // 2,
                     paeth(left, above, corner)][kind]
            out += bytes([(value - guess) % 256])
    return out


def png(rows, colour, channels):
    header = struct.pack(">IIBBBBB", len(rows[0]) // channels, len(rows), 8,
                         colour, 0, 0, 0)
    packed = zlib.compress(filtered(rows, channels), 9)
    half = len(packed) // 2
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) +
            chunk(b"tEXt", b"Comment\0a test") + chunk(b"IDAT", packed[:half]) +
            chunk(b"IDAT", packed[half:]) + chunk(b"IEND", b""))


def vectors():
    for name, colour, channels in [("grey", 0, 1), ("rgb", 2, 3),
                                   ("grey-opacity", 4, 2),
                                   ("rgb-opacity", 6, 4)]:
        rows = [[(7 * x + 13 * y + 50 * c + x * y) % 256
                 for x in range(13) for c in range(channels)]
                for y in range(10)]
        (ROOT / f"Tests/Vectors/{name}.png").write_bytes(
            png(rows, colour, channels))


def distance(x, y, start, end):
    dx, dy = end[0] - start[0], end[1] - start[1]
    along = ((x - start[0]) * dx + (y - start[1]) * dy) / (dx * dx + dy * dy)
    along = min(1, max(0, along))
    return math.hypot(x - start[0] - along * dx, y - start[1] - along * dy)


def seven():
    """A seven in blue ink on paper, 140x140."""
    strokes = [((42, 40), (98, 36)), ((98, 36), (62, 106))]
    rows = []
    for y in range(140):
        row = []
        for x in range(140):
            ink = max(0, min(1, 7 - min(distance(x, y, *s) for s in strokes)))
            row += [round(245 - ink * 215), round(243 - ink * 200),
                    round(236 - ink * 90)]
        rows.append(row)
    (ROOT / "Examples/ClassifyPNG/seven.png").write_bytes(png(rows, 2, 3))


if __name__ == "__main__":
    vectors()
    seven()
