"""Writes ratings with the package and as CSV; compares files; tries what must be refused.

usage: write.py make numbers|spelled|texts RATINGS.csv TITLES.csv RATINGS.h5
       write.py same RATINGS.h5 IMPORTED.h5
       write.py refused RATINGS.h5 MODEL.h5 FOLDER
"""

import csv
import os
import sys

import h5py
import numpy as np

import crucible
from checks import check, refused

KINDS = {
    "numbers": lambda i: int(i) - 20,
    "spelled": lambda i: str(int(i) - 20),
    "texts": lambda i: "é" * (i % 3) + "x" * (int(i) * 7 % 290) + f"n{i}",
}


def make(kind, ratings_csv, titles_csv, path):
    random = np.random.default_rng(7)
    pairs = random.permutation(300 * 80)[:6000]
    users, books = ([KINDS[kind](i) for i in side] for side in (pairs // 80, pairs % 80))
    ratings, times = random.integers(2, 11, 6000) / 2, random.integers(10**9, 2 * 10**9, 6000)
    titles = {book: f"Title of {str(book)[-5:]}, été" for book in books}
    with open(ratings_csv, "w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("user", "book", "rating", "timestamp"), *zip(users, books, ratings, times)])
    with open(titles_csv, "w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("book", "title"), *titles.items()])
    columns = {"user": np.array(users), "book": np.array(books), "rating": ratings, "timestamp": times}
    crucible.write_ratings(columns, path, titles)
    check(os.listdir(".").count(path) == 1 and not [f for f in os.listdir(".") if ".tmp" in f], "a file is left behind")


def same(path, imported):
    with h5py.File(path) as mine, h5py.File(imported) as other:
        for name in ("ratings_fingerprint", "id_fingerprint"):
            check(mine.attrs[name] == other.attrs[name], f"{name} is {mine.attrs[name]}, not {other.attrs[name]}")
        for name in ("scale_low", "scale_high"):
            check(mine["ratings"].attrs[name] == other["ratings"].attrs[name], name)
    found, told = crucible.load_ratings(path), crucible.load_ratings(imported)
    check(list(found.users) == list(told.users) and found.titles == told.titles, "ids or titles differ")


def try_writing(folder):
    path = os.path.join(folder, "never.h5")
    good = {"user": [1, 1, 2], "book": ["a", "b", "a"], "rating": [1, 2, 3]}
    for change, words in (
            ({"rating": [1, float("nan"), 3]}, ("rating", "row 1", "nan")),
            ({"rating": [1, 2]}, ("one length",)),
            ({"book": ["a", "a", "a"]}, ("user '1' rates book 'a' more than once", "duplicates=")),
            ({"book": ["a", None, "a"]}, ("book", "missing")),
            ({"book": ["a", "", "a"]}, ("book", "empty")),
            ({"book": ["a", "b" * 1025, "a"]}, ("book", "1024")),
            ({"book": ["a", "NaN", "a"]}, ("book", "missing")),
            ({"book": ["a", "b\nc", "a"]}, ("book", "line end")),
            ({"timestamp": [1.5, 2, 3]}, ("timestamp", "whole seconds")),
            ({"timestamp": [1, 1577836800000, 3]}, ("row 1", "between 1900 and 2199")),
            ({"timestamp": np.array(["2020-01-01", "NaT", "2020-01-02"], "datetime64[s]")}, ("row 1", "NaT"))):
        refused(lambda: crucible.write_ratings({**good, **change}, path), words, crucible.CrucibleError)
    refused(lambda: crucible.write_ratings({"user": [1]}, path), ("no column 'book'",), crucible.CrucibleError)
    refused(lambda: crucible.write_ratings(good, path, scale=(1, 2)), ("scale", "1 to 3"), crucible.CrucibleError)
    refused(lambda: crucible.write_ratings(good, "no/such/folder.h5"), ("no/such",), crucible.CrucibleError)
    check(os.listdir(folder) == [], "a refused file was written")
    crucible.write_ratings({**good, "book": [1.0, 2.0, 1.0]}, path, titles={1.0: "One", 2: None})
    check(list(crucible.load_ratings(path).titles) == ["One", ""], "titles by numbers, and missing ones")
    twice = {**good, "book": ["a", "a", "a"]}
    for which, rating in (("first", 1), ("last", 2)):
        crucible.write_ratings(twice, path, duplicates=which)
        check(crucible.load_ratings(path).rating.tolist() == [rating, 3], f"duplicates={which!r}")


def try_files(ratings, model, folder):
    """Every damage that the seal can show, and files of another kind."""
    load = {ratings: crucible.load_ratings, model: crucible.load_model}
    for good, other in ((ratings, model), (model, ratings)):
        refused(lambda: load[good](other), (other, "is expected"), crucible.CrucibleError)
        data = open(good, "rb").read()
        bad = os.path.join(folder, "bad.h5")
        for damaged, words in ((data[:-1], "was cut"), (data + b"x", "appended"), (b"x" + data[1:], "not a file"),
                               (data[:33] + bytes([data[33] ^ 1]) + data[34:], "its seal is damaged"),
                               (data[:-5] + bytes([data[-5] ^ 1]) + data[-4:], "does not match its seal"),
                               (data[:100] + b"x" + data[101:], "its seal is damaged"), (b"", "not a file")):
            with open(bad, "wb") as file:
                file.write(damaged)
            refused(lambda: load[good](bad), (bad, words), crucible.CrucibleError)
        refused(lambda: load[good]("none.h5"), ("none.h5", "No such file"), crucible.CrucibleError)


def try_ids(path):
    model = crucible.load_model(path)
    refused(lambda: model.predict("nobody", 1), (path, "no user", "nobody"), crucible.UnknownIdError)
    refused(lambda: model.similar(10**6), (path, "no book"), crucible.UnknownIdError)
    refused(lambda: model.fold_in({1: 99}), ("scale",), crucible.CrucibleError)
    refused(lambda: model.fold_in({1: 3, "01": 3}), ("twice",), crucible.CrucibleError)
    refused(lambda: model.predict([1, 2, 3], [1, 2]), ("3 users for 2 books",), crucible.CrucibleError)
    refused(lambda: model.recommend(1, only=[1], exclude=[1]), ("no book",), crucible.CrucibleError)
    check(model.predict(1, 2) == model.predict("1", "2.0") == model.predict([1], 2)[0], "spellings of an id")
    shown = [book.id for book in model.recommend(1, only=[5, 6, 7], exclude=["6"])]
    check(sorted(shown) == ["5", "7"], f"only and exclude leave {shown}")


def try_missing_packages(ratings, model):
    """Each conversion says which package it lacks; importing crucible needs none of them."""
    for name in ("scipy.sparse", "pandas", "torch"):
        check(name not in sys.modules, f"crucible imports {name}")
        sys.modules[name] = None  # as if it was not installed
    for convert, given, package in ((crucible.to_scipy, ratings, "scipy"), (crucible.to_pandas, ratings, "pandas"),
                                    (crucible.to_torch_embedding, model, "torch")):
        for kind in (crucible.MissingPackageError, ImportError):
            refused(lambda: convert(given), (f"the package {package}", "pip install"), kind)


def try_refused(ratings, model, folder):
    try_writing(os.path.join(folder))
    try_files(ratings, model, folder)
    try_ids(model)
    try_missing_packages(ratings, model)
    os.environ["CRUCIBLE"] = "/no/such/program"
    refused(lambda: crucible.run(["--version"]), ("/no/such/program",), crucible.ProgramError)


{"make": make, "same": same, "refused": try_refused}[sys.argv[1]](*sys.argv[2:])
print("fine")
