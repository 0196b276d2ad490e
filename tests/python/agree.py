"""Compares the package with what the program said of a model or of a ratings file.

usage: agree.py NAME RATINGS                    NAME.h5, with the files that judged() of agree.sh makes
       agree.py --ratings RATINGS JSON CHECKPOINT
"""

import json
import sys

import h5py
import numpy as np

import crucible
from checks import TOLERANCE, check, close
from crucible.known_users import KnownUsers


def read_json(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def check_lists(found, told, score, what):
    """The same scores in the same places, and the same books but where scores are as good as equal.

    score: the package's own score of a book id.
    """
    close([book.score for book in found], [book["score"] for book in told], what)
    for mine, other in zip(found, told):
        if mine.id != other["id"]:
            check(abs(score(mine.id) - score(other["id"])) < 4 * TOLERANCE, f"{what}: {mine} instead of {other}")
        else:
            check(mine.title == other["title"], f"{what}: the title of {mine}")


def raw(model, user):
    """The score by which the books of a user are ordered, without what all of them have in common."""
    return lambda book: float(model.book_bias[model.books.need(book)] +
                              model.book_factors[model.books.need(book)] @ user.factors)


def tested_users(model, ratings, fold):
    """The rows that are judged, and how those of each user are predicted: {user: (rows, FoldedUser or None)}."""
    split = next(iter(ratings.splits.values()))
    if fold is not None:
        return None  # which ratings of a whole user are masked, only the program knows
    rows = ratings.part(split.name, "test")
    shown = ratings.part(split.name, "test_fold_in")
    trained = np.unique(ratings.user[ratings.part(split.name, "train")])
    users = {}
    for user in np.unique(ratings.user[rows]):
        own = shown[ratings.user[shown] == user]
        known = user in trained or len(own) == 0
        users[user] = (rows[ratings.user[rows] == user], None if known else model.fold_in(
            {ratings.books[b]: r for b, r in zip(ratings.book[own], ratings.rating[own])}))
    return users


def check_evaluation(model, ratings, told):
    users = tested_users(model, ratings, model.config.get("fold"))
    if users is None:
        return
    errors = []
    for user, (rows, folded) in users.items():
        books = ratings.book[rows]
        predicted = (model.predict_rows(np.full(len(rows), user), books) if folded is None else
                     model.predict(folded, [model.books[b] for b in books]))
        errors.append(predicted - ratings.rating[rows])
    errors = np.concatenate(errors)
    check(len(errors) == told["pairs"], "evaluate judged other ratings")
    close([np.sqrt(np.mean(errors**2)), np.mean(np.abs(errors))], [told["metrics"]["rmse"], told["metrics"]["mae"]],
          "rmse and mae")


def check_model(name, ratings_path):
    model, ratings = crucible.load_model(f"{name}.h5"), crucible.load_ratings(ratings_path)
    info = read_json(f"{name}.info.json")
    check((len(model.users), len(model.books), model.k, model.best_epoch) ==
          (info["users"], info["books"], info["factors"], info["best_epoch"]), "info says otherwise")
    check_evaluation(model, ratings, read_json(f"{name}.evaluate.json"))
    find = KnownUsers(model, ratings)
    for by in ("rating", "taste"):
        for told in read_json(f"{name}.{'users' if by == 'rating' else by}.json")["users"]:
            found = model.recommend(told["user"], 12, ratings, by)
            user = find(model.users.need(told["user"]))
            check_lists(found, told["books"], raw(model, user), f"{name}: user {told['user']} by {by}")
    told = read_json(f"{name}.new.json")["users"][0]
    user = model.fold_in({"3": 5, "8": 1, "20": 4})
    check_lists(model.recommend(user, 12), told["books"], raw(model, user), f"{name}: the new user")
    for told in read_json(f"{name}.similar.json")["similar"]:
        scores = {book.id: book.score for book in model.similar(told["id"], len(model.books))}
        check_lists(model.similar(told["id"], 12), told["books"], scores.get, f"{name}: like {told['id']}")
    check_everybody(model, ratings, name)


def check_everybody(model, ratings, name):
    books, scores = model.recommend_rows(range(len(model.users)), 7, ratings)
    with h5py.File(f"{name}.lists.h5") as file:
        close(scores, file["recommendations/score"][...], f"{name}: scores of everybody")
        others = books != file["recommendations/book"][...]
    check(others.mean() < 0.01, f"{name}: {others.sum()} places have other books")
    rated = set(zip(ratings.user.tolist(), ratings.book.tolist()))
    check(not any((u, b) in rated for u, row in enumerate(books.tolist()) for b in row), "a rated book is recommended")


def check_ratings(path, told, checkpoint):
    ratings = crucible.load_ratings(path)
    check((len(ratings.users), len(ratings.books), len(ratings)) == (told["users"], told["books"], told["ratings"]),
          "info says otherwise")
    parts = [len(ratings.part("holdout", part)) for part in crucible.PARTS]
    check(parts == told["splits"]["holdout"], f"the split has parts of {parts}")
    check(len(crucible.load_model(checkpoint).history["epoch"]) == 4, "the checkpoint has another history")


if sys.argv[1] == "--ratings":
    check_ratings(sys.argv[2], read_json(sys.argv[3]), sys.argv[4])
else:
    check_model(*sys.argv[1:])
print("the same as the program")
