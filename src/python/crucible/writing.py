"""write_ratings(): a ratings.h5 that the program takes like one of `crucible import`."""

import os
import socket
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass

import h5py
import numpy as np

from crucible import fingerprint
from crucible.errors import CrucibleError
from crucible.ids import is_missing, number_ids, text_of
from crucible.seal import BLOCK_BYTES, write_seal
from crucible.version import __version__

LARGEST_RATING = 1e6
EARLIEST_TIME, LATEST_TIME = -2208988800, 7258118399  # 1900 to 2199, as import has it
LONGEST_TITLE = 1024  # bytes of UTF-8
COLUMNS = ("user", "book", "rating", "timestamp")
DUPLICATES = ("error", "first", "last")


@dataclass
class Table:
    """Ratings by user, then by book, as ratings.h5 has them."""

    user_ids: list
    book_ids: list
    user: np.ndarray  # index
    book: np.ndarray  # index
    rating: np.ndarray  # float32
    timestamp: np.ndarray  # None: no times


def write_ratings(data, path, titles=None, scale=None, duplicates="error"):
    """Writes a sealed ratings.h5 at `path`, never in place: an old file there stays until the new one is complete.

    data: a DataFrame or a dict with the columns user, book, rating and perhaps timestamp (seconds since 1970), or a
    tuple of these lists. Ids are texts or numbers. titles: {book id: title}. scale: the lowest and the highest rating
    possible, by default those that occur. duplicates: which of several ratings of a book by one user counts, "first"
    or "last"; "error" refuses them. Raises CrucibleError. All ratings are in memory meanwhile.
    """
    table = _table(_columns(data), duplicates)
    scale = _checked_scale(table.rating, scale)
    ids = [[text.encode() for text in texts] for texts in (table.user_ids, table.book_ids)]
    with _sealed_file(os.fspath(path)) as file:
        _write_header(file)
        _write_texts(file, "users/id", ids[0], "external id of each user")
        _write_texts(file, "books/id", ids[1], "external id of each book")
        if titles is not None:
            _write_texts(file, "books/title", _titles_of(table.book_ids, titles), "title of each book")
        _write_rows(file, table)
        for name, text in (("users", "users, in the order of their index"), ("books", "books, in the order of their "
                           "index"), ("ratings", "one row a rating, by user, then by book")):
            _write_text_attribute(file[name], "description", text)
        file["ratings"].attrs["scale_low"], file["ratings"].attrs["scale_high"] = scale
        _write_text_attribute(file, "ratings_fingerprint",
                              fingerprint.of_ratings(table.user, table.book, table.rating))
        _write_text_attribute(file, "id_fingerprint", fingerprint.of_ids(*ids))
        file.attrs["complete"] = np.int64(1)


def _columns(data):
    """The lists of `data` by name."""
    if isinstance(data, (tuple, list)):
        if len(data) not in (3, 4):
            raise CrucibleError(f"data: has {len(data)} lists; give users, books, ratings and perhaps timestamps")
        data = dict(zip(COLUMNS, data))
    lacking = [name for name in COLUMNS[:3] if name not in data]
    if lacking:
        raise CrucibleError(f"data: has no column {lacking[0]!r}; name the columns user, book, rating and, if there "
                            "are times, timestamp")
    columns = {name: np.asarray(data[name]) for name in COLUMNS if name in data}
    sizes = {name: len(values) for name, values in columns.items()}
    if len(set(sizes.values())) > 1:
        raise CrucibleError(f"data: the columns do not have one length: {sizes}")
    if sizes["rating"] == 0:
        raise CrucibleError("data: holds no ratings")
    return columns


def _table(columns, duplicates):
    if duplicates not in DUPLICATES:
        raise CrucibleError(f"duplicates: {duplicates!r} is none of {', '.join(DUPLICATES)}")
    rating = _checked_ratings(columns["rating"])
    user_ids, user = number_ids(columns["user"], "user")
    book_ids, book = number_ids(columns["book"], "book")
    order = np.lexsort((book, user))  # stable: of one pair, earlier rows come first
    same = (np.diff(user[order]) == 0) & (np.diff(book[order]) == 0)
    if same.any():
        if duplicates == "error":
            row = order[np.flatnonzero(same)[0]]
            raise CrucibleError(f"data: user {user_ids[user[row]]!r} rates book {book_ids[book[row]]!r} more than "
                                "once; say duplicates='last' or 'first'")
        order = order[np.append(~same, True)] if duplicates == "last" else order[np.append(True, ~same)]
    time_of = columns.get("timestamp")
    return Table(user_ids, book_ids, user[order].astype(np.int64), book[order].astype(np.int32), rating[order],
                 None if time_of is None else _checked_times(time_of)[order])


