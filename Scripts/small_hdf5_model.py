#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Make the HDF5 files of Tests/Vectors again: the parameters of the tests' small network.

    small_hdf5_model.py FOLDER

Needs h5py. One file is as Caffe writes it; the other holds doubles in compressed chunks, a little
larger than the floats that they round to.
"""
import sys

import h5py
import numpy as np

PARAMETERS = {
    "conv1": [np.arange(36).reshape(2, 2, 3, 3) / 8, np.array([0.5, -0.5])],
    "ip1": [np.arange(24).reshape(3, 8) / 4, np.array([1.0, 2.0, 3.0])],
    "pool1": [],
}


def write(path, kind, factor, **settings):
    with h5py.File(path, "w") as file:
        data = file.create_group("data")
        for layer, blobs in PARAMETERS.items():
            group = data.create_group(layer)
            for number, values in enumerate(blobs):
                group.create_dataset(
                    str(number), data=(values * factor).astype(kind), track_times=False, **settings
                )


def main():
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        sys.exit(64)
    write(sys.argv[1] + "/small.caffemodel.h5", "<f4", 1)
    write(
        sys.argv[1] + "/small-packed.caffemodel.h5", "<f8", 1 + 1e-12, compression="gzip",
        chunks=True,
    )


if __name__ == "__main__":
    main()
