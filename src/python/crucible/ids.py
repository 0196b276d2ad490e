"""External ids of users and books."""

import re

import numpy as np

from crucible.errors import CrucibleError, UnknownIdError

WHOLE_NUMBER = re.compile(r"0|-?[1-9][0-9]{0,18}")
SPELLED_NUMBER = re.compile(r"([+-]?)0*([0-9]+)(?:\.0*)?")
LARGEST_INTEGER = 2**63 - 1
LONGEST_ID = 1024
MISSING_IDS = ("NaN", "nan", "NA", "N/A", "#N/A", "NULL", "null", "None", "\\N", "<NA>", "(null)", "<null>")


def is_whole_number(text):
    """True for an id that crucible keeps as a whole number: 64 bits, no sign but minus, no leading zeros."""
    return bool(WHOLE_NUMBER.fullmatch(text)) and -LARGEST_INTEGER - 1 <= int(text) <= LARGEST_INTEGER


class Ids:
    """The ids of the users, or of the books, of a file, in the order of their index."""

    def __init__(self, path, kind, texts):
        """`kind`: "user" or "book", for messages."""
        self._path, self._kind, self._texts = path, kind, texts
        self._index = None
        self._numbers = False

    def __len__(self):
        return len(self._texts)

    def __getitem__(self, index):
        return self._texts[index]

    def __iter__(self):
        return iter(self._texts)

    def find(self, one):
        """The index of an id (text or whole number), or None. Where all ids are whole numbers, "01" finds "1"."""
        if self._index is None:
            self._index = {text: i for i, text in enumerate(self._texts)}
            self._numbers = all(map(is_whole_number, self._texts))
        text = one if isinstance(one, str) else text_of(one)
        found = self._index.get(text)
        if found is None and self._numbers:
            found = self._index.get(_among_numbers(text))
        return found

    def need(self, one):
        """The same, but raises UnknownIdError if there is no such id."""
        found = self.find(one)
        if found is None:
            raise UnknownIdError(f"{self._path}: has no {self._kind} with the id {one!r}")
        return found

    def indices(self, many):
        """The index of each of `many` ids, int64. Raises UnknownIdError for the first that is not there."""
        return np.fromiter((self.need(one) for one in many), np.int64)


def is_one_id(value):
    """True for a single id, False for a list of ids."""
    return isinstance(value, (str, bytes)) or np.ndim(value) == 0


def _among_numbers(text):
    match = SPELLED_NUMBER.fullmatch(text.strip())
    if match is None:
        return text.strip()
    sign, digits = match.groups()
    return ("-" if sign == "-" and digits != "0" else "") + digits


def text_of(one):
    """The text of an id from an array or a table, as import reads it: 7 and 7.0 are "7", " a" is "a"."""
    if isinstance(one, bytes):
        one = one.decode()
    if isinstance(one, (float, np.floating)) and float(one).is_integer():
        return str(int(one))
    return str(one).strip()


def number_ids(values, name):
    """Numbers the ids of rows: the texts in the order in which crucible keeps them, and the index of each row.

    Whole numbers stand in their own order, other texts in that of their bytes. `name`: for messages.
    """
    array = np.asarray(values)
    if array.ndim != 1:
        raise CrucibleError(f"{name}: is not a list of ids, but has the shape {array.shape}")
    if array.dtype.kind in "iu":
        numbers, index = np.unique(array, return_inverse=True)
        return numbers.astype(str).tolist(), index
    places = {}
    index = np.fromiter((places.setdefault(one, len(places)) for one in array.tolist()), np.int64, len(array))
    texts = [_checked_text(one, name) for one in places]
    kept = sorted(set(texts), key=int if all(map(is_whole_number, texts)) else str.encode)
    place_of = {text: place for place, text in enumerate(kept)}
    return kept, np.array([place_of[text] for text in texts], np.int64)[index]


def is_missing(value):
    """True for what tables have where there is no value: None, NaN, NaT, pandas.NA."""
    return value is None or type(value).__name__ in ("NAType", "NaTType") or bool(value != value)


def _checked_text(one, name):
    if is_missing(one) or one in MISSING_IDS:
        raise CrucibleError(f"{name}: an id is missing ({one!r}); leave such rows out")
    text = text_of(one)
    problem = ("is empty" if not text else "holds a NUL character" if "\0" in text else
               "holds a line end" if "\n" in text or "\r" in text else
               f"is longer than {LONGEST_ID} bytes" if len(text.encode()) > LONGEST_ID else None)
    if problem:
        raise CrucibleError(f"{name}: the id {text[:40]!r} {problem}")
    return text
