#!/usr/bin/env python3
"""Every metric of `crucible evaluate`, computed anew from the two HDF5 files with numpy: users that were held out
whole are folded in by solving their normal equations, all books are ranked, and the definitions of docs/metrics.md are
applied as they stand there.

    whole_profiles.py MODEL.h5 RATINGS.h5 SPLIT EVAL.json [K]     exit code 1 where a figure differs by more than 1e-4
"""
import json
import sys

import h5py
import numpy as np

TRAIN, TEST, FOLD_IN = 0, 2, 3


def learns_shares(traits):
    return traits["kind"] in ("funk", b"funk") and traits["unrated_weight"] > 0


def fold_in(model, q, books, ratings):
    """The factors and the bias of a user who is known by these ratings."""
    traits = model.attrs
    mean, bias = model["model/global_mean"][0], model["model/book_bias"][...][books].astype(float)
    power = traits["target_power"]
    target = (ratings / traits["scale_high"]) ** power if learns_shares(traits) else ratings.astype(float)
    own, k = q[books], q.shape[1]
    if traits["has_biases"]:
        own = np.hstack([own, np.ones((len(books), 1))])
    ridge = np.full(own.shape[1], traits["user_factor_l2"] * len(books) + traits["user_factor_ridge"])
    ridge[k:] = traits["user_bias_l2"] * len(books) + traits["user_bias_ridge"]
    system = own.T @ own + np.diag(ridge)
    system[:k, :k] += traits["unrated_weight"] * fold_in.gram
    pull = np.zeros(len(ridge))
    if "link" in model:
        expected = model["link/mean"][...] + model["link/book"][...][books].sum(axis=0) / np.sqrt(len(books))
        pull = ridge * expected[: len(ridge)]
    solution = np.linalg.solve(system, own.T @ (target - mean - bias) + pull)
    return solution[:k], solution[k] if traits["has_biases"] else 0.0


def rating_of(model, score):
    traits = model.attrs
    if learns_shares(traits):
        score = traits["scale_high"] * np.maximum(score, 0) ** (1 / (traits["target_power"] or 1))
    return np.clip(score, traits["scale_low"], traits["scale_high"])


def of_list(hit, relevant, k):
    ideal = min(k, relevant)
    gains = 1 / np.log2(np.arange(k) + 2)
    places = np.flatnonzero(hit)
    return {
        f"precision@{k}": hit.sum() / k,
        f"recall@{k}": hit.sum() / relevant,
        f"capped_recall@{k}": hit.sum() / ideal,
        f"hit_rate@{k}": float(hit.any()),
        f"ap@{k}": np.sum(np.arange(1, len(places) + 1) / (places + 1)) / ideal,
        f"ndcg@{k}": gains[: len(hit)][hit].sum() / gains[:ideal].sum(),
        f"mrr@{k}": 1 / (places[0] + 1) if len(places) else 0.0,
    }


def judge(model, ratings, split, k):
    offsets, book = ratings["ratings/user_offsets"][...], ratings["ratings/book"][...]
    rating, part = ratings["ratings/rating"][...], ratings[f"splits/{split}/part"][...]
    q, p = model["model/book_factors"][...].astype(float), model["model/user_factors"][...].astype(float)
    book_bias, mean = model["model/book_bias"][...].astype(float), model["model/global_mean"][0]
    fold_in.gram = q.T @ q if model.attrs["unrated_weight"] > 0 else np.zeros((q.shape[1],) * 2)
    rows, errors, overlaps, shown_books = [], [], [], set()
    for u in range(len(offsets) - 1):
        own = slice(offsets[u], offsets[u + 1])
        books, values, labels = book[own], rating[own], part[own]
        test, known = labels == TEST, labels == FOLD_IN
        if not test.any():
            continue
        if known.any() and not (labels == TRAIN).any():
            factors, bias = fold_in(model, q, books[known], values[known])
        else:
            factors, bias = p[u], float(model["model/user_bias"][u])
        score = mean + bias + book_bias + q @ factors
        errors.append(rating_of(model, score[books[test]]) - values[test])
        score[books[~test]] = -np.inf
        order = np.argsort(-score, kind="stable")[: max(k, 10)]
        hit = np.isin(order, books[test])
        rows.append(of_list(hit[:k], int(test.sum()), k))
        shown_books.update(order[:k].tolist())
        if known.sum() >= 10 and test.sum() == 10 and values[test].min() >= values[known].max():
            overlaps.append(hit[:10].sum() / 10)
    errors = np.concatenate(errors)
    result = {name: float(np.mean([row[name] for row in rows])) for name in rows[0]}
    result.update({"rmse": float(np.sqrt(np.mean(errors**2))), "mae": float(np.mean(np.abs(errors)))})
    result[f"coverage@{k}"] = len(shown_books) / len(q)
    if overlaps:
        result["overlap@10"] = float(np.mean(overlaps))
    return result


def main(model_path, ratings_path, split, json_path, k="10"):
    told = json.load(open(json_path, encoding="utf-8"))["metrics"]
    with h5py.File(model_path, "r") as model, h5py.File(ratings_path, "r") as ratings:
        values = judge(model, ratings, split, int(k))
    wrong = set(told) ^ set(values)
    for name in sorted(set(told) & set(values)):
        differs = not abs(told[name] - values[name]) <= 1e-4
        print(f"{name:14s} numpy {values[name]:.6f}  crucible {told[name]:.6f}" + ("  DIFFERS" if differs else ""))
        if differs:
            wrong.add(name)
    if wrong:
        print("differ or are missing: " + ", ".join(sorted(wrong)))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
