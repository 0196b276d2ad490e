"""Compares the package with what the program said of models, in the files that agree.sh makes.

usage: agree.py split|whole NAME...
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


def tested_users(model, ratings):
    """The rows that are judged, and how those of each user are predicted: {user: (rows, User or None)}."""
    split = next(iter(ratings.splits.values()))
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


def errors_of(model, ratings):
    """What the model is off by for each rating that is judged."""
    users = tested_users(model, ratings)
    errors = []
    for user, (rows, folded) in users.items():
        books = ratings.book[rows]
        times = np.array(ratings.timestamp[rows])
        predicted = (model.predict_rows(np.full(len(rows), user), books, times) if folded is None else
                     model.predict(folded, [model.books[b] for b in books]))
        errors.append(predicted - ratings.rating[rows])
    return np.concatenate(errors)


def check_evaluation(models, ratings, told):
    """What evaluate says of the first model, and of those beside it."""
    figures = {models[0].path: told["metrics"], **told.get("beside", {})}
    for model in models:
        if model.path not in figures:
            continue  # the model without a fold: which ratings are masked, only the program knows
        errors = errors_of(model, ratings)
        check(len(errors) == told["pairs"], "evaluate judged other ratings")
        close([np.sqrt(np.mean(errors**2)), np.mean(np.abs(errors))],
              [figures[model.path]["rmse"], figures[model.path]["mae"]], f"{model.path}: rmse and mae")


def check_intervals(model, user, told):
    """Where ratings should lie, of a user in the model or a new one."""
    ranged = model.spread is not None and model.traits.scores_are_ratings
    check(all(("low" in book) == ranged for book in told), f"{model.path}: intervals, or none")
    for book in told if ranged else []:
        close(model.interval(user, book["id"]), [book["low"], book["high"]], f"{model.path}: the interval of {book}")


def check_new_user(model, told):
    user = model.fold_in({"3": 5, "8": 1, "20": 4})
    check_lists(model.recommend(user, 12), told["books"], raw(model, user), f"{model.path}: the new user")
    check_intervals(model, user, told["books"])


def check_everybody(model, ratings, path):
    books, scores = model.recommend_rows(range(len(model.users)), 7, ratings)
    with h5py.File(path) as file:
        close(scores, file["recommendations/score"][...], f"{path}: scores of everybody")
        others = books != file["recommendations/book"][...]
    check(others.mean() < 0.01, f"{path}: {others.sum()} places have other books")
    rated = set(zip(ratings.user.tolist(), ratings.book.tolist()))
    check(not any((u, b) in rated for u, row in enumerate(books.tolist()) for b in row), "a rated book is recommended")


def check_one(model, ratings):
    """All that is shown of single users and books, by the model sgd.h5."""
    info = read_json("sgd.info.json")
    check((len(model.users), len(model.books), model.k, model.best_epoch) ==
          (info["users"], info["books"], info["factors"], info["best_epoch"]), "info says otherwise")
    find = KnownUsers(model, ratings)
    for by in ("rating", "taste"):
        for told in read_json(f"sgd.{by}.json")["users"]:
            found, user = model.recommend(told["user"], 12, ratings, by), find(model.users.need(told["user"]))
            if by == "rating":
                check(model.spread is not None, "a model with a validation part knows its intervals")
                check_intervals(model, told["user"], told["books"])
            check_lists(found, told["books"], raw(model, user), f"user {told['user']} by {by}")
    for told in read_json("sgd.similar.json")["similar"]:
        scores = {book.id: book.score for book in model.similar(told["id"], len(model.books))}
        check_lists(model.similar(told["id"], 12), told["books"], scores.get, f"like {told['id']}")
    check(len(crucible.load_model("sgd.prev.h5").history["epoch"]) == 4, "the checkpoint has another history")


def check_ratings(ratings, told):
    check((len(ratings.users), len(ratings.books), len(ratings)) == (told["users"], told["books"], told["ratings"]),
          "info says otherwise")
    parts = [len(ratings.part("holdout", part)) for part in crucible.PARTS]
    check(parts == told["splits"]["holdout"], f"the split has parts of {parts}")


def main():
    which, *names = sys.argv[1:]
    ratings = crucible.load_ratings(f"{which}.h5")
    models = [crucible.load_model(f"{name}.h5") for name in names]
    if which == "split":
        check_ratings(ratings, read_json("ratings.info.json"))
        check_one(models[0], ratings)
    check_evaluation(models, ratings, read_json(f"{which}.evaluate.json"))
    for name, model in zip(names, models):
        check_new_user(model, read_json(f"{name}.new.json")["users"][0])
        check_everybody(model, ratings, f"{name}.lists.h5")
    print(f"{len(models)} models say the same as the program")


main()
