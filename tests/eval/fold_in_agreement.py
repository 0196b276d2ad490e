#!/usr/bin/env python3
"""How nearly the fold-in of known users' own training ratings gives what training found: the correlation, over all
books, of the dot products of both, biases left out. Median over the users with at least 50 training ratings.

    fold_in_agreement.py MODEL.h5 RATINGS.h5 [SPLIT]
"""
import sys

import h5py
import numpy as np

from whole_profiles import TRAIN, fold_in

ENOUGH = 50


def main(model_path, ratings_path, split=None):
    with h5py.File(model_path, "r") as model, h5py.File(ratings_path, "r") as ratings:
        offsets, book = ratings["ratings/user_offsets"][...], ratings["ratings/book"][...]
        rating = ratings["ratings/rating"][...]
        train = ratings[f"splits/{split}/part"][...] == TRAIN if split else np.ones(len(book), bool)
        q, p = model["model/book_factors"][...].astype(float), model["model/user_factors"][...].astype(float)
        fold_in.gram = q.T @ q if model.attrs["unrated_weight"] > 0 else np.zeros((q.shape[1],) * 2)
        centred = q - q.mean(axis=0)
        covariance = centred.T @ centred
        found = []
        for u in range(len(offsets) - 1):
            own = slice(offsets[u], offsets[u + 1])
            books, values = book[own][train[own]], rating[own][train[own]]
            if len(books) < ENOUGH:
                continue
            x, _ = fold_in(model, q, books, values)
            found.append(x @ covariance @ p[u] / np.sqrt((x @ covariance @ x) * (p[u] @ covariance @ p[u])))
    print(f"{len(found)} users with at least {ENOUGH} ratings: median {np.median(found):.4f}, "
          f"5 % below {np.quantile(found, 0.05):.4f}")


main(*sys.argv[1:])
