"""Reads and writes the files of `crucible`, predicts and recommends with its models, and calls its SVD.

docs/python.md is a walk through all of it.
"""

from crucible.convert import to_pandas, to_scipy, to_torch_embedding
from crucible.errors import CrucibleError, MissingPackageError, ProgramError, UnknownIdError
from crucible.fold_in import User
from crucible.model import Book, Model, load_model
from crucible.program import find_program, run
from crucible.ratings import PARTS, Ratings, Split, load_ratings
from crucible.seal import check_seal
from crucible.svd import CrucibleSVD
from crucible.version import __version__
from crucible.writing import write_ratings

__all__ = ["Book", "CrucibleError", "CrucibleSVD", "MissingPackageError", "Model", "PARTS",
           "ProgramError", "Ratings", "Split", "UnknownIdError", "User", "__version__", "check_seal", "find_program",
           "load_model", "load_ratings", "run", "to_pandas", "to_scipy", "to_torch_embedding", "write_ratings"]
