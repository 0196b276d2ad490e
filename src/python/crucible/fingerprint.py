"""The fingerprints of a ratings.h5: a hash of its ratings and their order, and one of its ids and theirs.

Each is the sum of the seeded XXH3-128 of all items, modulo 2^64 in both halves, as 32 hex digits.
"""

import numpy as np

from crucible._xxh3 import hash_128

ROWS_AT_ONCE = 1 << 20
GOLDEN = np.uint64(0x9E3779B97F4A7C15)
RATINGS, USERS, BOOKS = 0, 1, 2  # the lists that items are in
ITEM = np.dtype([("user", "<i8"), ("book", "<i4"), ("rating", "<f4")])


def of_ratings(user, book, rating):
    """The fingerprint of ratings: indices of users and books, and float32 ratings."""
    total = np.zeros(2, np.uint64)
    for begin in range(0, len(user), ROWS_AT_ONCE):
        block = slice(begin, begin + ROWS_AT_ONCE)
        items = np.empty(len(user[block]), ITEM)
        items["user"], items["book"], items["rating"] = user[block], book[block], rating[block]
        rows = items.view(np.uint8).reshape(-1, ITEM.itemsize)
        total += hash_128(rows, _seeds(RATINGS, items["user"])).sum(axis=0, dtype=np.uint64)
    return _hex(total)


def of_ids(user_ids, book_ids):
    """The fingerprint of the ids, UTF-8 bytes, in the order of their indices."""
    total = np.zeros(2, np.uint64)
    for which, ids in ((USERS, user_ids), (BOOKS, book_ids)):
        lengths = np.fromiter(map(len, ids), np.int64, len(ids))
        for length in np.unique(lengths):
            index = np.flatnonzero(lengths == length)
            rows = np.frombuffer(b"".join(ids[i] for i in index), np.uint8).reshape(len(index), length)
            total += hash_128(rows, _seeds(which, index)).sum(axis=0, dtype=np.uint64)
    return _hex(total)


def _seeds(which, index):
    return GOLDEN * index.astype(np.uint64) + np.uint64(which)


def _hex(total):
    low, high = (int(value) for value in total)
    return f"{high:016x}{low:016x}"
