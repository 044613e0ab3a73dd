#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Convert a Caffe model in HDF5 form to the protobuf form that accel-demo reads.

    pip install h5py numpy
    caffemodel_from_h5.py net.caffemodel.h5 net.caffemodel

Only names and parameters are carried over; the network itself is in the .prototxt.
"""
import sys

import h5py
import numpy as np

# Field numbers of caffe.proto.
NET_LAYER, LAYER_NAME, LAYER_BLOBS, BLOB_DATA, BLOB_SHAPE, SHAPE_DIM = 100, 1, 7, 5, 7, 1


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


def blob(values):
    shape = field(SHAPE_DIM, b"".join(varint(side) for side in values.shape))
    return field(BLOB_SHAPE, shape) + field(BLOB_DATA, values.astype("<f4").tobytes())


def main():
    if len(sys.argv) != 3:
        print(__doc__, file=sys.stderr)
        sys.exit(64)
    net, count = b"", 0
    try:
        with h5py.File(sys.argv[1], "r") as file:
            for name, group in file["data"].items():
                layer = field(LAYER_NAME, name.encode())
                for index in sorted(group, key=int):
                    layer += field(LAYER_BLOBS, blob(np.asarray(group[index])))
                    count += 1
                net += field(NET_LAYER, layer)
        with open(sys.argv[2], "wb") as file:
            file.write(net)
    except (OSError, KeyError, ValueError, AttributeError) as error:
        sys.exit(f"cannot convert {sys.argv[1]} to {sys.argv[2]}: {error}")
    print(f"{sys.argv[2]}: {count} arrays of parameters")


if __name__ == "__main__":
    main()