def _checked_ratings(values):
    try:
        ratings = values.astype(np.float32)
    except (TypeError, ValueError) as error:
        raise CrucibleError(f"rating: is not a list of numbers: {error}") from error
    tiny = np.finfo(np.float32).tiny
    wrong = ~np.isfinite(ratings) | (np.abs(ratings) > LARGEST_RATING) | ((ratings != 0) & (np.abs(ratings) < tiny))
    if wrong.any():
        row = int(np.argmax(wrong))
        raise CrucibleError(f"rating: {values[row]!r} in row {row} is not a number that crucible can keep; leave such "
                            "rows out")
    return ratings


def _checked_times(values):
    if values.dtype.kind not in "Miu":
        raise CrucibleError(f"timestamp: is of type {values.dtype}; give whole seconds since 1970, or datetime64")
    seconds = values.astype("datetime64[s]").astype(np.int64) if values.dtype.kind == "M" else values
    wrong = (seconds < EARLIEST_TIME) | (seconds > LATEST_TIME)  # NaT is the least of all
    if wrong.any():
        row = int(np.argmax(wrong))
        raise CrucibleError(f"timestamp: {values[row]} in row {row} is no time between 1900 and 2199 in seconds")
    return seconds.astype(np.int64)


def _checked_scale(ratings, scale):
    low, high = float(ratings.min()), float(ratings.max())
    if scale is None:
        return low, high
    if not (np.isfinite(scale[0]) and scale[0] < scale[1] and np.isfinite(scale[1])):
        raise CrucibleError(f"scale: {scale} is not a lowest and a higher highest rating")
    if low < np.float32(scale[0]) or high > np.float32(scale[1]):
        raise CrucibleError(f"scale: the ratings go from {low:g} to {high:g}, which is not within {scale}")
    return float(scale[0]), float(scale[1])


def _titles_of(book_ids, titles):
    texts = {text_of(book): "" if is_missing(title) else title for book, title in titles.items()}
    cut = (str(texts.get(book, "")).replace("\0", "").encode()[:LONGEST_TITLE] for book in book_ids)
    return [title.decode(errors="ignore").encode() for title in cut]


@contextmanager
def _sealed_file(path):
    """An open HDF5 file that is sealed and renamed to `path` at the end, or removed after an exception."""
    folder = os.path.dirname(os.path.abspath(path))
    try:
        handle, temporary = tempfile.mkstemp(prefix=os.path.basename(path) + ".tmp-", dir=folder)
    except OSError as error:
        raise CrucibleError(f"{path}: cannot be written: {error.strerror}") from error
    os.close(handle)
    try:
        with h5py.File(temporary, "w", userblock_size=BLOCK_BYTES, libver=("v110", "v110")) as file:
            yield file
        write_seal(temporary)
        os.chmod(temporary, 0o666 & ~_umask())
        os.replace(temporary, path)
    except OSError as error:
        raise CrucibleError(f"{path}: cannot be written: {error}") from error
    finally:
        if os.path.exists(temporary):
            os.unlink(temporary)
    _flush_folder(folder)


def _umask():
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _flush_folder(folder):
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _write_header(file):
    for name, text in (("format", "crucible-ratings"), ("version", "1.0"), ("software", "crucible (Python)"),
                       ("software_version", __version__), ("git_commit", ""),
                       ("created", time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())),
                       ("host", socket.gethostname()),
                       ("command_line", f"crucible.write_ratings in {sys.argv[0] or 'Python'}")):
        _write_text_attribute(file, name, text)


def _write_rows(file, table):
    counts = np.bincount(table.user, minlength=len(table.user_ids))
    columns = [("user", table.user, "index of the user, ascending"),
               ("user_offsets", np.append(0, np.cumsum(counts)).astype(np.int64),
                "rows of user u are [user_offsets[u], user_offsets[u + 1])"),
               ("book", table.book, "index of the book, ascending within a user"),
               ("rating", table.rating, "the rating")]
    if table.timestamp is not None:
        columns.append(("timestamp", table.timestamp, "seconds since 1970-01-01 00:00 UTC"))
    for name, values, description in columns:
        dataset = file.create_dataset(f"ratings/{name}", data=values, track_times=False)
        _write_text_attribute(dataset, "description", description)


def _write_texts(file, name, texts, description):
    """`texts`: bytes of UTF-8."""
    width = max(1, max(map(len, texts)))
    values = np.array(texts, h5py.string_dtype("utf-8", width))
    dataset = file.create_dataset(name, data=values, track_times=False)
    _write_text_attribute(dataset, "description", description)


def _write_text_attribute(item, name, text):
    data = text.encode() or b"\0"
    item.attrs.create(name, np.array(data, h5py.string_dtype("utf-8", len(data))))
