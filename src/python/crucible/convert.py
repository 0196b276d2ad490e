"""Hands ratings and models to other packages. Each function needs its package only when it is called."""

from importlib import import_module

import numpy as np

from crucible.errors import CrucibleError, MissingPackageError


def _need(module, function, package):
    try:
        return import_module(module)
    except ImportError as error:
        raise MissingPackageError(f"{function}() needs the package {package}, which is not installed; install it with "
                                  f"`pip install {package}` or Debian's python3-{package}") from error


def to_scipy(ratings, rows=None):
    """The ratings as scipy.sparse.csr_matrix (users x books), float32, by index.

    rows: the rows to take, such as Ratings.part("holdout", "train"); None: all. A rating of 0 is an explicit zero.
    """
    sparse = _need("scipy.sparse", "to_scipy", "scipy")
    shape = (len(ratings.users), len(ratings.books))
    if rows is None:
        return sparse.csr_matrix((np.array(ratings.rating), np.array(ratings.book), ratings.user_offsets), shape=shape)
    return sparse.csr_matrix((ratings.rating[rows], (ratings.user[rows], ratings.book[rows])), shape=shape)


def to_pandas(ratings, rows=None):
    """The ratings as a pandas.DataFrame with the columns user, book (ids), rating, and title and timestamp if the file
    has them. rows: the rows to take; None: all. write_ratings() takes such a table."""
    pandas = _need("pandas", "to_pandas", "pandas")
    rows = slice(None) if rows is None else rows
    book = np.asarray(ratings.book[rows])
    columns = {"user": np.array(list(ratings.users), object)[ratings.user[rows]],
               "book": np.array(list(ratings.books), object)[book], "rating": np.array(ratings.rating[rows])}
    if ratings.timestamp is not None:
        columns["timestamp"] = np.array(ratings.timestamp[rows])
    if ratings.titles is not None:
        columns["title"] = np.array(ratings.titles, object)[book]
    return pandas.DataFrame(columns)


def to_torch_embedding(model, side="books", freeze=True):
    """The factors as torch.nn.Embedding (books or users x k), one row an index. freeze: training leaves them alone."""
    torch = _need("torch", "to_torch_embedding", "torch")
    if side not in ("books", "users"):
        raise CrucibleError(f"side: {side!r} is neither 'books' nor 'users'")
    factors = model.book_factors if side == "books" else model.user_factors
    return torch.nn.Embedding.from_pretrained(torch.from_numpy(np.array(factors)), freeze=freeze)
