#!/usr/bin/env python3
"""Ranking metrics from a TREC run and its judgements: a second implementation, to check crucible evaluate.

    trec_metrics.py RUN QRELS K            prints "name value" lines
    trec_metrics.py RUN QRELS K EVAL.json  compares with what `crucible evaluate --json` wrote; exit code 1 if any
                                           differs
"""
import collections
import json
import math
import sys


def read_run(path):
    places = collections.defaultdict(list)
    for line in open(path, encoding="utf-8"):
        user, _, book, _, score, _ = line.split()
        places[user].append((-float(score), book))
    return {user: [book for _, book in sorted(rows, key=lambda row: row[0])] for user, rows in places.items()}


def read_qrels(path):
    relevant = collections.defaultdict(set)
    for line in open(path, encoding="utf-8"):
        user, _, book, grade = line.split()
        if int(grade) > 0:
            relevant[user].add(book)
    return relevant


def of_user(shown, relevant, k):
    hit = [1 if book in relevant else 0 for book in shown[:k]]
    ideal = min(k, len(relevant))
    first = hit.index(1) + 1 if 1 in hit else math.inf
    return {
        "precision": sum(hit) / k,
        "recall": sum(hit) / len(relevant),
        "capped_recall": sum(hit) / ideal,
        "hit_rate": max(hit, default=0),
        "ap": sum(h * sum(hit[: i + 1]) / (i + 1) for i, h in enumerate(hit)) / ideal,
        "ndcg": sum(h / math.log2(i + 2) for i, h in enumerate(hit)) / sum(1 / math.log2(i + 2) for i in range(ideal)),
        "mrr": 1 / first,
    }


def main(run_path, qrels_path, k, json_path=None):
    run, qrels, k = read_run(run_path), read_qrels(qrels_path), int(k)
    sums = collections.Counter()
    for user, relevant in qrels.items():
        sums.update(of_user(run.get(user, []), relevant, k))
    values = {f"{name}@{k}": total / len(qrels) for name, total in sums.items()}
    told = json.load(open(json_path, encoding="utf-8"))["metrics"] if json_path else {}
    wrong = 0
    for name, value in sorted(values.items()):
        differs = bool(told) and abs(told[name] - value) > 1e-9
        wrong += differs
        print(f"{name} {value:.9f}" + (f"  but crucible says {told[name]:.9f}" if differs else ""))
    return 1 if wrong or (json_path and not told) else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
