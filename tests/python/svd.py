"""CrucibleSVD gives numpy's singular values and vectors, dense and sparse, and says what is wrong with its input."""

import os

import numpy as np

import crucible
from checks import check, close, refused


class SparseStandIn:
    """As much of a scipy.sparse matrix as CrucibleSVD uses, so that this runs without scipy."""

    def __init__(self, dense):
        self.dense, self.shape, self.ndim = dense, dense.shape, 2
        rows, self.indices = np.nonzero(dense)
        self.data = dense[rows, self.indices]
        self.indptr = np.append(0, np.cumsum(np.bincount(rows, minlength=len(dense))))

    def tocsr(self):
        return self

    def astype(self, _):
        return self

    def multiply(self, other):
        return self.dense * other.dense

    def mean(self, axis):
        return self.dense.mean(axis=axis)

    def __matmul__(self, other):
        return self.dense @ other


def matrix(rows=60, columns=20):
    random = np.random.default_rng(3)
    left, _ = np.linalg.qr(random.normal(size=(rows, columns)))
    right, _ = np.linalg.qr(random.normal(size=(columns, columns)))
    return left * 0.7 ** np.arange(columns) * 10 @ right.T


def check_result(X, dense, ranks):
    svd = crucible.CrucibleSVD(4, ranks=ranks, method="auto" if X is dense else "krylov")
    scores = svd.fit_transform(X)
    u, s, vt = np.linalg.svd(dense, full_matrices=False)
    loose = 1 if X is dense else 1e-3  # krylov stops at 1e-3
    close(loose * svd.singular_values_, loose * s[:4], f"singular values on {ranks} ranks")
    check(scores.shape == (len(dense), 4) and svd.components_.shape == (4, dense.shape[1]), "shapes")
    close(loose * svd.transform(X), loose * scores, "transform and fit_transform")
    close(loose * svd.inverse_transform(scores), loose * (u[:, :4] * s[:4] @ vt[:4]), "the best of rank 4")
    close(loose * svd.explained_variance_ratio_, loose * scores.var(axis=0) / dense.var(axis=0).sum(), "variance")


dense = matrix()
for ranks in (1, 2):
    check_result(dense, dense, ranks)
holes = np.where(np.random.default_rng(4).random((60, 20)) < 0.5, dense, 0)
check_result(SparseStandIn(holes), holes, 1)

svd = crucible.CrucibleSVD(3, ranks=2)
check(crucible.CrucibleSVD(**svd.get_params()).get_params() == svd.get_params(), "a clone has the same parameters")
check(svd.set_params(n_components=5).n_components == 5, "set_params")
refused(lambda: svd.transform(dense), ("fit()",), crucible.CrucibleError)
refused(lambda: svd.set_params(n_compnents=3), ("n_compnents",), crucible.CrucibleError)
refused(lambda: crucible.CrucibleSVD(21).fit(dense), ("n_components", "1..20"), crucible.CrucibleError)
refused(lambda: svd.fit(dense * np.nan), ("X", "finite"), crucible.CrucibleError)
refused(lambda: svd.set_params(method="none").fit(dense), ("exit code 2", "--method"), crucible.ProgramError)
check(not [name for name in os.listdir(os.environ.get("TMPDIR", "/tmp")) if name.startswith("crucible-svd-")],
      "a temporary folder is left behind")
print("CrucibleSVD agrees with numpy")
