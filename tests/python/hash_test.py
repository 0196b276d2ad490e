"""The package's XXH3 against sums of what libxxhash 0.8.1 gives for inputs of every kind of length.

A sum: the exclusive or of (2 x length + 1) x hash modulo 2^64, over the lengths; high half, low half.
"""

import numpy as np

from checks import check
from crucible._xxh3 import hash_64_of_48, hash_128

SEED = 0x123456789ABCDEF1
LONG = (*range(241, 301), 1023, 1024, 1025, 1088, 1089, 2048, 2049, (1 << 20) + 1025)
EXPECTED = {
    (0, 1, 2, 3): (0xB62222D2047CB4BC, 0x3E66EE1957B8DA9C, 0xCC0EBEE949904972, 0xF4BC0A14757F5103),
    range(4, 9): (0xF7864B2BCFEF2B5C, 0xA8D2E5DB9951C450, 0x69684C0ADB240FBE, 0xF911FE9A6FCFDD0D),
    range(9, 17): (0xAFAEF61CD3E52B68, 0xF5E5A3EE5787A49D, 0x03F62466A846E658, 0xB888232E68EC3EC9),
    range(17, 129): (0x3351C4D634036F19, 0x63BFD6AB37A10B81, 0x2B904B58C592826D, 0x46D3131103C3B6E7),
    range(129, 241): (0x1E42307A69649799, 0x42B42AF4E4AACDC3, 0x604EBF3B5B13D428, 0xF4C98042B4C26458),
    LONG: (0x1F90EEA537B96B6B, 0x66EC46443E9F6278, 0x29F882B7384A4895, 0x43C54FFD1D757B7E),
}


def text():
    i = np.arange(1 << 16)
    return np.tile(((131 * i + 7 * (i >> 8) + 1) % 256).astype(np.uint8), 17)


def sum_over(lengths, seed):
    total = [0, 0]
    for length in lengths:
        # A second row with another seed: rows do not mix.
        low, high = hash_128(np.stack([text()[:length]] * 2), [seed, 5])[0]
        total = [total[0] ^ int(high) * (2 * length + 1) % 2**64, total[1] ^ int(low) * (2 * length + 1) % 2**64]
    return tuple(total)


for lengths, expected in EXPECTED.items():
    found = sum_over(lengths, 0) + sum_over(lengths, SEED)
    check(found == expected, f"lengths from {lengths[0]}: {[hex(word) for word in found]}")
check(hash_64_of_48(text()[:48].tobytes()) == 0xA893FE6692504574, "the hash of 48 bytes")
print("the hashes of libxxhash")
