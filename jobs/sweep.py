#!/usr/bin/env python3
"""The rows of a sweep and the table of their results, for sweep.sbatch. Needs no package beyond Python 3.6.

    sweep.py count PARAMETERS                                          prints how many rows there are
    sweep.py row PARAMETERS FOLDER SPLIT OPTIONS N                     prints the folder of row N and all of its options
    sweep.py table PARAMETERS FOLDER SPLIT OPTIONS table.csv table.txt
"""

import contextlib
import csv
import fcntl
import hashlib
import json
import os
import statistics
import sys

SEAL_BYTES = 4096  # of a file of ours: a checksum of all of it
GROW_WITH_ERROR = ("rmse", "mae")


def read_rows(path):
    with open(path, encoding="utf-8") as file:
        words = [line.split() for line in file]
    return [" ".join(row) for row in words if row and not row[0].startswith("#")]


class Sweep:
    """Rows with the options of all, each with a folder that is named after them and the ratings."""

    def __init__(self, parameters, folder, split, common):
        with open(split, "rb") as file:
            seal = file.read(SEAL_BYTES)
        self.options = [" ".join((common + " " + row).split()) for row in read_rows(parameters)]
        self.folders = [os.path.join(folder, hashlib.sha256(options.encode() + seal).hexdigest()[:12])
                        for options in self.options]


def by_name(options):
    """{"factors": "64", "biases": "yes"} of "--factors 64 --biases"."""
    found, name = {}, None
    for word in options.split():
        if word.startswith("--"):
            name, _, value = word[2:].partition("=")
            found[name] = value or "yes"
        elif name:
            found[name] = word
    return found


def read_json(folder, name):
    try:
        with open(os.path.join(folder, name), encoding="utf-8") as file:
            return json.load(file)
    except (OSError, ValueError):
        return {}


def state_of(folder):
    if os.path.exists(os.path.join(folder, "finished")):
        return "done"
    with contextlib.suppress(OSError), open(os.path.join(folder, "failed"), encoding="utf-8") as file:
        return "failed (" + file.read().strip() + ")"
    return "begun" if os.path.exists(os.path.join(folder, "model.h5")) else "open"


def result_of(number, options, folder):
    result = {"row": number, "state": state_of(folder), "folder": os.path.basename(folder), "options": options}
    if result["state"] == "done":
        training = read_json(folder, "train.json")
        seconds = [epoch["seconds"] for epoch in training.get("epochs", [])]
        result["metrics"] = read_json(folder, "evaluation.json").get("metrics", {})
        result["best_epoch"] = training.get("best_epoch")
        result["epoch_seconds"] = statistics.median(seconds) if seconds else None
    return result


def names_in(dictionaries):
    return list(dict.fromkeys(name for dictionary in dictionaries for name in dictionary))


def best_first(results, metrics):
    """By the first metric; rows without a result last, in the order of the file."""
    sign = 1 if metrics and metrics[0].startswith(GROW_WITH_ERROR) else -1

    def key(result):
        value = result.get("metrics", {}).get(metrics[0]) if metrics else None
        return (value is None, 0 if value is None else sign * value, result["row"])

    return sorted(results, key=key)


def write_csv(path, results, metrics):
    options = names_in(by_name(result["options"]) for result in results)
    fixed = ["row", "state", "folder", "best_epoch", "epoch_seconds"]
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(fixed + metrics + options)
        for result in results:
            given = by_name(result["options"])
            table.writerow([result.get(name) for name in fixed] +
                           [result.get("metrics", {}).get(name) for name in metrics] +
                           [given.get(name) for name in options])


def shown(value):
    if value is None:
        return "-"
    return "%.4g" % value if isinstance(value, float) else str(value)


def write_text(path, results, metrics):
    lines = [["row"] + metrics + ["best epoch", "s/epoch", "state", "options"]]
    for result in results:
        lines.append([shown(value) for value in
                      [result["row"]] + [result.get("metrics", {}).get(name) for name in metrics] +
                      [result.get("best_epoch"), result.get("epoch_seconds"), result["state"], result["options"]]])
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    with open(path, "w", encoding="utf-8") as file:
        for line in lines:
            numbers = [cell.rjust(width) for cell, width in zip(line[:-2], widths)]
            file.write("  ".join(numbers + [line[-2].ljust(widths[-2]), line[-1]]).rstrip() + "\n")


@contextlib.contextmanager
def locked(path):
    """Tasks that end together write the table one after the other, where the file system has locks."""
    with open(path, "w", encoding="utf-8") as file:
        with contextlib.suppress(OSError):
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def replace(path, write, *arguments):
    """A reader sees the old table or the new one."""
    write(path + ".new", *arguments)
    os.replace(path + ".new", path)


def write_tables(sweep, folder, csv_path, text_path):
    with locked(os.path.join(folder, "table.lock")):
        results = [result_of(number + 1, options, place)
                   for number, (options, place) in enumerate(zip(sweep.options, sweep.folders))]
        metrics = names_in(result.get("metrics", {}) for result in results)
        results = best_first(results, metrics)
        replace(csv_path, write_csv, results, metrics)
        replace(text_path, write_text, results, metrics)


def main(action, parameters, *arguments):
    if action == "count":
        print(len(read_rows(parameters)))
        return
    folder, split, common, *wanted = arguments
    sweep = Sweep(parameters, folder, split, common)
    if action == "row":
        number = int(wanted[0]) - 1
        print(sweep.folders[number], sweep.options[number], sep="\n")
    else:
        write_tables(sweep, folder, *wanted)


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except OSError as error:
        sys.exit("sweep.py: %s" % error)
