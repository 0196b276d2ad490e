"""Opening crucible's HDF5 files, and the texts, lists and attributes in them."""

import os
from contextlib import contextmanager

import h5py
import numpy as np

from crucible.errors import CrucibleError
from crucible.seal import check_head, check_seal

MAJOR_VERSION = "1"
COMPLETED = ("crucible-ratings", "crucible-model")  # formats whose writer says at the end that all is there


@contextmanager
def open_file(path, wanted, verify):
    """The open h5py file `path`, whose format must be `wanted`, such as "crucible-model".

    `verify`: read the whole file first and compare it with its seal, as the program does.
    """
    path = os.fspath(path)
    (check_seal if verify else check_head)(path)
    try:
        file = h5py.File(path, "r")
    except OSError as error:
        raise CrucibleError(f"{path}: HDF5 cannot read it ({error}); restore the file from a copy") from error
    with file:
        try:
            check_header(file, wanted)
            yield file
        except KeyError as error:
            raise CrucibleError(f"{path}: lacks what a {wanted} file has: {error.args[0]}; write it again with "
                                "this version of crucible") from error


def check_header(file, wanted):
    path = file.filename
    found = text_attribute(file, "format")
    if found != wanted:
        raise CrucibleError(f"{path}: is a '{found}' file where a '{wanted}' file is expected")
    version = text_attribute(file, "version")
    if version.split(".")[0] != MAJOR_VERSION:
        raise CrucibleError(f"{path}: has format version {version}; this package reads version {MAJOR_VERSION}.x; "
                            "use a newer one")
    if wanted in COMPLETED and "complete" not in file.attrs:
        raise CrucibleError(f"{path}: was never finished (no attribute 'complete'); write it again")


def text_attribute(item, name):
    value = item.attrs[name]
    return value.decode() if isinstance(value, bytes) else str(value)


def read_texts(dataset):
    """A list of the texts in a dataset of fixed length."""
    return [value.decode() for value in dataset[...].tolist()]


def read_list(file, name, length=None):
    """A dataset of one dimension, which must have `length` values."""
    values = file[name][...]
    if values.ndim != 1 or (length is not None and len(values) != length):
        raise CrucibleError(f"{file.filename}: dataset {name} is not a list of {length} values; restore the file "
                            "from a copy")
    return values


def map_rows(dataset):
    """The rows of a dataset without reading them: they come from the file when they are used.

    The file may be closed and replaced meanwhile: what is mapped stays as it was.
    """
    place = dataset.id.get_offset()
    if place is None or dataset.chunks is not None:
        return dataset[...]
    return np.memmap(dataset.file.filename, dataset.dtype, "r", place, dataset.shape)
