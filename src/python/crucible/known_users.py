"""The users of a model, with their ratings from a ratings file, as `crucible recommend --ratings` sees them."""

import numpy as np

from crucible.errors import CrucibleError
from crucible.fold_in import User, fold_in
from crucible.ratings import PARTS


class KnownUsers:
    """Finds the factors of a user of the model, and the books that the user rated."""

    def __init__(self, model, ratings):
        """`ratings`: the Ratings that the model was trained on, or None. Raises CrucibleError for others."""
        self._model, self._ratings = model, ratings
        self._trained_on = None
        if ratings is None:
            return
        if ratings.id_fingerprint != model.id_fingerprint:
            raise CrucibleError(f"{ratings.path}: its users or books are not those that {model.path} was trained on; "
                                "give the ratings file of the training")
        self._trained_on = self._ratings_of_training()

    def __call__(self, row):
        """The user with index `row`. Somebody whom the training's split held out whole is folded in."""
        model = self._model
        books, ratings = self._own(row)
        if len(books) and self._trained_on is not None and not self._trained_on(self._ratings.rows_of(row)):
            return fold_in(model, books, ratings)
        return User(np.asarray(model.user_factors[row]), float(model.user_bias[row]), books)

    def _own(self, row):
        if self._ratings is None:
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        rows = self._ratings.rows_of(row)
        return np.asarray(self._ratings.book[rows], np.int64), np.asarray(self._ratings.rating[rows])

    def _ratings_of_training(self):
        """Whether some of the rows are ratings that the model was trained on; None where all users are."""
        name = self._model.config.get("split", "").split(" (")[0]
        split = self._ratings.splits.get(name)
        if split is None or split.protocol != "users":
            return None
        fold = self._model.config.get("fold")
        if fold is None:
            return lambda rows: np.any(split.part[rows] == PARTS["train"])
        if split.fold is None:
            raise CrucibleError(f"{self._ratings.path}: split {name} has no folds, but the model was trained without "
                                f"fold {fold} of it; give the file of the training")
        return lambda rows: np.any(split.fold[rows] != int(fold))
