"""Makes files that must be refused, from good ones in this folder (ratings.h5, split.h5, model.h5, factors.h5).

    bad_files.py RESEAL

RESEAL is the program that gives a changed file of ours a seal that fits: what stands behind the seal is what is
wrong. Names: r- ratings, m- model, c- compressed picture, f- foreign HDF5 (no seal).
"""
import shutil
import subprocess
import sys

import h5py
import numpy as np

sealed = []


def changed(name, source, change):
    """A copy of source, changed by change(file), to be sealed again."""
    shutil.copyfile(source, name)
    with h5py.File(name, "r+") as file:
        change(file)
    sealed.append(name)


def replaced(path, values, **options):
    """Puts other values where a dataset stood."""
    def change(file):
        del file[path]
        file.create_dataset(path, data=values, **options)
    return change


def edited(path, index, value):
    def change(file):
        file[path][index] = value
    return change


def attribute(path, name, value):
    def change(file):
        file[path].attrs[name] = value
    return change


def without(path, name=None):
    def change(file):
        if name is None:
            del file[path]
        else:
            del file[path].attrs[name]
    return change


def linked(path, link):
    def change(file):
        del file[path]
        file[path] = link
    return change


def external(path, count):
    def change(file):
        del file[path]
        file.create_dataset(path, (count,), "f4", external=[("/etc/passwd", 0, 4 * count)])
    return change


def virtual(path, count):
    def change(file):
        del file[path]
        layout = h5py.VirtualLayout((count,), "f4")
        layout[:] = h5py.VirtualSource("ratings.h5", path, shape=(count,))
        file.create_virtual_dataset(path, layout)
    return change


with h5py.File("split.h5") as good:
    n = good["/ratings/rating"].shape[0]
    users = good["/users/id"].shape[0]
    books = good["/books/id"].shape[0]
with h5py.File("model.h5") as good:
    k = good["/model/user_factors"].shape[1]


def ratings(name, change):
    changed(f"r-{name}.h5", "split.h5", change)


ratings("no-complete", without("/", "complete"))
ratings("no-version", without("/", "version"))
ratings("version-2", attribute("/", "version", "2.0"))
ratings("version-odd", attribute("/", "version", "newest"))
ratings("other-format", attribute("/", "format", "crucible-cakes"))
ratings("no-rating", without("/ratings/rating"))
ratings("no-users", without("/users"))
ratings("short-book", replaced("/ratings/book", np.zeros(n - 1, "i4")))
ratings("short-offsets", replaced("/ratings/user_offsets", np.zeros(users, "i8")))
ratings("short-title", replaced("/books/title", np.zeros(books - 1, "S9")))
ratings("short-part", replaced("/splits/holdout/part", np.zeros(n + 5, "u1")))
ratings("offsets-fall", edited("/ratings/user_offsets", 3, 0))
ratings("offsets-beyond", edited("/ratings/user_offsets", users, n + 1))
ratings("offsets-negative", edited("/ratings/user_offsets", 0, -1))
ratings("offsets-late", edited("/ratings/user_offsets", 0, 1))
ratings("book-beyond", edited("/ratings/book", 7, books))
ratings("book-negative", edited("/ratings/book", 7, -1))
ratings("rating-nan", edited("/ratings/rating", 7, np.nan))
ratings("rating-infinite", edited("/ratings/rating", 7, np.inf))
ratings("rating-text", replaced("/ratings/rating", np.zeros(n, "S3")))
ratings("rating-table", replaced("/ratings/rating", np.zeros((n, 1), "f4")))
ratings("rating-cube", replaced("/ratings/rating", np.zeros((n, 1, 1), "f4")))
ratings("rating-soft", linked("/ratings/rating", h5py.SoftLink("/ratings/book")))
ratings("rating-elsewhere", linked("/ratings/rating", h5py.ExternalLink("ratings.h5", "/ratings/rating")))
ratings("rating-external", external("/ratings/rating", n))
ratings("rating-virtual", virtual("/ratings/rating", n))
ratings("rating-lzf", replaced("/ratings/rating", np.zeros(n, "f4"), compression="lzf"))
ratings("book-real", replaced("/ratings/book", np.zeros(n, "f4")))
ratings("book-wide", replaced("/ratings/book", np.zeros(n, "i8")))
ratings("id-number", replaced("/users/id", np.arange(users)))
ratings("scale-nan", attribute("/ratings", "scale_low", np.nan))
ratings("scale-text", attribute("/ratings", "scale_low", "low"))
ratings("no-fingerprint", without("/", "ratings_fingerprint"))
ratings("label", edited("/splits/holdout/part", 7, 9))
ratings("user-disagrees", edited("/ratings/user", 7, 1))
ratings("book-twice", edited("/ratings/book", slice(0, 2), [3, 3]))


