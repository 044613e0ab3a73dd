#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""The `native` profile's arithmetic in numpy, written from its documentation alone
(Sources/Accel/Accel.docc: NetworkFiles.md and Numerics.md), independently of the Swift and C code.

    native_model.py NET.accel --images IDX[.gz] --results OUT.npy
    native_model.py NET.accel --codes IN.npy --results OUT.npy

Codes and results are int32, (N, elements in order y, x, channel).
"""
import argparse
import struct

import numpy as np

import overlay_model


class Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, form):
        values = struct.unpack_from("<" + form, self.data, self.at)
        self.at += struct.calcsize("<" + form)
        return values if len(values) > 1 else values[0]

    def array(self, form):
        kind = np.dtype(form).newbyteorder("<")
        values = np.frombuffer(self.data, kind, count := self.take("I"), self.at)
        self.at += count * kind.itemsize
        return values.astype(np.float64 if kind.kind == "f" else np.int64)

    def text(self):
        size = self.take("H")
        self.at += size
        return self.data[self.at - size:self.at].decode()

    def requantisation(self):
        pre, shift, zero, low, high = self.take("BBiii")
        return {"pre": pre, "shift": shift, "zero": zero, "low": low, "high": high,
                "multipliers": self.array("i4")}

    def window(self):
        side, stride, padding, _ = self.take("HHHB")
        return {"side": side, "stride": stride, "padding": padding}

    def operation(self, bits):
        kind = self.take("B")
        if kind == 1:
            height, width, stride, padding, groups = self.take("HHHHH")
            weights = self.array(f"i{bits // 8}")
            return {"kind": kind, "height": height, "width": width, "stride": stride,
                    "padding": padding, "groups": groups, "weights": weights,
                    "biases": self.array("i4"), "to": self.requantisation()}
        if kind == 2:
            return {"kind": kind, **self.window()}
        if kind == 3:
            return {"kind": kind, **self.window(), "to": self.requantisation()}
        if kind in (4, 5):
            return {"kind": kind, "to": self.requantisation()}
        if kind == 6:
            return {"kind": kind}
        low, high = self.take("ii")
        return {"kind": kind, "low": low, "high": high}


def load(path):
    reader = Reader(open(path, "rb").read())
    assert reader.take("8s") == b"ACCELNET" and reader.take("I") == 2
    reader.take("IQ")
    assert reader.take("B") == 1  # the native profile
    net = {"name": reader.text(), "bits": reader.take("B")}
    net["preprocessing"] = (reader.take("d"), reader.array("f8"), reader.array("f8"),
                            reader.take("B"))
    net["shape"], net["quantisation"] = reader.take("HHH"), reader.take("diB")
    net["stages"] = []
    for _ in range(reader.take("I")):
        reader.text()
        stage = {"sources": reader.array("i4"), "shape": reader.take("HHH"),
                 "quantisation": reader.take("diB")}
        stage["operation"] = reader.operation(net["bits"])
        net["stages"].append(stage)
    assert reader.at == len(reader.data)
    return net


def codes(net, images):
    """(N, height, width, channels) of bytes -> of codes."""
    scale, mean, deviation, order = net["preprocessing"]
    step, zero, bits = net["quantisation"]
    reals = images[..., ::-1] if order == 1 else images
    reals = reals.astype(np.float64) * scale
    if len(mean):
        reals = reals - mean.reshape((1, *net["shape"]) if len(mean) > net["shape"][2] else -1)
    if len(deviation):
        reals = reals / deviation
    limit = 2 ** (bits - 1)
    return np.clip(np.floor(reals / step + 0.5) + zero, -limit, limit - 1).astype(np.int64)


def requantised(sums, to):
    """(..., channels) of sums -> of codes."""
    t = (sums >> to["pre"]) * to["multipliers"]
    return finished(t, to)


def finished(t, to):
    codes = ((t + (1 << (to["shift"] - 1))) >> to["shift"]) + to["zero"]
    return np.clip(codes, to["low"], to["high"])


def patches(x, height, width, stride, padding, shape, fill):
    """(N, h, w, c) -> (N, rows, columns, height, width, c)."""
    rows, columns = shape[:2]
    below = max(0, (rows - 1) * stride + height - x.shape[1] - padding)
    right = max(0, (columns - 1) * stride + width - x.shape[2] - padding)
    x = np.pad(x, ((0, 0), (padding, below), (padding, right), (0, 0)), constant_values=fill)
    view = np.lib.stride_tricks.sliding_window_view(x, (height, width), axis=(1, 2))
    view = view[:, ::stride, ::stride][:, :rows, :columns]
    return view.transpose(0, 1, 2, 4, 5, 3)


def convolution(x, op, shape, zero):
    p = patches(x, op["height"], op["width"], op["stride"], op["padding"], shape, zero)
    groups, outputs, channels = op["groups"], shape[2], x.shape[3]
    weights = op["weights"].reshape(groups, outputs // groups, -1)
    p = p.reshape(*p.shape[:5], groups, channels // groups)
    p = np.moveaxis(p, 5, 3).reshape(*p.shape[:3], groups, -1)
    sums = np.einsum("nyxgk,gok->nyxgo", p, weights).reshape(*p.shape[:3], outputs)
    return requantised(sums + op["biases"], op["to"])


def stage(net, maps, stage):
    op, shape = stage["operation"], stage["shape"]
    inputs = [maps[source] for source in stage["sources"]]
    zeros = [(net if s < 0 else net["stages"][s])["quantisation"][1] for s in stage["sources"]]
    x, kind = inputs[0], op["kind"]
    if kind == 1:
        return convolution(x, op, shape, zeros[0])
    if kind == 2:
        lowest = np.iinfo(np.int64).min
        p = patches(x, op["side"], op["side"], op["stride"], op["padding"], shape, lowest)
        return p.max(axis=(3, 4))
    if kind == 3:
        p = patches(x, op["side"], op["side"], op["stride"], op["padding"], shape, zeros[0])
        return requantised(p.sum(axis=(3, 4)) - op["side"] ** 2 * zeros[0], op["to"])
    if kind == 4:
        area = x.shape[1] * x.shape[2]
        return requantised(x.sum(axis=(1, 2), keepdims=True) - area * zeros[0], op["to"])
    if kind == 5:
        t = sum((i - z) * m for i, z, m in zip(inputs, zeros, op["to"]["multipliers"]))
        return finished(t, op["to"])
    if kind == 6:
        return np.concatenate(inputs, axis=3)
    return np.clip(x, op["low"], op["high"])


def run(net, x):
    """(N, height, width, channels) of codes -> (N, outputs)."""
    maps = {-1: x}
    for index, each in enumerate(net["stages"]):
        maps[index] = stage(net, maps, each).reshape(-1, *each["shape"])
    return maps[len(net["stages"]) - 1].reshape(len(x), -1)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("network")
    group = parser.add_mutually_exclusive_group(required=True)
    group.add_argument("--images")
    group.add_argument("--codes")
    parser.add_argument("--results", required=True)
    options = parser.parse_args()
    net = load(options.network)
    if options.codes:
        x = np.load(options.codes).astype(np.int64).reshape(-1, *net["shape"])
    else:
        x = codes(net, overlay_model.read_idx(options.images).reshape(-1, *net["shape"]))
    np.save(options.results, run(net, x).astype(np.int32))


if __name__ == "__main__":
    main()
