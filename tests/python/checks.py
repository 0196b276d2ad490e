"""What the tests of the package expect."""

import sys

import numpy as np

TOLERANCE = 1e-6


def check(condition, message):
    if not condition:
        sys.exit("FAILED: " + message)


def close(found, told, what):
    """Every number is the same to 1e-6 of its size, or to 1e-6 where it is small."""
    found, told = np.asarray(found, float), np.asarray(told, float)
    check(found.shape == told.shape, f"{what}: {found.shape} numbers instead of {told.shape}")
    far = np.abs(found - told) > TOLERANCE * np.maximum(1, np.abs(told))
    check(not far.any(), f"{what}: {found[far][:5]}, but the program says {told[far][:5]}")


def refused(action, words, error):
    """`action` raises `error` with a message that has all of `words`."""
    try:
        action()
    except error as raised:
        for word in words:
            check(word in str(raised), f"the message lacks {word!r}: {raised}")
    else:
        sys.exit(f"FAILED: nothing was raised where {words} should be said")
