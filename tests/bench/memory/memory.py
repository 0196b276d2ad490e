#!/usr/bin/env python3
"""Compares the memory that --dry-run forecasts with what the same command then takes.

usage: memory.py forecast CRUCIBLE [--ranks 1,2,4] [--sizes small,large] [--only NAME,...] [--within 0.1] [--work DIR]
       memory.py svd CRUCIBLE [--ranks 1,2,4,6] [--shapes 3000x3000,12000x1000] [--work DIR]
       memory.py largest CRUCIBLE [--memory 500] [--ranks 1,2] [--within 0.1] [--work DIR]

`forecast` runs commands on data of two sizes, first with --dry-run. Of each run it prints the largest of all ranks'
forecasts, the peak that the command wrote (--json), the peak that /proc showed meanwhile (VmHWM, looked at many times a
second, so that it can be a little less), and the ratio of forecast and peak. `svd` prints docs/svd.md's table of peaks.
`largest` asks each route for the largest square matrix for so many MB, and decomposes one of that size.

The exit code is 1 if a ratio is off by more than --within.
"""

import argparse
import json
import os
import shutil
import struct
import subprocess
import sys
import tempfile
import time
import zlib
from random import Random

MB = 1e6


def processes_of(program):
    """{process: its parent} of the processes that run `program`."""
    found = []
    for entry in os.listdir("/proc"):
        if not entry.isdigit():
            continue
        try:
            if os.path.samefile(f"/proc/{entry}/exe", program):
                found.append(int(entry))
        except OSError:
            continue
    return found


def is_below(process, ancestor):
    """True if `ancestor` has started `process`, or what started it."""
    while process > 1:
        if process == ancestor:
            return True
        try:
            with open(f"/proc/{process}/stat", encoding="ascii", errors="replace") as file:
                process = int(file.read().rsplit(")", 1)[1].split()[1])
        except (OSError, IndexError, ValueError):
            return False
    return False


def peak_of(process):
    try:
        with open(f"/proc/{process}/status", encoding="ascii", errors="replace") as file:
            for line in file:
                if line.startswith("VmHWM:"):
                    return 1024 * int(line.split()[1])
    except OSError:
        pass
    return 0


class Program:
    """Runs crucible, with JSON, and looks at its processes meanwhile."""

    def __init__(self, path, mpiexec):
        self.path = os.path.realpath(path)
        self.mpiexec = mpiexec

    def run(self, ranks, arguments):
        """The JSON that the command writes, and the largest peak of its processes as /proc has it."""
        launch = [] if ranks == 1 else [self.mpiexec, "-n", str(ranks)]
        with subprocess.Popen(launch + [self.path, *arguments, "--quiet", "--json", "run.json"],
                              stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL,
                              text=True) as job:
            seen = {}
            mine = []
            while job.poll() is None:
                if len(mine) < ranks:
                    mine = [process for process in processes_of(self.path) if is_below(process, job.pid)]
                for process in mine:
                    seen[process] = max(seen.get(process, 0), peak_of(process))
                time.sleep(0.01)
            errors = job.stderr.read()
        if job.returncode != 0:
            sys.exit(f"memory.py: crucible {' '.join(arguments)} on {ranks} ranks failed:\n{errors}")
        with open("run.json", encoding="utf-8") as file:
            return json.load(file), max(seen.values(), default=0)


class Case:
    """A command: its arguments without --output, and the output of each run, if there is to be one."""

    def __init__(self, name, arguments, output):
        self.name, self.arguments, self.output = name, arguments, output


def remove(path):
    shutil.rmtree(path) if os.path.isdir(path) else os.path.exists(path) and os.remove(path)


