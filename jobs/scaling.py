#!/usr/bin/env python3
"""The table and the picture of what scaling.sbatch has measured. Needs no package beyond Python 3.6.

    scaling.py FOLDER table.csv picture.svg

FOLDER has the --json of each run: train-for-4-on-2-round-1.json is the training of what weak scaling gives 4 ranks, on
2 ranks. Seconds are those of an epoch, without the first of each run, in which memory is touched for the first time,
or of the decomposition on the slowest rank.
"""

import collections
import csv
import json
import math
import os
import re
import statistics
import sys

NAME = re.compile(r"(train|svd)-for-(\d+)-on-(\d+)-round-\d+\.json")
COLUMNS = ("command", "scaling", "ranks", "work", "seconds", "least", "most", "samples", "speedup", "efficiency",
           "peak_rss_bytes")
Run = collections.namedtuple("Run", "seconds peak_rss_bytes")


def seconds_of(command, report):
    if command == "svd":
        return [report["seconds"]["factor"]["max"]]
    seconds = [epoch["seconds"] for epoch in report["epochs"]]
    return seconds[1:] or seconds


def read_runs(folder):
    """(command, size, ranks) -> its runs."""
    runs = collections.defaultdict(list)
    for name in sorted(os.listdir(folder)):
        found = NAME.fullmatch(name)
        if not found:
            continue
        with open(os.path.join(folder, name), encoding="utf-8") as file:
            report = json.load(file)
        command, size, ranks = found.group(1), int(found.group(2)), int(found.group(3))
        if report["ranks"] != ranks:
            raise ValueError("%s was measured on %d ranks" % (name, report["ranks"]))
        runs[command, size, ranks].append(Run(seconds_of(command, report), report["peak_rss_bytes"]))
    return runs


def rows_of(runs):
    """A row for each command, scaling and number of ranks; speed-up is work an hour beside the fewest ranks."""
    rows = []
    for command in ("train", "svd"):
        first = min((ranks for name, _, ranks in runs if name == command), default=None)
        for scaling in ("strong", "weak"):
            base = None
            for size, ranks in sorted(key[1:] for key in runs if key[0] == command):
                if size != (first if scaling == "strong" else ranks):
                    continue
                samples = [value for run in runs[command, size, ranks] for value in run.seconds]
                seconds = statistics.median(samples)
                base = base or seconds
                speedup = base / seconds * size / first
                rows.append(dict(zip(COLUMNS, (
                    command, scaling, ranks, size / first, seconds, min(samples), max(samples), len(samples), speedup,
                    speedup * first / ranks, max(run.peak_rss_bytes for run in runs[command, size, ranks])))))
    return rows


def write_csv(path, rows):
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        table = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        table.writeheader()
        table.writerows({name: "%.6g" % value if isinstance(value, float) else value for name, value in row.items()}
                        for row in rows)


WIDTH, HEIGHT, LEFT, TOP = 380, 300, 60, 50  # of a panel's frame, and where the first one is
COLOURS = {"train": "#1f77b4", "svd": "#d62728"}


