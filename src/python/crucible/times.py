"""What times of ratings tell: layers of ratings that were given at about the same time."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from crucible.errors import CrucibleError
from crucible.hdf5_file import text_attribute

SLOTS_OF_SCALE = 4
REACH = 24  # slots beyond which a rating has no weight


@dataclass(frozen=True)
class TimeLayer:
    """Ratings of a user, of a book or of everyone by time; docs/file-format.md says what the numbers are."""

    side: str  # "user", "book" or "everyone"
    scale: int  # seconds
    damping: float
    offsets: np.ndarray
    slot: np.ndarray
    sum: np.ndarray
    count: np.ndarray

    @cached_property
    def _places(self):
        """The different slots, and for each entry its row and the place of its slot among these as one number."""
        slots, place = np.unique(self.slot, return_inverse=True)
        return slots, np.repeat(np.arange(len(self.offsets) - 1), np.diff(self.offsets)) * len(slots) + place

    def effects(self, rows, times):
        """What the layer adds to ratings of `rows` (one each) at `times`, float64."""
        here = np.floor_divide(times, self.scale // SLOTS_OF_SCALE)
        sums, weights = np.zeros(len(rows)), np.zeros(len(rows))
        slots, keys = self._places
        for distance in range(-REACH, REACH + 1):
            wanted = np.minimum(np.searchsorted(slots, here + distance), len(slots) - 1)
            entry = np.minimum(np.searchsorted(keys, rows * len(slots) + wanted), len(keys) - 1)
            found = (slots[wanted] == here + distance) & (keys[entry] == rows * len(slots) + wanted)
            weight = np.where(found, np.exp(-abs(distance) / SLOTS_OF_SCALE), 0.0)
            sums += weight * self.sum[entry]
            weights += weight * self.count[entry]
        return sums / (weights + self.damping)


@dataclass(frozen=True)
class Times:
    """The layers, and the time for which the model's biases stand."""

    present: int
    layers: tuple

    @classmethod
    def read(cls, file):
        group = file["times"]
        layers = []
        for number in range(int(group.attrs["layers"])):
            item = group[str(number)]
            layer = TimeLayer(text_attribute(item, "side"), int(item.attrs["scale"]), float(item.attrs["damping"]),
                              *(item[name][...] for name in ("offsets", "slot", "sum", "count")))
            if layer.side not in ("user", "book", "everyone") or layer.scale < 60 or not layer.damping > 0:
                raise CrucibleError(f"{file.filename}: /times/{number} is no layer that this version knows")
            layers.append(layer)
        return cls(int(group.attrs["present"]), tuple(layers))

    def shifts(self, users, books, times):
        """What is to be added to scores of the present, for pairs of indices and one time, or as many."""
        try:
            times = np.broadcast_to(np.asarray(times, np.int64), len(books))
        except ValueError as error:
            raise CrucibleError(f"time: there are {np.size(times)} times for {len(books)} predictions; give as many, "
                                "or one") from error
        rows = {"user": users, "book": books, "everyone": np.zeros(len(books), np.int64)}
        total = np.zeros(len(books))
        for layer in self.layers:
            of_side = np.asarray(rows[layer.side], np.int64)
            at_present = layer.effects(of_side, np.full(len(books), self.present)).astype(np.float32)
            total += layer.effects(of_side, times) - at_present
        return total
