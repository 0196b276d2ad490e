"""Writes a PNG of smooth shapes and some texture, the same at every run, with nothing but Python's own library.

usage: picture.py grey|rgb|rgba|grey16|palette WIDTH HEIGHT FILE.png
"""

import math
import struct
import sys
import zlib

KINDS = {"grey": (8, 0), "rgb": (8, 2), "rgba": (8, 6), "grey16": (16, 0), "palette": (8, 3)}


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def level(x, y, channel):
    wave = math.sin(0.11 * x + channel) * math.cos(0.07 * y - 0.5 * channel) + 0.3 * math.sin(0.02 * x * y)
    return min(1.0, max(0.0, 0.5 + 0.35 * wave))


def sample(kind, x, y):
    if kind == "grey16":
        return struct.pack(">H", round(65535 * level(x, y, 0)))
    if kind == "palette":
        return bytes([round(15 * level(x, y, 0))])
    channels = {"grey": 1, "rgb": 3, "rgba": 4}[kind]
    return bytes(round(255 * level(x, y, channel)) for channel in range(channels))


def main():
    kind, width, height, path = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
    depth, colour = KINDS[kind]
    rows = b"".join(b"\0" + b"".join(sample(kind, x, y) for x in range(width)) for y in range(height))
    with open(path, "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n")
        file.write(chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)))
        if kind == "palette":
            file.write(chunk(b"PLTE", b"".join(bytes([17 * i, 255 - 17 * i, 8 * i]) for i in range(16))))
        file.write(chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


main()
