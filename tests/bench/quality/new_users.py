#!/usr/bin/python3
"""Users who are folded in, with and without the link of what they rated; prints the table of docs/quality.md.

usage: new_users.py CRUCIBLE FOLDER [SHAPE...] [--ranks N] [--ratings NAME=RATINGS.h5]...

Makes each shape of shapes.py with `crucible generate`, holds out one user in ten (`split --protocol users`), with a
fifth of their ratings masked by chance, trains with default options on the others, and evaluates on the masked ratings.
Then once more with the model's /link taken away. --ratings adds a set of your own.
"""

import argparse
import json
import os
import shutil
import sys

import h5py

from runner import Runner
from shapes import SHAPES

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../../../src/python"))
from crucible.seal import write_seal  # noqa: E402


class Bench(Runner):
    def split(self, name, ratings):
        if ratings is None:
            ratings = f"{name}.h5"
            self.run("generate", *SHAPES[name][1].split(), "-o", ratings, "--force")
        self.run("split", ratings, "--protocol", "users", "--test", 0.1, "--masked-share", 0.2, "--validation", 0,
                 "--name", "people", "-o", f"{name}.people.h5", "--force")

    def rmse(self, model, name):
        self.run("evaluate", model, f"{name}.people.h5", "--metrics", "rmse", "--bootstrap", 0,
                 "--json", "evaluate.json", "--force")
        with open(os.path.join(self.folder, "evaluate.json"), encoding="utf-8") as judged:
            return json.load(judged)["metrics"]["rmse"]

    def without_link(self, model):
        """A copy without the link; None: there is none."""
        source, copy = os.path.join(self.folder, model), os.path.join(self.folder, "unlinked.h5")
        shutil.copy(source, copy)
        with h5py.File(copy, "r+") as file:
            if "link" not in file:
                return None
            del file["link"]
        write_seal(copy)
        return "unlinked.h5"


def row(bench, name, ratings):
    bench.split(name, ratings)
    model = f"{name}.model.h5"
    bench.run("train", f"{name}.people.h5", "--split", "people", "-o", model, "--fresh")
    with_link = bench.rmse(model, name)
    plain = bench.without_link(model)
    if plain is None:
        print(f"| {name} | {with_link:.4f} | none chosen | |", flush=True)
        return
    without = bench.rmse(plain, name)
    print(f"| {name} | {without:.4f} | {with_link:.4f} | {100 * (with_link / without - 1):+.1f} % |", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("crucible")
    parser.add_argument("folder")
    parser.add_argument("shapes", nargs="*", metavar="SHAPE", help="of " + ", ".join(SHAPES) + " (default: all)")
    parser.add_argument("--ranks", type=int, default=1)
    parser.add_argument("--ratings", action="append", default=[], metavar="NAME=RATINGS.h5")
    given = parser.parse_args()
    bench = Bench(given.crucible, given.folder, given.ranks)
    own = {name: os.path.abspath(path) for name, path in (entry.split("=", 1) for entry in given.ratings)}
    print("| ratings | without a link | with it | |")
    print("|---|---|---|---|")
    for name in [*(given.shapes or ([] if own else SHAPES)), *own]:
        row(bench, name, own.get(name))


if __name__ == "__main__":
    main()
