#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Compute Tests/Vectors/branches.prototxt in NumPy, as Caffe's layers are defined.

    caffe_reference.py FOLDER

Writes branches.caffemodel, random parameters, and branches.npy, float64 (6, 5): the results of six
images. Pixel number i (channel by channel, row by row) of image n is (7 i + 5 n) mod 19, less 9.
"""
import sys

import numpy as np

random = np.random.default_rng(2026)
EPSILON = 1e-5
# Field numbers of caffe.proto.
NET_LAYER, LAYER_NAME, LAYER_BLOBS, BLOB_DATA, BLOB_SHAPE, SHAPE_DIM = 100, 1, 7, 5, 7, 1


def normal(*shape):
    return random.normal(size=shape).astype("<f4")


def batch_norm(channels):
    """Mean and variance, as sums over the training, and of how many."""
    factor = np.float32(3.5)
    variance = random.uniform(0.5, 2, size=channels).astype("<f4")
    return [normal(channels) * factor, variance * factor, np.array([factor])]


PARAMETERS = {
    "bn_data": batch_norm(3),
    "scale_data": [normal(3), normal(3)],
    "conv1": [normal(8, 3, 3, 3)],
    "bn1": batch_norm(8),
    "scale1": [normal(8), normal(8)],
    "conv2a": [normal(8, 4, 3, 3), normal(8)],
    "bn2a": batch_norm(8),
    "conv2b": [normal(8, 8, 1, 1), normal(8)],
    "scale2b": [normal(8)],
    "bn3": batch_norm(24),
    "ip": [normal(5, 24), normal(5)],
    "bn_ip": batch_norm(5),
}


def convolve(name, x, pad=0, group=1):
    weights = PARAMETERS[name][0].astype(np.float64)
    x = np.pad(x, ((0, 0), (pad, pad), (pad, pad)))
    size = weights.shape[2]
    outputs, inputs = weights.shape[0] // group, x.shape[0] // group
    y = np.zeros((weights.shape[0], x.shape[1] - size + 1, x.shape[2] - size + 1))
    for o, row, column in np.ndindex(y.shape):
        first = o // outputs * inputs
        window = x[first : first + inputs, row : row + size, column : column + size]
        y[o, row, column] = np.sum(window * weights[o])
    if len(PARAMETERS[name]) > 1:
        y += PARAMETERS[name][1].reshape(-1, 1, 1)
    return y


def normalise(name, x, epsilon=EPSILON):
    mean, variance, factor = (blob.astype(np.float64) for blob in PARAMETERS[name])
    each = (-1,) + (1,) * (x.ndim - 1)
    deviation = np.sqrt(variance / factor + epsilon)
    return (x - (mean / factor).reshape(each)) / deviation.reshape(each)


def scale(name, x):
    y = x * PARAMETERS[name][0].reshape(-1, 1, 1)
    return y + PARAMETERS[name][1].reshape(-1, 1, 1) if len(PARAMETERS[name]) > 1 else y


def pool(x, size, stride, pad, what):
    """Caffe's: the output rounds up, windows are cut at the padded side, maxima see no padding."""
    side = x.shape[1]
    count = -(-(side + 2 * pad - size) // stride) + 1
    if pad and (count - 1) * stride >= side + pad:
        count -= 1
    y = np.zeros((x.shape[0], count, count))
    for row, column in np.ndindex(count, count):
        starts = [row * stride - pad, column * stride - pad]
        ends = [min(start + size, side + pad) for start in starts]
        area = (ends[0] - starts[0]) * (ends[1] - starts[1])
        window = x[:, max(starts[0], 0) : ends[0], max(starts[1], 0) : ends[1]]
        if what == "max":
            y[:, row, column] = window.max(axis=(1, 2))
        else:
            y[:, row, column] = window.sum(axis=(1, 2)) / area
    return y


def run(image):
    x = scale("scale_data", normalise("bn_data", image))
    x = scale("scale1", normalise("bn1", convolve("conv1", x, pad=1), 0.001))
    pool1 = pool(np.maximum(x, 0), 3, 2, 0, "max")
    left = normalise("bn2a", convolve("conv2a", pool1, pad=1, group=2))
    right = scale("scale2b", convolve("conv2b", pool1))
    x = np.maximum(left + right + pool1, 0)
    x = np.concatenate([pool(x, 3, 1, 1, "average"), x, pool(x, 3, 1, 1, "max")])
    x = normalise("bn3", x).mean(axis=(1, 2))
    weights, biases = PARAMETERS["ip"]
    return normalise("bn_ip", weights.astype(np.float64) @ x + biases)


def varint(number):
    encoded = bytearray()
    while number > 0x7F:
        encoded.append(number & 0x7F | 0x80)
        number >>= 7
    encoded.append(number)
    return bytes(encoded)


def field(number, contents):
    """A length-delimited field."""
    return varint(number << 3 | 2) + varint(len(contents)) + contents


def caffemodel():
    net = b""
    for name, blobs in PARAMETERS.items():
        layer = field(LAYER_NAME, name.encode())
        for values in blobs:
            shape = field(SHAPE_DIM, b"".join(varint(side) for side in values.shape))
            data = field(BLOB_DATA, values.astype("<f4").tobytes())
            layer += field(LAYER_BLOBS, field(BLOB_SHAPE, shape) + data)
        net += field(NET_LAYER, layer)
    return net


def main():
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        sys.exit(64)
    with open(sys.argv[1] + "/branches.caffemodel", "wb") as file:
        file.write(caffemodel())
    images = [((7 * np.arange(300) + 5 * n) % 19 - 9.0).reshape(3, 10, 10) for n in range(6)]
    np.save(sys.argv[1] + "/branches.npy", np.stack([run(image) for image in images]))


if __name__ == "__main__":
    main()
