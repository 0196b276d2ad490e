"""XXH3 (64 and 128 bits) in numpy, for many inputs of one length at a time.

The seal and the fingerprints of crucible's files are such hashes. The algorithm is that of xxHash 0.8
(https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md); the names of the steps are the specification's.
Additions and products wrap at 64 bits, as numpy's do for arrays.
"""

import numpy as np

U64 = np.uint64
PRIME32_1 = U64(0x9E3779B1)
PRIME32_2 = U64(0x85EBCA77)
PRIME32_3 = U64(0xC2B2AE3D)
PRIME64_1 = U64(0x9E3779B185EBCA87)
PRIME64_2 = U64(0xC2B2AE3D27D4EB4F)
PRIME64_3 = U64(0x165667B19E3779F9)
PRIME64_4 = U64(0x85EBCA77C2B2AE63)
PRIME64_5 = U64(0x27D4EB2F165667C5)
PRIME_MX1 = U64(0x165667919E3779F9)
PRIME_MX2 = U64(0x9FB21C651E98DF25)
LOW_HALF = U64(0xFFFFFFFF)

STRIPE = 64
BLOCK = 1024
STRIPES_IN_BLOCK = BLOCK // STRIPE
PIECE = 1 << 20  # bytes of a long input whose stripes are summed at once, so that they stay in the cache

SECRET = np.frombuffer(bytes.fromhex(
    "b8fe6c3923a44bbe7c01812cf721ad1cded46de9839097db7240a4a4b7b3671f"
    "cb79e64eccc0e578825ad07dccff7221b8084674f743248ee03590e6813a264c"
    "3c2852bb91c300cb88d0658b1b532ea371644897a20df94e3819ef46a9deacd8"
    "a8fa763fe39c343ff9dcbbc7c70b4f1d8a51e04bcdb45931c89f7ec9d9787364"
    "eac5ac8334d3ebc3c581a0fffa1363eb170ddd51b7f0da49d316552629d4689e"
    "2b16be587d47a1fc8ff8b8d17ad031ce45cb3a8f95160428afd7fbcabb4b407e"), np.uint8)[None, :]


def hash_128(rows, seeds=0):
    """The XXH3-128 of each row of `rows` (n x length, uint8) with its seed: (n x 2) uint64, low half first."""
    rows = np.ascontiguousarray(rows, np.uint8)
    n, length = rows.shape
    seed = np.broadcast_to(np.asarray(seeds, U64), (n,))
    with np.errstate(over="ignore"):
        if length <= 16:
            low, high = _short(rows, seed)
        elif length <= 240:
            low, high = _middle(rows, seed)
        else:
            low, high = _long(rows, seed)
    return np.stack([low, high], axis=1)


def hash_64_of_48(data):
    """The XXH3-64 of 48 bytes: the hash of a seal's own fields."""
    row, zero = np.frombuffer(data, np.uint8)[None, :], np.zeros(1, U64)
    with np.errstate(over="ignore"):
        total = np.full(1, 48, U64) * PRIME64_1
        for place, secret in ((16, 32), (16, 48), (0, 0), (32, 16)):
            total = total + _mix16(row, place, secret, zero)
        return int(_avalanche(total)[0])


def _read64(rows, at):
    return np.ascontiguousarray(rows[:, at:at + 8]).view("<u8")[:, 0]


def _read32(rows, at):
    return np.ascontiguousarray(rows[:, at:at + 4]).view("<u4")[:, 0].astype(U64)


def _secret(at, bytes_=8):
    return (_read64 if bytes_ == 8 else _read32)(SECRET, at)


def _multiply(a, b):
    """The product of two 64-bit numbers: low and high half."""
    a_low, a_high, b_low, b_high = a & LOW_HALF, a >> U64(32), b & LOW_HALF, b >> U64(32)
    cross = a_high * b_low + (a_low * b_low >> U64(32))
    middle = (cross & LOW_HALF) + a_low * b_high
    return a * b, a_high * b_high + (cross >> U64(32)) + (middle >> U64(32))


def _fold(a, b):
    low, high = _multiply(a, b)
    return low ^ high


def _shifted(h, by):
    return h ^ (h >> U64(by))


def _avalanche(h):
    return _shifted(_shifted(h, 37) * PRIME_MX1, 32)


def _avalanche_64(h):
    return _shifted(_shifted(_shifted(h, 33) * PRIME64_2, 29) * PRIME64_3, 32)


def _short(rows, seed):
    length = rows.shape[1]
    if length == 0:
        return (_avalanche_64(seed ^ _secret(64) ^ _secret(72)), _avalanche_64(seed ^ _secret(80) ^ _secret(88)))
    return (_length_1_to_3 if length <= 3 else _length_4_to_8 if length <= 8 else _length_9_to_16)(rows, seed)


def _length_1_to_3(rows, seed):
    length = rows.shape[1]
    first, middle, last = (rows[:, at].astype(U64) for at in (0, length >> 1, length - 1))
    low = first << U64(16) | middle << U64(24) | last | U64(length << 8)
    swapped = low.astype(np.uint32).byteswap()
    high = (swapped << np.uint32(13) | swapped >> np.uint32(19)).astype(U64)
    return (_avalanche_64(low ^ ((_secret(0, 4) ^ _secret(4, 4)) + seed)),
            _avalanche_64(high ^ ((_secret(8, 4) ^ _secret(12, 4)) - seed)))


def _length_4_to_8(rows, seed):
    length = rows.shape[1]
    seed = seed ^ (seed.astype(np.uint32).byteswap().astype(U64) << U64(32))
    value = _read32(rows, 0) + (_read32(rows, length - 4) << U64(32))
    low, high = _multiply(value ^ ((_secret(16) ^ _secret(24)) + seed), PRIME64_1 + U64(length << 2))
    high = high + (low << U64(1))
    low = low ^ (high >> U64(3))
    return _shifted(_shifted(low, 35) * PRIME_MX2, 28), _avalanche(high)


