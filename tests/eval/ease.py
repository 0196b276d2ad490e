#!/usr/bin/env python3
"""The row `ease` of `crucible evaluate`, computed anew with numpy from the formula of Steck (WWW 2019), for a split of
whole users.

    ease.py RATINGS.h5 SPLIT EVAL.json     exit code 1 where a figure differs by more than 1e-6
"""
import json
import sys

import h5py
import numpy as np

TRAIN, TEST, FOLD_IN = 0, 2, 3
K = 10


def main():
    file, split = h5py.File(sys.argv[1]), sys.argv[2]
    with open(sys.argv[3], encoding="utf-8") as text:
        told = json.load(text)
    config = told["config"]
    offsets, book = file["ratings/user_offsets"][...], file["ratings/book"][...]
    rating, part = file["ratings/rating"][...].astype(float), file[f"splits/{split}/part"][...]
    user = np.repeat(np.arange(len(offsets) - 1), np.diff(offsets))
    least = float(config.get("relevant-from", -np.inf))
    weigh = str(config["ease-by-rating"]).lower() in ("true", "yes")
    entry = np.where(rating >= least, (rating / rating[part == TRAIN].max()) ** 2 if weigh else 1.0, 0.0)

    def matrix(chosen, values):
        x = np.zeros((len(offsets) - 1, file["books/id"].shape[0]))
        x[user[chosen], book[chosen]] = values[chosen]
        return x

    x = matrix(part == TRAIN, entry)
    p = np.linalg.inv(x.T @ x + told["settings"]["ease"]["lambda"] * np.eye(x.shape[1]))
    b = -p / np.diag(p)
    np.fill_diagonal(b, 0)
    scores = (x + matrix(part == FOLD_IN, entry)) @ b
    scores[user[part != TEST], book[part != TEST]] = -np.inf
    # Single precision, as crucible has it: then equal scores are equal here too.
    order = np.argsort(-scores.astype(np.float32), axis=1, kind="stable")[:, :K]
    held = matrix(part == TEST, np.ones_like(rating)) > 0
    relevant = matrix((part == TEST) & (rating >= least), np.ones_like(rating)) > 0
    gain = 1 / np.log2(np.arange(K) + 2)
    ndcg, overlap = [], []
    for u in np.flatnonzero(held.any(axis=1)):
        overlap.append(held[u, order[u]].sum() / K)
        if relevant[u].any():
            ndcg.append(gain[relevant[u, order[u]]].sum() / gain[: relevant[u].sum()].sum())
    wrong = 0
    for name, value in {f"ndcg@{K}": np.mean(ndcg), f"overlap@{K}": np.mean(overlap)}.items():
        figure = told["baselines"]["ease"][name]
        print(name, figure, value)
        wrong += abs(figure - value) > 1e-6
    return 1 if wrong else 0


sys.exit(main())
