#!/usr/bin/python3
"""Default options against a grid on data of many shapes; prints the table of docs/quality.md.

usage: shapes.py CRUCIBLE FOLDER [--grid none|small|full] [--ranks N] [--ratings NAME=RATINGS.h5]... [SHAPE...]

Makes each shape with `crucible generate`, splits it (10 % test, 5 % validation), trains with default options, with
`--optimizer sgd`, with `--optimizer gibbs` and with every point of a grid of sgd, and evaluates on the test part. What
FOLDER already has is not made again. --ratings adds a set of your own. Shapes are named by half: the rule was designed
on `design`, and `report` was looked at afterwards.
"""

import argparse
import json
import os

from runner import Runner

# name: (half, options of `crucible generate`)
SHAPES = {
    "dense": ("design", "--users 943 --books 1682 --ratings 100000 --planted-factors 8 --noise 0.8"),
    "real-dense": ("design", "--users 6000 --books 120 --ratings 450000 --planted-factors 6 --noise 4"
                             " --scale=-10:10 --real-valued"),
    "low-rank": ("design", "--users 5000 --books 3000 --ratings 600000 --planted-factors 2 --noise 0.3"),
    "noisy": ("design", "--users 3000 --books 4000 --ratings 200000 --planted-factors 4 --noise 2.4 --scale 1:10"),
    "sparse": ("design", "--users 20000 --books 60000 --ratings 350000 --planted-factors 3 --noise 0.9"),
    "tiny": ("report", "--users 600 --books 300 --ratings 12000 --planted-factors 3 --noise 0.7 --seed 11"),
    "sparse-noisy": ("report", "--users 4000 --books 9000 --ratings 60000 --planted-factors 4 --noise 1.4 --seed 12"),
    "tall": ("report", "--users 30000 --books 400 --ratings 500000 --planted-factors 10 --noise 0.9 --seed 13"),
    "wide": ("report", "--users 700 --books 20000 --ratings 200000 --planted-factors 5 --noise 0.6 --seed 14"),
    "percent": ("report", "--users 2500 --books 1200 --ratings 150000 --planted-factors 6 --noise 12"
                          " --scale 0:100 --real-valued --seed 15"),
    "dense-1m": ("report", "--users 6040 --books 3706 --ratings 1000000 --planted-factors 12 --noise 0.85"),
}
GRIDS = {
    "none": ([], []),
    "small": ([16, 128], [0.02, 0.04, 0.08, 0.12, 0.2, 0.4]),
    "full": ([16, 32, 64, 128, 256], [0.01, 0.02, 0.03, 0.04, 0.06, 0.08, 0.1, 0.14, 0.2, 0.3, 0.5, 1]),
}


class Bench(Runner):
    def split(self, name, options, ratings=None):
        split = f"{name}.split.h5"
        if not os.path.exists(os.path.join(self.folder, split)):
            if ratings is None:
                ratings = f"{name}.h5"
                self.run("generate", *options.split(), "-o", ratings, "--force")
            self.run("split", os.path.abspath(ratings) if os.path.exists(ratings) else ratings, "-o", split, "--force")
        return split

    def point(self, split, *options):
        """Test RMSE, that of the biases, and what `train` reported; known points are not trained again."""
        path = os.path.join(self.folder, "points.json")
        points = json.load(open(path, encoding="utf-8")) if os.path.exists(path) else {}
        key = " ".join(map(str, (split, *options)))
        if key not in points:
            self.run("train", split, *options, "-o", "point.h5", "--fresh", "--keep", 0, "--json", "train.json")
            self.run("evaluate", "point.h5", split, "--metrics", "rmse", "--bootstrap", 0, "--json", "evaluate.json")
            train = json.load(open(os.path.join(self.folder, "train.json"), encoding="utf-8"))
            judged = json.load(open(os.path.join(self.folder, "evaluate.json"), encoding="utf-8"))
            points[key] = {
                "rmse": judged["metrics"]["rmse"],
                "bias": judged["baselines"]["user_book_bias"]["rmse"],
                "l2": train.get("regularization", {}).get("l2"),
                "epochs": len(train["epochs"]),
                "train": train["seconds"]["train"]["max"],
                "pilot": train["seconds"].get("pilot", {}).get("max", 0),
            }
            with open(path + ".new", "w", encoding="utf-8") as file:
                json.dump(points, file, indent=1)
            os.replace(path + ".new", path)
        return points[key]


def row(bench, name, half, split, grid):
    default = bench.point(split)
    sgd = bench.point(split, "--optimizer", "sgd")
    gibbs = bench.point(split, "--optimizer", "gibbs")
    best = min(((bench.point(split, "--optimizer", "sgd", "--factors", k, "--user-factor-regularization", l2,
                             "--book-factor-regularization", l2)["rmse"], k, l2)
                for k in grid[0] for l2 in grid[1]), default=None)
    against = f"{best[0]:.4f} (k={best[1]}, L2 {best[2]})" if best else "-"
    return (f"| {name} | {half} | {default['bias']:.4f} | {against} | {sgd['rmse']:.4f} | {gibbs['rmse']:.4f} | "
            f"**{default['rmse']:.4f}** | {default['l2']:g} | {default['epochs']} | "
            f"{sgd['pilot'] + sgd['train']:.1f} | {gibbs['train']:.1f} | {default['pilot'] + default['train']:.1f} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("crucible")
    parser.add_argument("folder")
    parser.add_argument("shapes", nargs="*", metavar="SHAPE")
    parser.add_argument("--grid", choices=GRIDS, default="small")
    parser.add_argument("--ranks", type=int, default=1)
    parser.add_argument("--ratings", action="append", default=[], metavar="NAME=RATINGS.h5")
    given = parser.parse_args()
    bench = Bench(os.path.abspath(given.crucible), given.folder, given.ranks)
    own = dict(text.split("=", 1) for text in given.ratings)
    print("| shape | half | bias row | best of the grid (sgd) | sgd | gibbs | default | its L2 | its epochs | "
          "sgd, s | gibbs, s | default, s |")
    print("|---|---|---|---|---|---|---|---|---|---|---|---|")
    for name in given.shapes or (*SHAPES, *own):
        half, options = SHAPES.get(name, ("report", ""))
        print(row(bench, name, half, bench.split(name, options, own.get(name)), GRIDS[given.grid]), flush=True)


if __name__ == "__main__":
    main()
