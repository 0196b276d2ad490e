"""Writes one (40 x 13) matrix in every way that HDF5 can store it, and its first and last singular value by numpy.

usage: foreign_matrices.py FILE.h5 VALUES.txt      a line each: dataset, first, last
"""

import sys

import h5py
import numpy as np


def compact(file, name, data):
    layout = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    layout.set_layout(h5py.h5d.COMPACT)
    space = h5py.h5s.create_simple(data.shape)
    h5py.h5d.create(file.id, name.encode(), h5py.h5t.py_create(data.dtype), space, dcpl=layout)
    file[name][...] = data


def main():
    matrix = np.round(1000 * np.random.default_rng(3).normal(size=(40, 13)))
    noisy = matrix / 7
    with h5py.File(sys.argv[1], "w") as file:
        file["contiguous"] = noisy
        file["single"] = noisy.astype("f4")
        file["big_endian"] = noisy.astype(">f8")
        file["whole_numbers"] = matrix.astype("i2")
        file.create_dataset("group/chunked", data=noisy, chunks=(7, 5))
        file.create_dataset("compressed", data=noisy, chunks=(40, 4), compression="gzip", shuffle=True)
        file.create_dataset("checked", data=noisy, chunks=(3, 13), fletcher32=True, maxshape=(None, None))
        compact(file, "compact", noisy)
        with open(sys.argv[2], "w") as values:
            for name in ("contiguous", "single", "big_endian", "whole_numbers", "group/chunked", "compressed",
                         "checked", "compact"):
                sigma = np.linalg.svd(file[name][...].astype("f8"), compute_uv=False)
                print(name, repr(float(sigma[0])), repr(float(sigma[-1])), file=values)
        file["cube"] = np.zeros((2, 3, 4))
        noisy[31, 4] = np.nan
        file["not_finite"] = noisy


main()