def make_picture(path, width, height):
    """A PNG picture: gradients, and noise."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    random = Random(1)
    rows = bytearray()
    for y in range(height):
        noise = random.randbytes(width)
        rows += b"\0" + bytes(value for x in range(width) for value in (255 * x // width, 255 * y // height, noise[x]))
    with open(path, "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)) +
                   chunk(b"IDAT", zlib.compress(bytes(rows), 1)) + chunk(b"IEND", b""))


SIZES = {
    # users, books, ratings; order of dense matrices, shape of a tall one; picture; users of sampling
    "small": {"ratings": (2000, 800, 60000), "square": 300, "tall": (2000, 100), "picture": (200, 150)},
    "middle": {"ratings": (20000, 4000, 800000), "square": 800, "tall": (8000, 200), "picture": (400, 300)},
    "large": {"ratings": (200000, 30000, 8000000), "square": 2000, "tall": (60000, 400), "picture": (1500, 1000)},
}


def prepare(program, size):
    """Makes the data of a size, and the models that commands need."""
    wants = SIZES[size]
    users, books, ratings = wants["ratings"]
    program.run(2, ["generate", "--users", str(users), "--books", str(books), "--ratings", str(ratings),
                    "-o", "made.h5"])
    program.run(2, ["split", "made.h5", "--test", "0.1", "--validation", "0.05", "-o", "ratings.h5"])
    program.run(2, ["export", "made.h5", "-o", "ratings.csv"])
    program.run(2, ["train", "ratings.h5", "--optimizer", "sgd", "--epochs", "2", "--regularization", "0.05",
                    "--factors", "64", "-o", "model.h5"])
    n = wants["square"]
    program.run(2, ["generate", "--matrix", f"{n},{n}", "-o", "square.h5"])
    program.run(2, ["generate", "--matrix", "{},{}".format(*wants["tall"]), "-o", "tall.h5"])
    make_picture("picture.png", *wants["picture"])


def cases(size):
    users, books, ratings = SIZES[size]["ratings"]
    train = ["train", "ratings.h5", "--epochs", "2"]
    sampling = ["--factors", "32"] if size == "large" else []
    return [
        Case("generate", ["generate", "--users", str(users), "--books", str(books), "--ratings", str(ratings)],
             "x.h5"),
        Case("import", ["import", "ratings.csv"], "x.h5"),
        Case("split", ["split", "made.h5", "--test", "0.1"], "x.h5"),
        Case("export", ["export", "made.h5"], "x.csv"),
        Case("train sgd", train + ["--optimizer", "sgd", "--regularization", "0.05"], "x.h5"),
        Case("train sgd open", train + ["--optimizer", "sgd", "--factors", "32"], "x.h5"),
        Case("train rotate", train + ["--optimizer", "sgd", "--sync", "rotate", "--regularization", "0.05"], "x.h5"),
        Case("train adagrad", train + ["--optimizer", "adagrad", "--regularization", "0.05"], "x.h5"),
        Case("train ials", train + ["--unrated-weight", "0.3"], "x.h5"),
        Case("train gibbs", train + ["--optimizer", "gibbs"] + sampling, "x.h5"),
        Case("evaluate", ["evaluate", "model.h5", "ratings.h5"], None),
        Case("recommend --all", ["recommend", "model.h5", "--ratings", "ratings.h5", "--all"], "x.csv"),
        Case("svd ratings", ["svd", "ratings.h5", "--rank", "50"], "x.h5"),
        *[Case(f"svd {method}", ["svd", "square.h5", "--method", method], "x.h5")
          for method in ("dc", "polar", "gram", "pdgesvd")],
        Case("svd qr-dc", ["svd", "tall.h5", "--method", "qr-dc"], "x.h5"),
        Case("svd krylov", ["svd", "tall.h5", "--method", "krylov", "--rank", "20"], "x.h5"),
        Case("pca", ["pca", "tall.h5", "--scores"], "x.h5"),
        Case("compress", ["compress", "picture.png"], "x"),
        Case("expand", ["expand", "pictures/factors.h5"], "x.png"),
    ]


def measured(program, case, ranks):
    """Forecast, peak, peak as /proc has it, and the sum of the ranks' peaks, in bytes."""
    output = [] if case.output is None else ["-o", case.output]
    if case.output is not None:
        remove(case.output)
    plan, _ = program.run(ranks, case.arguments + output + ["--dry-run"])
    real, seen = program.run(ranks, case.arguments + output)
    return plan["forecast_rss_bytes"], real["peak_rss_bytes"], seen, sum(real["peak_rss_bytes_of_ranks"])


def forecast(options, program):
    worst = 1.0
    print("size   command             ranks  forecast MB  peak MB  /proc MB  ratio")
    for size in options.sizes:
        prepare(program, size)
        remove("pictures")
        program.run(1, ["compress", "picture.png", "-o", "pictures"])
        for case in cases(size):
            if options.only and case.name not in options.only:
                continue
            for ranks in options.ranks:
                expected, peak, seen, _ = measured(program, case, ranks)
                ratio = expected / peak
                worst = max(worst, ratio, 1 / ratio)
                print(f"{size:6} {case.name:19} {ranks:5} {expected / MB:12.1f} {peak / MB:8.1f} {seen / MB:9.1f} "
                      f"{ratio:6.2f}", flush=True)
    return worst