class Panel:
    """A frame with ranks to the right, by powers of two."""

    def __init__(self, number, title, ranks, ticks, place):
        """`place` says where a value stands between bottom (0) and top (1)."""
        self.left = LEFT + number * (WIDTH + 80)
        self.place = place
        self.few, self.many = min(ranks), max(ranks)
        self.parts = ['<text x="%g" y="%g" class="title">%s</text>' % (self.left, TOP - 15, title),
                      '<rect x="%g" y="%g" width="%g" height="%g" class="frame"/>' % (self.left, TOP, WIDTH, HEIGHT)]
        for value in ticks:
            y = self.y(value)
            self.parts.append('<path d="M%g %gh%g" class="grid"/>' % (self.left, y, WIDTH))
            self.parts.append('<text x="%g" y="%g" class="left">%g</text>' % (self.left - 6, y + 4, value))
        for count in ranks:
            self.parts.append('<text x="%g" y="%g" class="below">%d</text>' % (self.x(count), TOP + HEIGHT + 18, count))
        self.parts.append('<text x="%g" y="%g" class="below">ranks</text>'
                          % (self.left + WIDTH / 2, TOP + HEIGHT + 38))

    def x(self, ranks):
        span = math.log(self.many / self.few) or 1
        return self.left + 15 + (WIDTH - 30) * math.log(ranks / self.few) / span

    def y(self, value):
        return TOP + HEIGHT * (1 - self.place(value))

    def line(self, points, style):
        path = " ".join("%.1f,%.1f" % (self.x(ranks), self.y(value)) for ranks, value in points)
        self.parts.append('<polyline points="%s" %s/>' % (path, style))

    def draw(self, rows, measure, ideal):
        self.line(ideal, 'class="ideal"')
        for command, colour in COLOURS.items():
            points = [(row["ranks"], row[measure]) for row in rows if row["command"] == command]
            self.line(points, 'fill="none" stroke="%s" stroke-width="2"' % colour)
            for ranks, value in points:
                self.parts.append('<circle cx="%.1f" cy="%.1f" r="3.5" fill="%s"><title>%s on %d ranks: %.3g</title>'
                                  '</circle>' % (self.x(ranks), self.y(value), colour, command, ranks, value))


def strong_panel(rows):
    ranks = sorted({row["ranks"] for row in rows})
    ideal = [(count, count / ranks[0]) for count in ranks]
    values = [row["speedup"] for row in rows] + [ideal[-1][1]]
    low, high = math.floor(math.log2(min(values + [1]))), max(1, math.ceil(math.log2(max(values))))
    panel = Panel(0, "Strong scaling: speed-up", ranks, [2.0**power for power in range(low, high + 1)],
                  lambda value: (math.log2(value) - low) / (high - low))
    panel.draw(rows, "speedup", ideal)
    return panel


def weak_panel(rows):
    ranks = sorted({row["ranks"] for row in rows})
    top = math.ceil(max([row["efficiency"] for row in rows] + [1]) * 5 + 0.5) / 5
    panel = Panel(1, "Weak scaling: efficiency", ranks, [step / 5 for step in range(round(top * 5) + 1)],
                  lambda value: value / top)
    panel.draw(rows, "efficiency", [(count, 1) for count in ranks])
    return panel


STYLE = """text { font: 13px sans-serif; fill: #222 } .title { font-size: 15px; font-weight: bold }
.left { text-anchor: end } .below { text-anchor: middle } .frame { fill: none; stroke: #222 }
.grid { stroke: #ddd } .ideal { fill: none; stroke: #888; stroke-dasharray: 5 4 }"""


def write_svg(path, rows):
    parts = []
    for scaling, panel in (("strong", strong_panel), ("weak", weak_panel)):
        parts += panel([row for row in rows if row["scaling"] == scaling]).parts
    for number, (name, colour) in enumerate([*COLOURS.items(), ("ideal", "#888")]):
        x = LEFT + 90 * number
        parts.append('<path d="M%d 398h24" stroke="%s" stroke-width="2"/><text x="%d" y="402">%s</text>'
                     % (x, colour, x + 30, name))
    with open(path, "w", encoding="utf-8") as file:
        file.write('<svg xmlns="http://www.w3.org/2000/svg" width="920" height="420">\n<style>%s</style>\n'
                   '<rect width="100%%" height="100%%" fill="white"/>\n%s\n</svg>\n' % (STYLE, "\n".join(parts)))


def main(folder, csv_path, svg_path):
    rows = rows_of(read_runs(folder))
    write_csv(csv_path, rows)
    write_svg(svg_path, rows)
    for row in rows:
        print("%-5s %-6s %5d ranks %10.4g s  speed-up %6.2f  efficiency %5.2f"
              % tuple(row[name] for name in ("command", "scaling", "ranks", "seconds", "speedup", "efficiency")))


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except (OSError, ValueError) as error:
        sys.exit("scaling.py: %s" % error)
