"""How far ratings lie from predictions."""

from dataclasses import dataclass

import numpy as np

from crucible.errors import CrucibleError
from crucible.hdf5_file import read_list

LEVELS = {0.5: "reach_50", 0.8: "reach_80", 0.95: "reach_95"}


@dataclass(frozen=True)
class Spread:
    """Standard deviations: of a rating, that of its user times that of its book."""

    user: np.ndarray  # ratings
    book: np.ndarray  # without a unit; 1 for an average one
    new_user: float  # of somebody who is not in the model
    reach: dict  # standard deviations to both sides, by level

    @classmethod
    def read(cls, file, users, books):
        attrs = file["spread"].attrs
        return cls(read_list(file, "spread/user", users), read_list(file, "spread/book", books),
                   float(attrs["new_user"]), {level: float(attrs[name]) for level, name in LEVELS.items()})

    def reach_of(self, level):
        if level not in self.reach:
            raise CrucibleError(f"level: {level!r} is none of {', '.join(map(str, LEVELS))}")
        return self.reach[level]
