"""ratings.h5: the ratings, the ids and the splits in it."""

from dataclasses import dataclass, field

import numpy as np

from crucible.errors import CrucibleError
from crucible.hdf5_file import map_rows, open_file, read_list, read_texts, text_attribute
from crucible.ids import Ids

PARTS = {"train": 0, "validation": 1, "test": 2, "test_fold_in": 3, "validation_fold_in": 4}


@dataclass(frozen=True)
class Split:
    """A hold-out: the part of each rating, as PARTS numbers them, and its fold if there are folds."""

    name: str
    protocol: str
    parameters: str
    seed: int
    part: np.ndarray  # uint8, one a rating
    fold: np.ndarray = None  # the same; None: no folds


@dataclass(frozen=True)
class Ratings:
    """A ratings.h5. The arrays have one value a rating, by user, then by book; they stay in the file until used."""

    path: str
    users: Ids
    books: Ids
    titles: list  # one text a book, empty where unknown; None: the file has no titles
    user: np.ndarray  # int64, index of the user
    book: np.ndarray  # int32, index of the book
    rating: np.ndarray  # float32
    timestamp: np.ndarray  # int64, seconds since 1970; None: the file has no times
    user_offsets: np.ndarray  # rows of user u are [user_offsets[u], user_offsets[u + 1])
    scale: tuple  # lowest and highest rating
    splits: dict = field(repr=False)  # Split by name
    ratings_fingerprint: str = ""
    id_fingerprint: str = ""

    def __len__(self):
        return len(self.rating)

    def rows_of(self, user):
        """The rows of user index `user`, as a slice."""
        return slice(int(self.user_offsets[user]), int(self.user_offsets[user + 1]))

    def part(self, split, part):
        """The row numbers of the ratings in `part`, such as "test", of the split called `split`."""
        if split not in self.splits:
            told = ", ".join(self.splits) or "none; make one with `crucible split`"
            raise CrucibleError(f"{self.path}: has no split {split!r}; it has: {told}")
        if part not in PARTS:
            raise CrucibleError(f"part: {part!r} is none of {', '.join(PARTS)}")
        return np.flatnonzero(self.splits[split].part == PARTS[part])


def load_ratings(path, verify=True):
    """The ratings of a ratings.h5. Users and books stand at their index; ids and titles are in memory, the rest is not.

    verify: compare the file with its seal first, which reads all of it. Raises CrucibleError.
    """
    with open_file(path, "crucible-ratings", verify) as file:
        users = Ids(file.filename, "user", read_texts(file["users/id"]))
        books = Ids(file.filename, "book", read_texts(file["books/id"]))
        group = file["ratings"]
        offsets = read_list(file, "ratings/user_offsets", len(users) + 1)
        count = len(group["rating"])
        if offsets[0] != 0 or offsets[-1] != count or np.any(np.diff(offsets) < 0):
            raise CrucibleError(f"{file.filename}: dataset /ratings/user_offsets is not ascending within [0, {count}];"
                                " restore the file from a copy")
        return Ratings(
            path=file.filename, users=users, books=books,
            titles=read_texts(file["books/title"]) if "title" in file["books"] else None,
            user=map_rows(group["user"]), book=map_rows(group["book"]), rating=map_rows(group["rating"]),
            timestamp=map_rows(group["timestamp"]) if "timestamp" in group else None, user_offsets=offsets,
            scale=(float(group.attrs["scale_low"]), float(group.attrs["scale_high"])),
            splits={name: _read_split(name, item) for name, item in file.get("splits", {}).items()},
            ratings_fingerprint=text_attribute(file, "ratings_fingerprint"),
            id_fingerprint=text_attribute(file, "id_fingerprint"))


def _read_split(name, group):
    return Split(name, text_attribute(group, "protocol"), text_attribute(group, "parameters"), int(group.attrs["seed"]),
                 map_rows(group["part"]), map_rows(group["fold"]) if "fold" in group else None)
