"""CTest: a small simulated training repeats exactly, and the skeleton sends the bytes that the core sends."""
import pathlib
import sys
import tempfile

import programs


def main():
    absent = programs.missing()
    if absent:
        print("skipped: not installed: " + ", ".join(absent))
        return 77
    folder = programs.build(pathlib.Path(sys.argv[1]), True)
    if sys.argv[2:] == ["build"]:
        return 0
    with tempfile.TemporaryDirectory() as scratch:
        for ranks in (2, 4):
            first = programs.compare_bytes(folder, pathlib.Path(scratch), ranks)
            for sync, core, skeleton in first:
                print(f"{ranks} ranks, {sync}: core {core['bytes']} bytes, skeleton {skeleton['bytes']}")
                assert core["bytes"] == skeleton["bytes"] > 0
            assert first == programs.compare_bytes(folder, pathlib.Path(scratch), ranks), "not repeatable"
    return 0


if __name__ == "__main__":
    sys.exit(main())
