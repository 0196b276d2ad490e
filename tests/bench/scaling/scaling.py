#!/usr/bin/env python3
"""Seconds an epoch on two ranks beside one, for both schedules and several sizes of generated ratings.

    scaling.py path/to/crucible [--sizes 1,2,5,10,20] [--factors 32,64] [--rounds 3] [--json FILE]

Runs take turns, round after round, so that a busy moment of the machine hits all alike; of each run the first
epoch, in which memory is touched for the first time, does not count. Prints medians over rounds and epochs. Ratings
are made in a temporary folder (16 bytes each), which is removed at the end. Needs as many cores as ranks.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile

RANKS = (1, 2)
SYNCS = ("allreduce", "rotate")


def run(crucible, ranks, *arguments):
    # One rank is bound to a core as well: the operating system would move it about.
    command = ["mpirun", "-n", str(ranks), "--bind-to", "core", crucible, *arguments, "--quiet"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def generate(crucible, folder, millions):
    """About the shape that public rating sets of this size have."""
    path = os.path.join(folder, f"{millions}.h5")
    users = round(millions * 1e6 / 150)
    books = round(4000 * millions**0.5)
    run(crucible, max(RANKS), "generate", "--users", str(users), "--books", str(books),
        "--ratings", str(round(millions * 1e6)), "-o", path)
    return path, users, books


def epoch_seconds(crucible, folder, ratings, ranks, sync, factors, epochs):
    model = os.path.join(folder, "model.h5")
    report = os.path.join(folder, "report.json")
    run(crucible, ranks, "train", ratings, "--sync", sync, "--factors", str(factors), "--epochs", str(epochs),
        "-o", model, "--fresh", "--keep", "0", "--json", report)
    with open(report, encoding="utf-8") as file:
        found = json.load(file)
    return [epoch["seconds"] for epoch in found["epochs"][1:]]


def measure(settings, folder, ratings, factors):
    samples = {(sync, ranks): [] for sync in SYNCS for ranks in RANKS}
    for _ in range(settings.rounds):
        for (sync, ranks), seconds in samples.items():
            seconds += epoch_seconds(settings.crucible, folder, ratings, ranks, sync, factors, settings.epochs)
    return samples


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("crucible")
    parser.add_argument("--sizes", default="1,2,5,10,20", help="millions of ratings")
    parser.add_argument("--factors", default="32,64")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--json")
    settings = parser.parse_args()
    rows = []
    print("M ratings    users  books    k  schedule   1 rank ms  2 ranks ms  speed-up")
    with tempfile.TemporaryDirectory() as folder:
        for millions in (float(size) for size in settings.sizes.split(",")):
            ratings, users, books = generate(settings.crucible, folder, millions)
            for factors in (int(k) for k in settings.factors.split(",")):
                samples = measure(settings, folder, ratings, factors)
                for sync in SYNCS:
                    one, two = (statistics.median(samples[sync, ranks]) for ranks in RANKS)
                    print(f"{millions:9g} {users:8} {books:6} {factors:4}  {sync:9} {1000 * one:10.1f}"
                          f" {1000 * two:11.1f} {one / two:9.2f}", flush=True)
                    rows.append({"ratings": round(millions * 1e6), "users": users, "books": books,
                                 "factors": factors, "sync": sync, "speedup": one / two,
                                 "seconds": {str(ranks): samples[sync, ranks] for ranks in RANKS}})
            os.remove(ratings)
    if settings.json:
        with open(settings.json, "w", encoding="utf-8") as file:
            json.dump({"benchmark": "scaling", "rows": rows}, file, indent=1)
    return 0


if __name__ == "__main__":
    sys.exit(main())