def _length_9_to_16(rows, seed):
    length = rows.shape[1]
    value_low, value_high = _read64(rows, 0), _read64(rows, length - 8)
    low, high = _multiply(value_low ^ value_high ^ ((_secret(32) ^ _secret(40)) - seed), PRIME64_1)
    low = low + U64(length - 1 << 54)
    value_high = value_high ^ ((_secret(48) ^ _secret(56)) + seed)
    high = high + value_high + (value_high & LOW_HALF) * (PRIME32_2 - U64(1))
    low = low ^ high.byteswap()
    product_low, product_high = _multiply(low, PRIME64_2)
    return _avalanche(product_low), _avalanche(product_high + high * PRIME64_2)


def _mix16(rows, at, secret, seed):
    return _fold(_read64(rows, at) ^ (_secret(secret) + seed), _read64(rows, at + 8) ^ (_secret(secret + 8) - seed))


def _mix32(state, rows, first, second, secret, seed):
    low = state[0] + _mix16(rows, first, secret, seed)
    high = state[1] + _mix16(rows, second, secret + 16, seed)
    return (low ^ (_read64(rows, second) + _read64(rows, second + 8)),
            high ^ (_read64(rows, first) + _read64(rows, first + 8)))


def _middle(rows, seed):
    n, length = rows.shape
    state = (np.full(n, length, U64) * PRIME64_1, np.zeros(n, U64))
    if length <= 128:
        for step in reversed(range((length - 1) // 32 + 1)):
            state = _mix32(state, rows, 16 * step, length - 16 * (step + 1), 32 * step, seed)
    else:
        for step in range(4):
            state = _mix32(state, rows, 32 * step, 32 * step + 16, 32 * step, seed)
        state = (_avalanche(state[0]), _avalanche(state[1]))
        for step in range(4, length // 32):
            state = _mix32(state, rows, 32 * step, 32 * step + 16, 3 + 32 * (step - 4), seed)
        state = _mix32(state, rows, length - 16, length - 32, 136 - 17 - 16, U64(0) - seed)
    low, high = state
    mixed = low * PRIME64_1 + high * PRIME64_4 + (U64(length) - seed) * PRIME64_2
    return _avalanche(low + high), U64(0) - _avalanche(mixed)


def _secrets_of(seed):
    """The secret of each seed: every second word plus the seed, the others minus."""
    words = np.repeat(SECRET.view("<u8"), len(seed), axis=0)
    words[:, 0::2] += seed[:, None]
    words[:, 1::2] -= seed[:, None]
    return words.view(np.uint8)


def _stripe_sums(stripes, keys):
    """What stripes (... x s x 8 words) with keys (... x s x 8) add to the eight sums (... x 8)."""
    keyed = stripes ^ keys
    products = (keyed & LOW_HALF) * (keyed >> U64(32))
    swapped = stripes.reshape(*stripes.shape[:-1], 4, 2)[..., ::-1].reshape(stripes.shape)
    return (products + swapped).sum(axis=-2, dtype=U64)


def _stripe_keys(secrets, count):
    """The keys of the first stripes of a block: (rows x count x 8) words, 8 bytes apart."""
    words = secrets.view("<u8")
    return np.stack([words[:, s:s + 8] for s in range(count)], axis=1)


def _words(rows, begin, end):
    return np.ascontiguousarray(rows[:, begin:end]).view("<u8")


def _block_sums(rows, blocks, keys):
    """The sums that each whole block adds: (rows x blocks x 8)."""
    sums = np.empty((len(rows), blocks, 8), U64)
    step = PIECE // BLOCK
    for first in range(0, blocks, step):
        last = min(first + step, blocks)
        for row in range(len(rows)):
            words = _words(rows[row:row + 1], first * BLOCK, last * BLOCK)
            sums[row, first:last] = _stripe_sums(words.reshape(last - first, STRIPES_IN_BLOCK, 8),
                                                 keys[row if len(keys) > 1 else 0])
    return sums


def _long(rows, seed):
    n, length = rows.shape
    secrets = _secrets_of(seed) if seed.any() else SECRET
    keys = _stripe_keys(secrets, STRIPES_IN_BLOCK)
    blocks = (length - 1) // BLOCK
    sums = _block_sums(rows, blocks, keys)
    state = np.tile(np.array([PRIME32_3, PRIME64_1, PRIME64_2, PRIME64_3, PRIME64_4, PRIME32_2, PRIME64_5,
                              PRIME32_1], U64), (n, 1))
    scramble = _words(secrets, 128, 192)
    for block in range(blocks):
        state += sums[:, block]
        state ^= state >> U64(47)
        state ^= scramble
        state *= PRIME32_1
    stripes = (length - 1 - blocks * BLOCK) // STRIPE
    if stripes:
        words = _words(rows, blocks * BLOCK, blocks * BLOCK + stripes * STRIPE)
        state += _stripe_sums(words.reshape(n, stripes, 8), keys[:, :stripes])
    state += _stripe_sums(_words(rows, length - STRIPE, length)[:, None, :], _words(secrets, 121, 185)[:, None, :])
    size = np.full(n, length, U64)
    return (_merged(state, _words(secrets, 11, 75), size * PRIME64_1),
            _merged(state, _words(secrets, 117, 181), ~(size * PRIME64_2)))


def _merged(state, keys, start):
    mixed = state ^ keys
    total = start
    for pair in range(4):
        total = total + _fold(mixed[:, 2 * pair], mixed[:, 2 * pair + 1])
    return _avalanche(total)
