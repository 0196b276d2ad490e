"""The factors of users who are not in the model, from a few ratings of theirs."""

from dataclasses import dataclass

import numpy as np

from crucible.errors import CrucibleError

BOOKS_AT_ONCE = 4096


@dataclass(frozen=True)
class User:
    """A user for whom lists are made: of the model, or folded in from some ratings."""

    factors: np.ndarray  # k, float32
    bias: float  # ratings
    books: np.ndarray  # indices of the books that the user is known to have rated, ascending


def fold_in(model, books, ratings):
    """The factors and bias of a user who gave `ratings` to `books` (indices), as the program computes them.

    Ridge: (sum q q^T + (L2 n + R) I + W Q^T Q) p = sum t q + W target Q^T 1, where t is what is left of the ratings
    without mean and book biases; the bias is one more unknown. If the model has a link, what the rated books say is
    where the ridge pulls to. Projection (models from svd): p = sum (t - bias) q.
    """
    traits = model.traits
    order = np.argsort(books)
    books, ratings = np.asarray(books, np.int64)[order], np.asarray(ratings, np.float32)[order]
    if len(books) == 0:
        return User(np.zeros(model.k, np.float32), 0.0, books)
    own = model.book_factors[books].astype(float)
    left = traits.training_target(ratings.astype(float)) - traits.global_mean - model.book_bias[books].astype(float)
    if traits.fold_in == "projection":
        solution = _project(model, own, left)
    else:
        solution = _solve_ridge(model, own, left, _expected(model, books))
    factors = solution[:model.k].astype(np.float32)
    return User(factors, float(np.float32(solution[model.k])), books)


def book_gram(model):
    """Q^T Q and Q^T 1 over all books, in blocks."""
    gram, column = np.zeros((model.k, model.k)), np.zeros(model.k)
    for begin in range(0, len(model.book_factors), BOOKS_AT_ONCE):
        block = model.book_factors[begin:begin + BOOKS_AT_ONCE].astype(float)
        gram += block.T @ block
        column += block.sum(axis=0)
    return gram, column


def _expected(model, books):
    """The factors and the bias of who has rated these books, before any rating is looked at."""
    if model.link is None:
        return np.zeros(model.k + 1)
    mean, rows = model.link
    return mean + rows[books].astype(float).sum(axis=0) / np.sqrt(len(books))


def _solve_ridge(model, own, left, before):
    traits, k, n = model.traits, model.k, len(own)
    if traits.has_biases:
        own = np.hstack([own, np.ones((n, 1))])
    before = before[:own.shape[1]]
    matrix, right = own.T @ own, own.T @ (left - own @ before)
    if traits.unrated_weight > 0:
        gram, column = model.book_gram
        matrix[:k, :k] += traits.unrated_weight * gram
        right[:k] += traits.unrated_weight * (traits.unrated_target * column - gram @ before[:k])
    # With fewer ratings than factors and without regularisation the matrix is singular: the floor selects the
    # smallest solution.
    floor = 1e-9 * np.trace(matrix) / len(matrix) + 1e-30
    ridge = np.full(len(matrix), max(traits.user_factor_l2 * n + traits.user_factor_ridge, floor))
    ridge[k:] = max(traits.user_bias_l2 * n + traits.user_bias_ridge, floor)
    matrix[np.diag_indices_from(matrix)] += ridge
    try:
        lower = np.linalg.cholesky(matrix)
    except np.linalg.LinAlgError as error:
        raise CrucibleError(f"{model.path}: the fold-in of a user has no solution: the book factors are not finite "
                            "or too large; train the model again") from error
    solution = before + np.linalg.solve(lower.T, np.linalg.solve(lower, right))
    return solution if traits.has_biases else np.append(solution, 0.0)


def _project(model, own, left):
    traits = model.traits
    bias = left.sum() / (len(own) * (1 + traits.user_bias_l2)) if traits.has_biases else 0.0
    return np.append(own.T @ (left - bias), bias)
