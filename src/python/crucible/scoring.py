"""Scores of users and books, in blocks, so that the memory needed does not grow with their number."""

import numpy as np

FLOATS_AT_ONCE = 1 << 23  # in one block of scores or gathered factors: 32 MiB


def pair_scores(user_factors, user_bias, book_factors, book_bias, users, books):
    """user_bias + book_bias + dot product for each pair of `users` and `books` (indices), float64."""
    scores = np.empty(len(users))
    step = max(1, FLOATS_AT_ONCE // (4 * book_factors.shape[1]))
    for begin in range(0, len(users), step):
        u, b = users[begin:begin + step], books[begin:begin + step]
        scores[begin:begin + step] = (
            user_bias[u].astype(float) + book_bias[b].astype(float) +
            np.einsum("ij,ij->i", user_factors[u].astype(float), book_factors[b].astype(float)))
    return scores


def users_at_once(books):
    """How many users are scored against all `books` at a time."""
    return max(1, FLOATS_AT_ONCE // max(1, books))


def top_books(scores, left_out, top, candidates=None):
    """The `top` books of each user by `scores` (users x books, float32; spoilt), best first.

    left_out: for each user the indices of books that must not be shown. candidates: the indices of the books that
    may be shown; None: all. Returns books (users x top, int32, -1 in empty places) and their scores (users x top,
    float32, 0 there). Of equal scores the lower index comes first, and NaN is never shown, as in the program.
    """
    if candidates is not None:
        others = np.ones(scores.shape[1], bool)
        others[candidates] = False
        scores[:, others] = -np.inf
    for row, books in enumerate(left_out):
        scores[row, books] = -np.inf
    scores[np.isnan(scores)] = -np.inf
    shown = min(top, scores.shape[1])
    listed = np.full((len(scores), top), -1, np.int32)
    values = np.zeros((len(scores), top), np.float32)
    if shown == 0:
        return listed, values
    worst = np.partition(scores, -shown, axis=1)[:, -shown]
    for row, (of_user, threshold) in enumerate(zip(scores, worst)):
        found = np.flatnonzero((of_user >= threshold) & (of_user > -np.inf))
        found = found[np.argsort(-of_user[found], kind="stable")][:shown]
        listed[row, :len(found)] = found
        values[row, :len(found)] = of_user[found]
    return listed, values
