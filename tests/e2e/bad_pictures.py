"""Makes a picture, good.png, and others that must be refused."""
import base64
import struct
import zlib


def png(width, height, colour=2, depth=8, filters=b"\0", damaged=False, size=None):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    rows = [filters + bytes(17 * x * y % 251 for x in range(3 * width)) for y in range(height)]
    pixels = zlib.compress(b"".join(rows))
    if damaged:
        pixels = pixels[:6] + bytes([pixels[6] ^ 255]) + pixels[7:]
    header = struct.pack(">IIBBBBB", *(size or (width, height)), depth, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


# The first 130 bytes of a grey one.
jpeg = base64.b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAgGBgcGBQgHBwcJCQgKDBQNDAsLDBkSEw8UHRofHh0aHBwgJC4nICIsIxwcKDcp"
    "LDAxNDQ0Hyc5PTgyPC4zNDL/wAALCAAJABEBAREA/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBg==")
files = {
    "good.png": png(8, 6),
    "cut.png": png(8, 6)[:-30],
    "head.png": png(8, 6)[:20],
    "no-pixels.png": png(8, 6, size=(0, 6)),
    "giant.png": png(8, 6, size=(100000, 100000)),
    "damaged.png": png(8, 6, damaged=True),
    "odd-colour.png": png(8, 6, colour=7),
    "odd-filter.png": png(8, 6, filters=b"\x09"),
    "checksum.png": png(8, 6).replace(b"IHDR\0\0\0\x08", b"IHDR\0\0\0\x09"),
    "cut.jpg": jpeg[:100],
    "head.jpg": jpeg[:3],
    "picture.gif": b"GIF89a" + bytes(20),
}
for name, content in files.items():
    with open(name, "wb") as file:
        file.write(content)
