"""Checks ratings.h5 and model.h5 as a user without crucible sees them.

usage: read_files.py ratings.csv books.csv split.h5 model.h5 evaluation.json lists.h5
"""

import csv
import json
import sys

import h5py
import numpy as np

TRAIN, VALIDATION, TEST = 0, 1, 2


def check(condition, message):
    if not condition:
        sys.exit("FAILED: " + message)


def texts(dataset):
    return [value.decode("utf-8") for value in dataset[...]]


def read_text(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.reader(file))[1:]


def check_ratings(ratings_csv, books_csv, file):
    check(file.attrs["format"] in ("crucible-ratings", b"crucible-ratings"), "wrong format attribute")
    users, books = texts(file["users/id"]), texts(file["books/id"])
    check(users == sorted(users, key=int), "user ids that are whole numbers are not in numerical order")
    check(books == sorted(books, key=int), "book ids that are whole numbers are not in numerical order")
    offsets = file["ratings/user_offsets"][...]
    user = file["ratings/user"][...]
    book = file["ratings/book"][...]
    check(offsets[0] == 0 and offsets[-1] == len(user) and len(offsets) == len(users) + 1, "offsets do not fit")
    check(np.array_equal(np.repeat(np.arange(len(users)), np.diff(offsets)), user), "offsets and users disagree")
    order = user * len(books) + book
    check(np.all(np.diff(order) > 0), "ratings are not in the order of user and book")
    stored = {(users[u], books[b]): float(r) for u, b, r in zip(user, book, file["ratings/rating"][...])}
    expected = {(u, b): float(r) for u, b, r in read_text(ratings_csv)}
    check(stored == expected, "the ratings are not those of the text")
    titles = dict(read_text(books_csv))
    check(texts(file["books/title"]) == [titles[b] for b in books], "the titles are not those of the text")
    return user, book


def check_split(file):
    part = file["splits"][list(file["splits"])[0]]["part"][...]
    for label, share in ((TEST, 0.2), (VALIDATION, 0.1)):
        check(abs(np.mean(part == label) - share) < 0.02, f"part {label} is not about {share} of the ratings")
    return part


def check_model(file, ratings, user, book, part, evaluation):
    check(texts(file["users/id"]) == texts(ratings["users/id"]), "the model has other user ids")
    check(texts(file["books/id"]) == texts(ratings["books/id"]), "the model has other book ids")
    model = file["model"]
    p, q = model["user_factors"][...].astype(float), model["book_factors"][...].astype(float)
    prediction = (model["global_mean"][...].astype(float) + model["user_bias"][...][user] +
                  model["book_bias"][...][book] + np.einsum("ij,ij->i", p[user], q[book]))
    prediction = np.clip(prediction, file.attrs["scale_low"], file.attrs["scale_high"])
    error = (prediction - ratings["ratings/rating"][...])[part == TEST]
    for name, value in (("rmse", np.sqrt(np.mean(error**2))), ("mae", np.mean(np.abs(error)))):
        told = evaluation["metrics"][name]
        check(abs(told - value) < 1e-5 * value, f"evaluate says {name} {told}, numpy says {value}")
    check(evaluation["pairs"] == int(np.sum(part == TEST)), "evaluate counted other pairs")


def check_lists(file, model, user, book):
    """Best first by the score before it was clipped, nothing that is rated, and no better book left out."""
    check(texts(file["users/id"]) == texts(model["users/id"]), "the lists have other user ids")
    check(texts(file["books/id"]) == texts(model["books/id"]), "the lists have other book ids")
    part = model["model"]
    raw = (part["global_mean"][...].astype(float) + part["user_bias"][...].astype(float)[:, None] +
           part["book_bias"][...] + part["user_factors"][...].astype(float) @ part["book_factors"][...].T)
    low, high = model.attrs["scale_low"], model.attrs["scale_high"]
    check(np.max(raw) > high, "no score is above the scale: nothing is clipped in this test")
    raw[user, book] = -np.inf
    listed, score = file["recommendations/book"][...], file["recommendations/score"][...]
    check(np.all(listed >= 0), "a list is short")
    found = np.take_along_axis(raw, listed, axis=1)
    check(np.all(np.diff(found, axis=1) < 1e-5), "a list is not in the order of the scores before they were clipped")
    check(np.allclose(score, np.clip(found, low, high), atol=1e-5), "a score is not the clipped rating")
    np.put_along_axis(raw, listed, -np.inf, axis=1)
    check(np.all(found[:, -1] > np.max(raw, axis=1) - 1e-5), "a better book was left out")


def main():
    ratings_csv, books_csv, split_h5, model_h5, evaluation_json, lists_h5 = sys.argv[1:]
    with open(evaluation_json, encoding="utf-8") as file:
        evaluation = json.load(file)
    with h5py.File(split_h5, "r") as ratings, h5py.File(model_h5, "r") as model:
        user, book = check_ratings(ratings_csv, books_csv, ratings)
        check_model(model, ratings, user, book, check_split(ratings), evaluation)
        with h5py.File(lists_h5, "r") as lists:
            check_lists(lists, model, user, book)
    print("h5py and numpy see what crucible says")


main()
