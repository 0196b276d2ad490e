"""Lists of everybody and predictions of many pairs need memory for a block of them, whatever their number, and do not
depend on the size of a block."""

import tracemalloc

import numpy as np

from checks import check
from crucible import Model, scoring
from crucible.ids import Ids
from crucible.traits import Traits

USERS, BOOKS, K = 4000, 500, 8
TRAITS = Traits("funk", "ridge", True, 3.5, 1, 5, *[0.0] * 7)


def model_of_chance():
    random = np.random.default_rng(2)
    rows = {"user": (USERS, K), "book": (BOOKS, K)}
    arrays = {f"{side}_factors": random.normal(size=shape).astype(np.float32) for side, shape in rows.items()}
    arrays.update({f"{side}_bias": random.normal(size=shape[0]).astype(np.float32) for side, shape in rows.items()})
    return Model("chance", TRAITS, Ids("chance", "user", list(map(str, range(USERS)))),
                 Ids("chance", "book", list(map(str, range(BOOKS)))), None, singular_values=None, history={}, config={},
                 **arrays)


def measured(floats, action):
    """What `action` returns with blocks of `floats`, and the most memory that it had at a time, in bytes."""
    scoring.FLOATS_AT_ONCE = floats
    tracemalloc.start()
    result = action()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return result, peak


def check_blocks(action, whole, what):
    """`whole`: the bytes of what one block would hold."""
    at_once, much = measured(1 << 30, action)
    in_blocks, little = measured(1 << 14, action)
    check(much > whole, f"{what}: {much} bytes at once, which this test takes to be more than {whole}")
    check(little < whole / 4, f"{what}: {little} bytes in blocks")
    for one, other in zip(at_once, in_blocks):
        check(np.allclose(one, other, atol=1e-5), f"{what} depends on blocks")


model = model_of_chance()
check_blocks(lambda: model.recommend_rows(range(USERS), 5), 4 * USERS * BOOKS, "lists")
pairs = np.random.default_rng(3).integers(0, BOOKS, (2, 100_000))
check_blocks(lambda: (model.predict_rows(pairs[0], pairs[1]),), 2 * 8 * K * len(pairs[0]), "predictions")
print("memory does not grow with users or pairs")
