"""CrucibleSVD: the program's distributed SVD behind the methods of scikit-learn."""

import os
import tempfile

import h5py
import numpy as np

from crucible.errors import CrucibleError
from crucible.hdf5_file import open_file
from crucible.program import run


class CrucibleSVD:
    """The first `n_components` singular vectors of a matrix (samples x features), by `crucible svd`.

    Like sklearn.decomposition.TruncatedSVD, without centring. The matrix goes through a temporary HDF5 file in
    `folder` (None: TMPDIR), on which `ranks` MPI ranks work. method: a route of `crucible svd --method`.

    After fit(): components_ (n_components x features), singular_values_, explained_variance_,
    explained_variance_ratio_, n_features_in_.
    """

    def __init__(self, n_components, ranks=1, method="auto", program=None, folder=None):
        self.n_components = n_components
        self.ranks = ranks
        self.method = method
        self.program = program
        self.folder = folder

    def fit(self, X, y=None):
        """X: a 2-D array, or a matrix of scipy.sparse. Raises CrucibleError, and ProgramError if the program fails."""
        self.fit_transform(X)
        return self

    def fit_transform(self, X, y=None):
        """fit(), and then the components of each sample: (samples x n_components), U S."""
        X = _checked_matrix(X)
        if not 1 <= self.n_components <= min(X.shape):
            raise CrucibleError(f"n_components: {self.n_components} is not in 1..{min(X.shape)}, the smaller side of "
                                "the matrix")
        with tempfile.TemporaryDirectory(prefix="crucible-svd-", dir=self.folder) as folder:
            matrix, result = os.path.join(folder, "matrix.h5"), os.path.join(folder, "svd.h5")
            _write_matrix(X, matrix)
            run(["svd", matrix, "--rank", self.n_components, "--method", self.method, "--quiet", "-o", result],
                self.ranks, self.program)
            with open_file(result, "crucible-svd", verify=True) as file:
                self.singular_values_ = file["singular_values"][...]
                self.components_ = np.ascontiguousarray(file["v"][...].T)
                scores = file["u"][...] * self.singular_values_
        self.n_features_in_ = X.shape[1]
        self._explain(X, scores)
        return scores

    def transform(self, X):
        """The components of each sample: X V."""
        self._need_fit()
        return np.asarray(X @ self.components_.T)

    def inverse_transform(self, X):
        """The samples (samples x features) that belong to components (samples x n_components)."""
        self._need_fit()
        return np.asarray(X) @ self.components_

    def get_params(self, deep=True):
        """The arguments of the constructor, as scikit-learn's clone() wants them."""
        return {name: getattr(self, name) for name in ("n_components", "ranks", "method", "program", "folder")}

    def set_params(self, **params):
        for name, value in params.items():
            if name not in self.get_params():
                raise CrucibleError(f"set_params: CrucibleSVD has no parameter {name!r}")
            setattr(self, name, value)
        return self

    def __repr__(self):
        return f"CrucibleSVD(n_components={self.n_components}, ranks={self.ranks}, method={self.method!r})"

    def _explain(self, X, scores):
        squares = X.multiply(X).mean(axis=0) if _is_sparse(X) else np.square(X).mean(axis=0)
        whole = float(np.sum(squares) - np.sum(np.square(X.mean(axis=0))))
        self.explained_variance_ = scores.var(axis=0)
        self.explained_variance_ratio_ = self.explained_variance_ / whole if whole > 0 else self.explained_variance_ * 0

    def _need_fit(self):
        if not hasattr(self, "components_"):
            raise CrucibleError("CrucibleSVD: call fit() first")


def _is_sparse(X):
    return hasattr(X, "tocsr")


def _checked_matrix(X):
    X = X.tocsr().astype(np.float64) if _is_sparse(X) else np.asarray(X, np.float64)
    if X.ndim != 2:
        raise CrucibleError(f"X: has {X.ndim} dimensions; a matrix has 2")
    if not np.all(np.isfinite(X.data if _is_sparse(X) else X)):
        raise CrucibleError("X: holds a value that is not a finite number; leave such rows out, or fill them")
    return X


def _write_matrix(X, path):
    with h5py.File(path, "w") as file:
        if not _is_sparse(X):
            file["matrix"] = X
            return
        group = file.create_group("matrix")
        for name in ("data", "indices", "indptr"):
            group[name] = getattr(X, name)
        group["shape"] = np.array(X.shape, np.int64)
