#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""The LeNet-5 overlay's arithmetic in numpy, written independently of the Swift and C code.

    overlay_model.py --weights FILE.npy --images IDX[.gz] [--labels IDX[.gz]] --logits OUT.npy

Weights: int8, shape (430500,): conv1, conv2, ip1, ip2 one after the other, each in order
(output, y, x, input). `--weights lowest` stands for -128 throughout, `--weights scattered` for the
top byte of the 32-bit product of index and 0x9E3779B9. `--save-weights` writes those of a
`--caffemodel` in the same form, read with the module caffemodel.py where PYTHONPATH has one.
"""
import argparse
import gzip
import sys

import numpy as np

LAYERS = [("conv1", 5, 1, 20), ("conv2", 5, 20, 50), ("ip1", 4, 50, 500), ("ip2", 1, 500, 10)]
WEIGHT_COUNT = sum(k * k * c * o for _, k, c, o in LAYERS)


def read_idx(path):
    data = open(path, "rb").read()
    if data[:2] == b"\x1f\x8b":
        data = gzip.decompress(data)
    rank = data[3]
    shape = np.frombuffer(data, ">i4", rank, 4)
    return np.frombuffer(data, np.uint8, offset=4 + 4 * rank).reshape(shape)


def split(weights):
    """One flat array -> the four layers, each (output, y, x, input)."""
    layers, start = [], 0
    for _, kernel, inputs, outputs in LAYERS:
        count = kernel * kernel * inputs * outputs
        layers.append(weights[start:start + count].reshape(outputs, kernel, kernel, inputs))
        start += count
    return layers


def from_caffemodel(path):
    import caffemodel
    blobs, flat = caffemodel.load(path), []
    for name, kernel, inputs, outputs in LAYERS:
        weights = blobs[name][0].reshape(outputs, inputs, kernel, kernel).transpose(0, 2, 3, 1)
        words = np.trunc(weights * np.float32(128)).astype(np.int64)
        flat.append(words.astype(np.int8).reshape(-1))
    return np.concatenate(flat)


def load_weights(name):
    if name == "lowest":
        return np.full(WEIGHT_COUNT, -128, np.int8)
    if name == "scattered":
        product = np.arange(WEIGHT_COUNT, dtype=np.uint64) * np.uint64(0x9E3779B9)
        return (product >> np.uint64(24)).astype(np.uint8).view(np.int8)
    return np.load(name)


def convolve(words, weights):
    """int32 words (n, y, x, c) -> acc / 128 towards zero, with all the wrapping there is."""
    narrow = words.astype(np.int8).astype(np.int64)
    kernel = weights.shape[1]
    windows = np.lib.stride_tricks.sliding_window_view(narrow, (kernel, kernel), axis=(1, 2))
    n, height, width = windows.shape[:3]
    # Exact in double: at most 800 products of at most 2^14.
    left = windows.transpose(0, 1, 2, 4, 5, 3).reshape(n * height * width, -1).astype(np.float64)
    right = weights.astype(np.float64).reshape(weights.shape[0], -1).T
    total = (left @ right).astype(np.int64).astype(np.int32)
    quotient = np.trunc(total / 128).astype(np.int32)
    return quotient.reshape(n, height, width, -1)


def max_pool(words):
    n, height, width, channels = words.shape
    return words.reshape(n, height // 2, 2, width // 2, 2, channels).max(axis=(2, 4))


def run(weights, images):
    conv1, conv2, ip1, ip2 = split(weights)
    results = []
    for start in range(0, len(images), 500):
        words = (images[start:start + 500].astype(np.int32) * 18 // 256)[..., None]
        words = max_pool(convolve(words, conv1))
        words = max_pool(convolve(words, conv2))
        words = np.maximum(convolve(words, ip1), 0)
        results.append(convolve(words, ip2).reshape(-1, 10))
    return np.concatenate(results).astype(np.int32)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--weights")
    parser.add_argument("--caffemodel")
    parser.add_argument("--save-weights")
    parser.add_argument("--images")
    parser.add_argument("--labels")
    parser.add_argument("--count", type=int)
    parser.add_argument("--logits")
    options = parser.parse_args()
    if bool(options.weights) == bool(options.caffemodel):
        parser.error("give --weights or --caffemodel")
    weights = (from_caffemodel(options.caffemodel) if options.caffemodel
               else load_weights(options.weights))
    if weights.dtype != np.int8 or weights.shape != (WEIGHT_COUNT,):
        sys.exit(f"weights are {weights.dtype} {weights.shape}, not int8 ({WEIGHT_COUNT},)")
    if options.save_weights:
        np.save(options.save_weights, weights)
    if not options.images:
        return
    logits = run(weights, read_idx(options.images)[:options.count])
    if options.labels:
        labels = read_idx(options.labels)[:options.count]
        print(f"{(logits.argmax(1) == labels).sum()} of {len(labels)} right")
    if options.logits:
        np.save(options.logits, logits)


if __name__ == "__main__":
    main()
