#!/usr/bin/python3
"""A warm start against a full training, on 2 % of new ratings; prints the table of docs/quality.md.

usage: warm_start.py CRUCIBLE FOLDER [--ranks N] [--rounds N] [--ratings NAME=RATINGS]... [SET...]
                     [--optimizer averaged|sgd] [--replay SHARE] [--epochs N]

Last night's file lacks 2 % of tonight's ratings: all of one user in 200, all of one book in 200, and others by chance.
It has one user in 200 whom tonight's has no more. Both are split by id (10 % test, 5 % validation). A model is trained
on last night's. Then a full training on tonight's and a warm start take turns, and each is evaluated on tonight's test
part. Each round has a seed of its own for all three. RMSE are means over the rounds and times are medians: of learning
(pilots and epochs), of all but reading and writing files, and of the whole command. The nights that FOLDER has are not
made again. --ratings adds a text of yours.
"""

import argparse
import csv
import json
import os
import random
import statistics

from runner import Runner

SETS = {
    "small": "--users 6000 --books 2000 --ratings 400000 --planted-factors 6 --noise 0.8 --seed 21",
    "medium": "--users 20000 --books 5000 --ratings 3000000 --planted-factors 8 --noise 0.8 --seed 22",
    "large": "--users 70000 --books 10000 --ratings 10000000 --planted-factors 8 --noise 0.8 --seed 23",
}
NEW_SHARE = 0.02
ONE_IN = 200


class Bench(Runner):
    def has(self, name):
        return os.path.exists(os.path.join(self.folder, name))

    def measured(self, *arguments):
        self.run(*arguments, "--json", "figures.json", "--force" if arguments[0] == "evaluate" else "--fresh")
        with open(os.path.join(self.folder, "figures.json"), encoding="utf-8") as figures:
            return json.load(figures)

    def make_nights(self, name, options, text):
        """NAME.last.split.h5 and NAME.tonight.split.h5."""
        if self.has(f"{name}.tonight.split.h5"):
            return
        if text is None:
            self.run("generate", *options.split(), "-o", f"{name}.h5", "--force")
        else:
            self.run("import", os.path.abspath(text), "-o", f"{name}.h5", "--force")
        self.run("export", f"{name}.h5", "-o", f"{name}.csv", "--force")
        self.cut(name)
        for night in ("last", "tonight"):
            self.run("import", f"{name}.{night}.csv", "-o", f"{name}.{night}.h5", "--force")
            self.run("split", f"{name}.{night}.h5", "--by-id", "-o", f"{name}.{night}.split.h5", "--force")

    def cut(self, name):
        with open(os.path.join(self.folder, f"{name}.csv"), newline="", encoding="utf-8") as text:
            head, *rows = list(csv.reader(text))
        chance = random.Random(1)
        users = sorted({row[0] for row in rows})
        marked = chance.sample(users, 2 * (len(users) // ONE_IN))
        new_users, left_users = set(marked[::2]), set(marked[1::2])
        books = sorted({row[1] for row in rows})
        new_books = set(chance.sample(books, len(books) // ONE_IN))
        is_new = [row[0] in new_users or row[1] in new_books for row in rows]
        old = [i for i, new in enumerate(is_new) if not new and rows[i][0] not in left_users]
        for i in chance.sample(old, max(0, int(NEW_SHARE * len(rows)) - sum(is_new))):
            is_new[i] = True
        for night in ("last", "tonight"):
            with open(os.path.join(self.folder, f"{name}.{night}.csv"), "w", newline="", encoding="utf-8") as text:
                writer = csv.writer(text)
                writer.writerow(head)
                writer.writerows(row for row, new in zip(rows, is_new)
                                 if not (new if night == "last" else row[0] in left_users))


def work(figures):
    """Seconds of learning, of all but files, and of the whole command."""
    seconds = {phase: times["max"] for phase, times in figures["seconds"].items()}
    return (seconds.get("pilot", 0) + seconds["train"], seconds["total"] - seconds["load"] - seconds["checkpoint"],
            seconds["total"])


def row(bench, name, rounds, optimizer, options):
    split = f"{name}.tonight.split.h5"
    kinds = {"full": ["--optimizer", optimizer], "warm": ["--from", f"{name}.last.model.h5", *options]}
    times = {kind: [] for kind in kinds}
    rmse = {kind: [] for kind in kinds}
    visited = []
    for seed in range(1, rounds + 1):
        bench.run("train", f"{name}.last.split.h5", "--optimizer", optimizer, "--seed", seed, "--fresh",
                  "-o", f"{name}.last.model.h5")
        for kind, further in kinds.items():
            model = f"{name}.{kind}.model.h5"
            figures = bench.measured("train", split, "--seed", seed, *further, "-o", model)
            times[kind].append(work(figures))
            judged = bench.measured("evaluate", model, split, "--metrics", "rmse", "--bootstrap", 0)
            rmse[kind].append(judged["metrics"]["rmse"])
        start = figures["warm_start"]
        visited.append(start["visited_ratings"] / start["ratings"])
    full, warm = (statistics.mean(rmse[kind]) for kind in ("full", "warm"))
    cells = [name, f"{start['ratings']:,}", f"{statistics.mean(visited):.0%}", f"{full:.4f}", f"{warm:.4f}",
             f"{100 * (warm / full - 1):+.2f} %"]
    for which in range(3):
        full, warm = (statistics.median(t[which] for t in times[kind]) for kind in ("full", "warm"))
        cells.append(f"{warm:.2f} of {full:.2f} ({100 * warm / full:.0f} %)")
    print("| " + " | ".join(cells) + " |", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("crucible")
    parser.add_argument("folder")
    parser.add_argument("sets", nargs="*", metavar="SET", help="of " + ", ".join(SETS) + " (default: all)")
    parser.add_argument("--ranks", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--ratings", action="append", default=[], metavar="NAME=RATINGS")
    parser.add_argument("--optimizer", default="averaged")
    parser.add_argument("--replay")
    parser.add_argument("--epochs")
    given = parser.parse_args()
    bench = Bench(given.crucible, given.folder, given.ranks)
    options = ["--replay", given.replay] if given.replay else []
    options += ["--epochs", given.epochs] if given.epochs else []
    texts = dict(entry.split("=", 1) for entry in given.ratings)
    print("| ratings | training part | visited | full RMSE | warm RMSE | warm over full "
          "| learning, s | all but files, s | command, s |")
    print("|---" * 9 + "|")
    for name in [*(given.sets or ([] if texts else SETS)), *texts]:
        bench.make_nights(name, SETS.get(name), texts.get(name))
        row(bench, name, given.rounds, given.optimizer, options)


if __name__ == "__main__":
    main()