def model(name, change):
    changed(f"m-{name}.h5", "model.h5", change)


model("no-complete", without("/", "complete"))
model("version-9", attribute("/", "version", "9.1"))
model("no-books", without("/model/book_factors"))
model("factors-nan", edited("/model/user_factors", (2, 1), np.nan))
model("factors-infinite", edited("/model/book_factors", (2, 1), -np.inf))
model("bias-nan", edited("/model/book_bias", 4, np.nan))
model("short-bias", replaced("/model/user_bias", np.zeros(users - 1, "f4")))
model("other-k", attribute("/", "k", k + 1))
model("k-text", attribute("/", "k", "four"))
model("narrow", replaced("/model/book_factors", np.zeros((books, k - 1), "f4")))
model("factors-whole", replaced("/model/user_factors", np.zeros((users, k), "S4")))
model("short-history", replaced("/history/epoch", np.arange(40)))
model("short-checks", replaced("/users/rating_check", np.zeros(users - 1, "i8")))
model("says-9-factors", lambda file: file["/config"].attrs.modify(
    "options", file["/config"].attrs["options"].replace(b"factors = 4", b"factors = 9")))
model("slot-nan", edited("/state/slots/user_factors", (0, 0), np.nan))
model("slot-short", replaced("/state/slots/user_factors", np.zeros((users - 1, k), "f4")))
model("no-slot", without("/state/slots/book_factors"))
model("no-epoch", without("/state", "epoch"))
model("best-epoch", attribute("/state", "best_epoch", 500_000_000))
model("no-options", without("/config", "options"))
model("no-title", replaced("/books/title", np.zeros((books, 2), "S9")))

changed("c-height.h5", "factors.h5", attribute("/", "height", 0))
changed("c-channels.h5", "factors.h5", attribute("/", "channels", 9))
changed("c-large.h5", "factors.h5", attribute("/", "width", 1000000))
changed("c-nan.h5", "factors.h5", edited("/u", (0, 0), np.nan))
changed("c-no-u.h5", "factors.h5", without("/u"))

subprocess.run([sys.argv[1], *sealed], check=True)


def foreign(name, **datasets):
    with h5py.File(f"f-{name}.h5", "w") as file:
        for dataset, value in datasets.items():
            if callable(value):
                value(file, dataset)
            else:
                file[dataset] = value


def big(file, name):
    file.create_dataset(name, (100_000_000_000,), "f4", chunks=(1024,))


def big_table(file, name):
    file.create_dataset(name, (1 << 40, 1 << 40), "f8", chunks=(8, 8))


def lzf(file, name):
    file.create_dataset(name, (3,), "f4", chunks=(3,), compression="lzf")


ids = np.array([1, 2, 3])
three = np.array([1.0, 2.0, 3.0], "f4")
foreign("missing", u=ids, b=ids)
foreign("unequal", u=ids, b=np.arange(4), r=three)
foreign("cube", u=ids, b=ids, r=np.zeros((3, 1, 1)))
foreign("pairs", u=ids, b=ids, r=np.zeros((3, 2)))
foreign("single", u=1, b=1, r=1.0)
foreign("empty", u=np.zeros(0, "i8"), b=np.zeros(0, "i8"), r=np.zeros(0))
foreign("nan", u=ids, b=ids, r=np.array([1.0, np.nan, 3.0]))
foreign("real-ids", u=three + 0.5, b=ids, r=three)
foreign("text-ratings", u=ids, b=ids, r=np.array([b"1", b"2", b"3"]))
foreign("compound", u=ids, b=ids, r=np.zeros(3, [("a", "f4"), ("b", "f4")]))
foreign("huge-id", u=np.array([1, 2, 1 << 63], "u8"), b=ids, r=three)
foreign("empty-id", u=np.array([b"a", b"", b"c"]), b=ids, r=three)
foreign("not-utf8", u=np.array([b"a", b"\xff\xfe", b"c"]), b=ids, r=three)
foreign("bomb", u=ids, b=ids, r=big)
foreign("overflow", u=ids, b=ids, r=big_table)
foreign("lzf", u=ids, b=ids, r=lzf)
foreign("group", u=ids, b=ids, r=lambda file, name: file.create_group(name))
foreign("soft", u=ids, b=ids, r=lambda file, name: file.__setitem__(name, h5py.SoftLink("/u")))
foreign("matrices", a=np.eye(3), b=np.eye(4))
foreign("matrix-nan", a=np.array([[1.0, np.nan], [0.0, 1.0]]))
foreign("matrix-none", a=np.zeros((0, 5)))
foreign("matrix-small", a=np.eye(3))
