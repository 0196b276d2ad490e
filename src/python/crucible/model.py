"""model.h5: predictions, recommendations, similar books and new users."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import numpy as np

from crucible.errors import CrucibleError
from crucible.fold_in import User, book_gram, fold_in
from crucible.hdf5_file import map_rows, open_file, read_list, read_texts, text_attribute
from crucible.ids import Ids, is_one_id
from crucible.known_users import KnownUsers
from crucible.scoring import pair_scores, top_books, users_at_once
from crucible.spread import Spread
from crucible.times import Times
from crucible.traits import Traits


class Book(NamedTuple):
    """A place in a list of books."""

    id: str
    title: str  # empty where unknown
    score: float


@dataclass(frozen=True)
class Model:
    """A model.h5, of any training or of `crucible svd` of ratings. User factors stay in the file until used."""

    path: str
    traits: Traits
    users: Ids
    books: Ids
    titles: list  # one text a book, empty where unknown; None: the file has no titles
    user_factors: np.ndarray = field(repr=False)  # (users x k), float32, ratings
    user_bias: np.ndarray = field(repr=False)  # users, float32, ratings
    book_factors: np.ndarray = field(repr=False)  # (books x k), the same
    book_bias: np.ndarray = field(repr=False)  # books
    singular_values: np.ndarray = field(repr=False)  # k, descending; None: not a model from svd
    history: dict = field(repr=False)  # one array by name, one value an epoch
    config: dict = field(repr=False)  # what the training options came to, text by name
    times: Times = field(default=None, repr=False)  # what times of ratings tell; None: nothing
    spread: Spread = field(default=None, repr=False)  # how far ratings lie from predictions; None: unknown
    link: tuple = field(default=None, repr=False)  # (k + 1) and (books x k + 1): what rated books tell; None: nothing
    best_epoch: int = 0
    ratings_fingerprint: str = ""
    id_fingerprint: str = ""

    @property
    def k(self):
        """The number of factors."""
        return self.book_factors.shape[1]

    @cached_property
    def book_gram(self):
        """Q^T Q and Q^T 1 over all books, for fold-in."""
        return book_gram(self)

    def predict(self, user, book, time=None):
        """The rating that the model expects, clipped to the scale.

        time: when the rating is given, seconds since 1970, one number or as many as books; None: at present.

        user: an id, a list of ids, or a user from fold_in(). book: an id or a list of ids. Two lists are pairs; with
        one list, the other side is the same for all. Returns a number, or float64 for lists. Raises UnknownIdError.
        """
        one = (isinstance(user, User) or is_one_id(user)) and is_one_id(book)
        books = self.books.indices([book] if is_one_id(book) else book)
        if isinstance(user, User):
            if time is not None:
                raise CrucibleError("predict: time: who is not in the model is predicted for the present alone")
            scores = self._folded_scores(user, books)
        else:
            users = self.users.indices([user] if is_one_id(user) else user)
            try:
                users, books = np.broadcast_arrays(users, books)
            except ValueError as error:
                raise CrucibleError(f"predict: there are {len(users)} users for {len(books)} books; give as many, or "
                                    "one") from error
            return self._given(self.predict_rows(users, books, time), one)
        return self._given(self.traits.ratings_of_scores(scores), one)

    def predict_rows(self, users, books, time=None):
        """The same for pairs of indices, in blocks, as in Ratings.user and Ratings.book. Returns float64."""
        scores = pair_scores(self.user_factors, self.user_bias, self.book_factors, self.book_bias, users, books)
        return self.traits.ratings_of_scores(self.traits.global_mean + scores + self._shifts(users, books, time))

    def _shifts(self, users, books, time):
        return 0.0 if time is None or self.times is None else self.times.shifts(users, books, time)

    def interval(self, user, book, level=0.8):
        """Where the user's rating of the book should lie, with a probability of `level` (0.5, 0.8 or 0.95): low, high.

        user: an id, or a user from fold_in(). Raises CrucibleError if the model says nothing of that: it was trained
        without a validation part or with an unrated weight.
        """
        if self.spread is None or not self.traits.scores_are_ratings:
            raise CrucibleError(f"{self.path}: has no intervals; train it by rated entries, with a validation part")
        index = self.books.need(book)
        if isinstance(user, User):
            score, deviation = self._folded_scores(user, np.array([index]))[0], self.spread.new_user
        else:
            row = self.users.need(user)
            score = self.traits.global_mean + pair_scores(self.user_factors, self.user_bias, self.book_factors,
                                                          self.book_bias, np.array([row]), np.array([index]))[0]
            deviation = float(self.spread.user[row])
        reach = self.spread.reach_of(level) * deviation * float(self.spread.book[index])
        middle = self.traits.ratings_of_scores(np.array([score]))[0]
        return tuple(self.traits.ratings_of_scores(np.array([middle - reach, middle + reach])).tolist())

    def fold_in(self, ratings):
        """A new user, who gave `ratings`: {book id: rating}. Raises CrucibleError for a rating outside the scale."""
        books = self.books.indices(ratings)
        values = np.array(list(ratings.values()), np.float32)
        if len(np.unique(books)) < len(books):
            raise CrucibleError("ratings: a book is there twice, its id spelled in two ways; give one rating of it")
        if not np.all(np.isfinite(values) & self.traits.in_scale(values)):
            raise CrucibleError(f"ratings: one of {values.tolist()} is outside the model's scale, "
                                f"{self.traits.scale_low:g} to {self.traits.scale_high:g}")
        return fold_in(self, books, values)

    def recommend(self, user, top=10, ratings=None, by="rating", only=None, exclude=None):
        """The `top` best books, best first: a list of Book, or for a list of users a list of such lists.

        user: an id, a list of ids, or a user from fold_in(). ratings: the Ratings of the training, whose books are then
        left out; a user from fold_in() has books of its own, which always are. by: "taste" leaves biases out.
        only, exclude: ids of the books that may, and that may not, be shown.

        The score is the expected rating, clipped to the scale. With an unrated weight, of a model from svd and by
        taste it is what books are ordered by. Raises UnknownIdError.
        """
        one = isinstance(user, User) or is_one_id(user)
        find = KnownUsers(self, ratings)
        users = ([user] if isinstance(user, User) else
                 [find(row) for row in self.users.indices([user] if one else user)])
        lists = self._lists(users, top, by, self._candidates(only, exclude))
        shown = [self._named(*of_user) for of_user in zip(*lists)]
        return shown[0] if one else shown

    def recommend_rows(self, rows, top=10, ratings=None, by="rating"):
        """The same for users by index, such as range(len(model.users)), for lists of everybody.

        Returns books (users x top, int32 indices, -1 in empty places) and scores (users x top, float32, 0 there).
        """
        find = KnownUsers(self, ratings)
        rows, step = np.asarray(rows), users_at_once(len(self.books))
        listed, scores = np.empty((len(rows), top), np.int32), np.empty((len(rows), top), np.float32)
        for begin in range(0, len(rows), step):
            block = slice(begin, begin + step)
            listed[block], scores[block] = self._lists([find(row) for row in rows[block]], top, by, None)
        return listed, scores

    def similar(self, book, top=10):
        """The books whose factors point most nearly in the direction of those of `book` (an id), with the cosine."""
        index = self.books.need(book)
        wanted = self.book_factors[index]
        lengths = np.linalg.norm(self.book_factors, axis=1)
        cosines = (self.book_factors @ wanted)[None, :]
        for length in (lengths, lengths[index]):
            cosines = np.divide(cosines, length, out=cosines, where=length > 0)
        listed, scores = top_books(cosines, [[index]], top)
        return self._named(listed[0], scores[0])

    def _given(self, values, one):
        return float(values[0]) if one else values

    def _folded_scores(self, user, books):
        return (self.traits.global_mean + user.bias + self.book_bias[books].astype(float) +
                self.book_factors[books].astype(float) @ user.factors.astype(float))

    def _candidates(self, only, exclude):
        if only is None and exclude is None:
            return None
        allowed = np.arange(len(self.books)) if only is None else np.unique(self.books.indices(only))
        allowed = np.setdiff1d(allowed, self.books.indices(exclude or []))
        if len(allowed) == 0:
            raise CrucibleError("only, exclude: they leave no book of the model to recommend")
        return allowed

    def _lists(self, users, top, by, candidates):
        if by not in ("rating", "taste"):
            raise CrucibleError(f"by: {by!r} is neither 'rating' nor 'taste'")
        listed, shown = [np.zeros((0, top), np.int32)], [np.zeros((0, top), np.float32)]
        step = users_at_once(len(self.books))
        for begin in range(0, len(users), step):
            block = users[begin:begin + step]
            scores = np.stack([user.factors for user in block]) @ self.book_factors.T
            if by == "rating":
                scores += self.book_bias
            books, values = top_books(scores, [user.books for user in block], top, candidates)
            listed.append(books)
            shown.append(self._shown(values, books, block, by))
        return np.concatenate(listed), np.concatenate(shown)

    def _shown(self, scores, books, users, by):
        if by == "taste":
            return scores
        scores = scores + np.array([self.traits.global_mean + user.bias for user in users], np.float32)[:, None]
        if self.traits.scores_are_ratings:
            scores = self.traits.ratings_of_scores(scores.astype(float)).astype(np.float32)
        return np.where(books >= 0, scores, np.float32(0))

    def _named(self, books, scores):
        return [Book(self.books[b], self.titles[b] if self.titles else "", float(score))
                for b, score in zip(books.tolist(), scores) if b >= 0]


def load_model(path, verify=True):
    """The model of a model.h5, or of a checkpoint beside it.

    verify: compare the file with its seal first, which reads all of it. Raises CrucibleError.
    """
    with open_file(path, "crucible-model", verify) as file:
        users = Ids(file.filename, "user", read_texts(file["users/id"]))
        books = Ids(file.filename, "book", read_texts(file["books/id"]))
        group, config = file["model"], file["config"]
        return Model(
            path=file.filename, traits=Traits.read(file), users=users, books=books,
            titles=read_texts(file["books/title"]) if "title" in file["books"] else None,
            user_factors=_factors(file, "user_factors", len(users), map_rows),
            user_bias=read_list(file, "model/user_bias", len(users)),
            book_factors=_finite(file, "book_factors", _factors(file, "book_factors", len(books), lambda d: d[...])),
            book_bias=_finite(file, "book_bias", read_list(file, "model/book_bias", len(books))),
            singular_values=group["singular_values"][...] if "singular_values" in group else None,
            history={name: item[...] for name, item in file["history"].items()},
            config=_options(text_attribute(config, "options")),
            times=Times.read(file) if "times" in file else None,
            spread=Spread.read(file, len(users), len(books)) if "spread" in file else None,
            link=_link(file, len(books)) if "link" in file else None,
            best_epoch=int(file.attrs["best_epoch"]),
            ratings_fingerprint=text_attribute(config, "ratings_fingerprint"),
            id_fingerprint=text_attribute(config, "id_fingerprint"))


def _link(file, books):
    """The mean row of new users, and what a rating of each book adds to it."""
    width = int(file.attrs["k"]) + 1
    mean, rows = file["link/mean"][...], file["link/book"][...]
    if mean.shape != (width,) or rows.shape != (books, width):
        raise CrucibleError(f"{file.filename}: group /link does not have the shape of the model; restore the file from "
                            "a copy")
    if not (np.all(np.isfinite(mean)) and np.all(np.isfinite(rows))):
        raise CrucibleError(f"{file.filename}: group /link holds a value that is not a finite number; train the model "
                            "again")
    return mean.astype(float), rows


def _factors(file, name, rows, read):
    dataset, k = file["model"][name], int(file.attrs["k"])
    if dataset.shape != (rows, k):
        raise CrucibleError(f"{file.filename}: dataset /model/{name} is not {rows} x {k}; restore the file from a copy")
    return read(dataset)


def _finite(file, name, values):
    if not np.all(np.isfinite(values)):
        raise CrucibleError(f"{file.filename}: dataset /model/{name} holds a value that is not a finite number; train "
                            "the model again")
    return values


def _options(text):
    """Lines of `name = value` as a dict."""
    return dict(line.split(" = ", 1) for line in text.splitlines() if " = " in line)