DENSE = ("pdgesvd", "dc", "qr-dc", "polar", "gram")


def svd(options, program):
    """The largest peak of all ranks, and the sum over them, of each dense route."""
    worst = 1.0
    counts = options.ranks
    print("| shape | route | " + " | ".join(f"{n} rank{'s' if n > 1 else ''}" for n in counts) + " | all ranks at "
          f"{counts[-1]} | forecast by |")
    print("|---|---|" + "---|" * (len(counts) + 2))
    for shape in options.shapes:
        program.run(2, ["generate", "--matrix", shape.replace("x", ","), "-o", "matrix.h5"])
        for method in options.only or DENSE:
            cells = []
            off = 1.0
            for ranks in counts:
                expected, peak, _, everybody = measured(program, Case("", ["svd", "matrix.h5", "--method", method],
                                                                      "x.h5"), ranks)
                cells.append(f"{peak / MB:,.0f} MB")
                off = max(off, expected / peak, peak / expected)
            worst = max(worst, off)
            print(f"| {shape} | {method} | " + " | ".join(cells) + f" | {everybody / MB:,.0f} MB | "
                  f"{100 * (off - 1):.0f} % |", flush=True)
        remove("matrix.h5")
    return worst


def largest(options, program):
    """Decomposes what is said to be the largest square matrix for a given memory."""
    worst = 1.0
    print("route    ranks  given MB  largest square  peak MB  ratio")
    program.run(1, ["generate", "--matrix", "8,8", "-o", "matrix.h5"])
    for ranks in options.ranks:
        plan, _ = program.run(ranks, ["svd", "matrix.h5", "--dry-run", "--memory", f"{options.memory}MB"])
        sizes = {route["method"]: route["largest_square"] for route in plan["memory"] if "largest_square" in route}
        for method, n in sizes.items():
            if options.only and method not in options.only:
                continue
            remove("square.h5")
            program.run(ranks, ["generate", "--matrix", f"{n},{n}", "-o", "square.h5"])
            remove("x.h5")
            real, _ = program.run(ranks, ["svd", "square.h5", "--method", method, "-o", "x.h5"])
            peaks = sum(real["peak_rss_bytes_of_ranks"])
            ratio = peaks / (options.memory * MB)
            worst = max(worst, ratio, 1 / ratio)
            print(f"{method:8} {ranks:5} {options.memory:9} {n:15} {peaks / MB:8.1f} {ratio:6.2f}",
                  flush=True)
    return worst


WORK = {"forecast": (forecast, [1, 2, 4]), "svd": (svd, [1, 2, 4, 6]), "largest": (largest, [1, 2])}


def arguments():
    parser = argparse.ArgumentParser(usage=__doc__.split("\n\n")[1])
    parser.add_argument("what", choices=sorted(WORK))
    parser.add_argument("program")
    parser.add_argument("--mpiexec", default=os.environ.get("MPIEXEC", "mpirun"))
    parser.add_argument("--ranks", type=lambda text: [int(n) for n in text.split(",")])
    parser.add_argument("--sizes", type=lambda text: text.split(","), default=["small", "large"])
    parser.add_argument("--only", type=lambda text: text.split(","), default=[])
    parser.add_argument("--shapes", type=lambda text: text.split(","), default=["3000x3000", "12000x1000"])
    parser.add_argument("--memory", type=int, default=500, help="MB of all ranks")
    parser.add_argument("--within", type=float, default=0.1)
    parser.add_argument("--work", help="an existing folder for files; default: one that is removed at the end")
    return parser.parse_args()


def main():
    options = arguments()
    options.program = os.path.realpath(options.program)
    program = Program(options.program, options.mpiexec)
    work, usual_ranks = WORK[options.what]
    options.ranks = options.ranks or usual_ranks
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(options.work or folder)
        worst = work(options, program)
        os.chdir("/")
    print(f"the worst is off by {100 * (worst - 1):.0f} %")
    sys.exit(0 if worst <= 1 + options.within else 1)


main()
