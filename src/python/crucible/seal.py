"""The seal of crucible's files: 4,096 bytes before the HDF5 file, as docs/file-format.md describes them."""

import os
import struct

import numpy as np

from crucible._xxh3 import hash_64_of_48, hash_128
from crucible.errors import CrucibleError

BLOCK_BYTES = 4096
MAGIC = b"crucibl\x1a"
LAYOUT_VERSION = 1
SLICE_BYTES = 16 << 20
SLICES_AT_ONCE = 4  # 64 MiB of memory
FIELDS = struct.Struct("<8s5Q")  # magic, version, length, bytes in a slice, low and high half of the tree hash


def check_seal(path):
    """Raises CrucibleError if `path` is not a file of crucible's, or was cut or changed since it was written.

    Reads the whole file, 64 MiB at a time.
    """
    length, expected = _read_fields(path)
    if _tree_hash(path, length) != expected:
        raise CrucibleError(f"{path}: its content does not match its seal: a part of it was changed after it was "
                            "written; restore the file from a copy")


def check_head(path):
    """The cheap part of check_seal(): the seal itself and the length of the file."""
    _read_fields(path)


def write_seal(path):
    """Seals a closed HDF5 file with a user block of 4,096 bytes, and flushes it to the device."""
    length = os.path.getsize(path)
    fields = FIELDS.pack(MAGIC, LAYOUT_VERSION, length, SLICE_BYTES, *_tree_hash(path, length))
    with open(path, "r+b") as file:
        file.write((fields + struct.pack("<Q", hash_64_of_48(fields))).ljust(BLOCK_BYTES, b"\0"))
        file.flush()
        os.fsync(file.fileno())


def _read_fields(path):
    """The length of the file, and its tree hash, as the seal says."""
    try:
        with open(path, "rb") as file:
            block = file.read(BLOCK_BYTES)
            size = os.fstat(file.fileno()).st_size
    except OSError as error:
        raise CrucibleError(f"{path}: cannot be read: {error.strerror}") from error
    if len(block) < BLOCK_BYTES or not block.startswith(MAGIC):
        raise CrucibleError(f"{path}: is not a file that crucible wrote, or its first bytes are damaged; make "
                            "ratings with `crucible import` and models with `crucible train`")
    fields, rest = block[:FIELDS.size], block[FIELDS.size:]
    _, version, length, slice_bytes, low, high = FIELDS.unpack(fields)
    if struct.unpack("<Q", rest[:8])[0] != hash_64_of_48(fields) or any(rest[8:]) or slice_bytes != SLICE_BYTES:
        raise CrucibleError(f"{path}: its seal is damaged; restore the file from a copy")
    if version != LAYOUT_VERSION:
        raise CrucibleError(f"{path}: has a seal of version {version}, which this package does not know; "
                            "use a newer one")
    if length != size:
        raise CrucibleError(f"{path}: has {size} bytes where its seal says {length}; it was cut or appended to; "
                            "restore the file from a copy")
    return length, (low, high)


def _tree_hash(path, length):
    """The hash of the hashes of the slices after the seal: low and high half."""
    digests = []
    with open(path, "rb") as file:
        file.seek(BLOCK_BYTES)
        left = length - BLOCK_BYTES
        while left > 0:
            slices = min(left // SLICE_BYTES, SLICES_AT_ONCE) or 1
            size = min(SLICE_BYTES, left)
            digests.append(hash_128(np.fromfile(file, np.uint8, slices * size).reshape(slices, size)))
            left -= slices * size
    digests = np.concatenate(digests) if digests else np.zeros((0, 2), np.uint64)
    low, high = hash_128(digests.astype("<u8").reshape(1, -1).view(np.uint8))[0]
    return int(low), int(high)
