"""HDF5 files as other programs write them, all of the same ratings or of the same matrix, and damaged ones.

usage: foreign_hdf5.py      reads ratings.csv, writes *.h5 into the current folder
"""

import csv
import random

import h5py
import numpy as np

ROWS = 37
COLUMNS = 11


def compressed(matrix):
    """Values, indices and offsets of the rows of a dense matrix."""
    values, indices, offsets = [], [], [0]
    for row in matrix:
        for column in np.flatnonzero(row):
            values.append(row[column])
            indices.append(column)
        offsets.append(len(values))
    return np.array(values), np.array(indices, dtype="i4"), np.array(offsets, dtype="i4")


def group_of(file, name, matrix, names=("data", "indices", "indptr")):
    group = file.create_group(name)
    for dataset, values in zip(names, compressed(matrix)):
        group[dataset] = values
    return group


def sparse_files(matrix):
    with h5py.File("dense.h5", "w") as file:
        file["A"] = matrix
    with h5py.File("anndata-csr.h5", "w") as file:
        attributes = group_of(file, "X", matrix).attrs
        attributes["encoding-type"], attributes["shape"] = "csr_matrix", matrix.shape
    with h5py.File("anndata-csc.h5", "w") as file:
        attributes = group_of(file, "X", matrix.T).attrs
        attributes["encoding-type"], attributes["shape"] = "csc_matrix", matrix.shape
    with h5py.File("scipy-csr.h5", "w") as file:
        group_of(file, "deep/m", matrix)["shape"] = np.array(matrix.shape)
    with h5py.File("scipy-csc.h5", "w") as file:
        group_of(file, "m", matrix.T)["shape"] = np.array(matrix.shape)
    with h5py.File("matlab.h5", "w") as file:
        group_of(file, "S", matrix.T, ("data", "ir", "jc")).attrs["MATLAB_sparse"] = np.uint64(matrix.shape[0])
    with h5py.File("matlab-dense.h5", "w") as file:
        file["A"] = matrix.T
        file["A"].attrs["MATLAB_class"] = np.bytes_("double")
    with h5py.File("unsorted.h5", "w") as file:  # every value in two halves, columns descending
        values, indices, offsets = compressed(matrix)
        order = np.concatenate([np.arange(a, b)[::-1].repeat(2) for a, b in zip(offsets, offsets[1:])])
        group = file.create_group("X")
        group["data"], group["indices"], group["indptr"] = values[order] / 2, indices[order], 2 * offsets
        group["shape"] = np.array(matrix.shape)
    with h5py.File("square.h5", "w") as file:
        group_of(file, "X", matrix[:COLUMNS])["shape"] = np.array((COLUMNS, COLUMNS))


def made_files():
    """A (300 x 120) matrix with one entry in fifteen, made here, in both layouts; and as numpy's dense array."""
    random = np.random.default_rng(12)
    matrix = np.where(random.random((300, 120)) < 1 / 15, random.normal(size=(300, 120)), 0)
    np.save("made.npy", matrix)
    for name, part in (("made-csr", matrix), ("made-csc", matrix.T)):
        with h5py.File(name + ".h5", "w") as file:
            group_of(file, "m", part)["shape"] = np.array(matrix.shape)


def damaged_files(matrix):
    def damaged(name, change, shape=matrix.shape):
        with h5py.File(name, "w") as file:
            group = group_of(file, "X", matrix)
            group.attrs["encoding-type"], group.attrs["shape"] = "csr_matrix", shape
            change(group)

    def put(dataset, place, value):
        def change(group):
            group[dataset][place] = value
        return change

    def replace(dataset, values):
        def change(group):
            del group[dataset]
            group[dataset] = values
        return change

    damaged("bad-index.h5", put("indices", 5, COLUMNS))
    damaged("bad-negative.h5", put("indices", 5, -1))
    damaged("bad-offsets.h5", put("indptr", 4, 100000))
    damaged("bad-falling.h5", put("indptr", 4, 0))
    damaged("bad-start.h5", put("indptr", 0, 1))
    damaged("bad-nan.h5", put("data", 7, np.nan))
    damaged("bad-length.h5", replace("indices", np.zeros(3, "i4")))
    damaged("bad-rows.h5", replace("indptr", np.zeros(5, "i4")))
    damaged("bad-columns.h5", lambda group: None, (ROWS, 2**31))
    damaged("bad-rating.h5", put("data", 7, 4.8e8))
    with h5py.File("virtual.h5", "w") as file:
        layout = h5py.VirtualLayout(shape=(ROWS, COLUMNS), dtype="f8")
        layout[:] = h5py.VirtualSource("dense.h5", "A", shape=(ROWS, COLUMNS))
        file.create_virtual_dataset("A", layout)
    with h5py.File("external.h5", "w") as file:
        file.create_dataset("A", shape=(4, 4), dtype="f8", external=[("dense.h5", 0, 128)])


def rating_files(rows):
    user, book, rating = (np.array([float(row[column]) for row in rows]) for column in range(3))
    with h5py.File("table.h5", "w") as file:
        table = np.zeros(len(rows), dtype=[("user", "i8"), ("item", "i4"), ("rating", "f4"), ("junk", "i2")])
        table["user"], table["item"], table["rating"] = user, book, rating
        file["ratings"] = table
    with h5py.File("text-table.h5", "w") as file:
        table = np.zeros(len(rows), dtype=[("user_id", "S12"), ("isbn", "S12"), ("stars", "f8")])
        table["user_id"], table["isbn"] = [row[0].encode() for row in rows], [row[1].encode() for row in rows]
        table["stars"] = rating
        file.create_dataset("t", data=table, chunks=(50,), compression="gzip", shuffle=True)
    with h5py.File("floats.h5", "w") as file:
        file["u"], file["i"], file["r"] = user, book[:, None], rating[None, :].astype("f4")
    with h5py.File("words.h5", "w") as file:
        file.create_dataset("User ID", data=[row[0] for row in rows], dtype=h5py.string_dtype())
        file["Book-ID"] = np.array([[row[1].encode()] for row in rows])
        file["Rating"] = rating
    with h5py.File("packed.h5", "w") as file:
        file.create_dataset("user", data=user.astype("i8"), chunks=(100,), scaleoffset=0)
        file.create_dataset("book", data=book.astype("i4"), chunks=(64,), scaleoffset=0)
        file.create_dataset("rating", data=rating.astype("f4"), chunks=(64,), compression="gzip")
    with h5py.File("likes.h5", "w") as file:
        file["user"], file["book"], file["rating"] = user.astype("i8"), book.astype("i8"), rating > 3
    with h5py.File("halves.h5", "w") as file:
        file["u"], file["i"], file["r"] = user + (np.arange(len(rows)) == 3) / 2, book, rating
    with h5py.File("huge.h5", "w") as file:
        file["u"], file["i"], file["r"] = user, book, np.where(np.arange(len(rows)) == 9, 4.8e8, rating)
    with h5py.File("two.h5", "w") as file:
        for name in ("old", "new"):
            file[name + "/user"], file[name + "/item"], file[name + "/rating"] = user, book, rating


def main():
    generator = np.random.default_rng(5)
    matrix = np.where(generator.random((ROWS, COLUMNS)) < 0.4, generator.normal(3, 1, (ROWS, COLUMNS)), 0)
    sparse_files(matrix)
    made_files()
    damaged_files(matrix)
    with open("ratings.csv", encoding="utf-8") as text:
        rows = list(csv.reader(text))[1:]
    random.Random(1).shuffle(rows)
    rating_files(rows)


main()
