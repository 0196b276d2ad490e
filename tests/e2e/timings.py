"""Checks what a command says of its time.

usage: timings.py RANKS PHASE,PHASE,... JSON TABLE TRACE

JSON is of --json, TABLE what --timings printed, TRACE of --trace. Nothing here depends on how long anything took.
"""

import collections
import json
import re
import sys

HEADING = ["phase", "min", "s", "mean", "s", "max", "s", "share", "max/mean", "messages", "s", "sent"]
TICK = 0.01  # microseconds


def check(holds, text):
    if not holds:
        sys.exit(f"FAILED: {text}")


def check_json(report, ranks, phases):
    seconds, communication = report["seconds"], report["communication"]
    check(list(seconds) == list(communication), "other phases have communication than seconds")
    check(set(phases) <= set(seconds), f"{phases} are not all in {list(seconds)}")
    check(list(seconds)[-2:] == ["other", "total"], f"the last phases are {list(seconds)[-2:]}")
    for phase, row in seconds.items():
        check(0 <= row["min"] <= row["mean"] <= row["max"], f"{phase}: {row}")
        check(len(row["of_ranks"]) == ranks, f"{phase}: {row}")
        check((min(row["of_ranks"]), max(row["of_ranks"])) == (row["min"], row["max"]), f"{phase}: {row}")
        check(0 <= row["share"] <= 1 + 1e-9 and row["imbalance"] >= 1, f"{phase}: {row}")
        check(0 <= communication[phase]["seconds"] <= row["mean"] + 1e-9, f"{phase}: {communication[phase]}, {row}")
        check(ranks > 1 or communication[phase]["bytes"] == 0, f"{phase}: one rank has sent {communication[phase]}")
    parts = [phase for phase in seconds if phase != "total"]
    total = seconds["total"]
    check(total["share"] == 1, f"total: {total}")
    check(abs(sum(seconds[phase]["share"] for phase in parts) - 1) < 1e-6, f"shares: {seconds}")
    check(abs(sum(seconds[phase]["mean"] for phase in parts) - total["mean"]) < 1e-6, f"means: {seconds}")
    sent = sum(communication[phase]["bytes"] for phase in parts)
    check(sent == communication["total"]["bytes"], f"bytes: {communication}")
    check(ranks == 1 or sent > 0, "nothing was sent")


def check_table(text, report, ranks):
    lines = text.splitlines()
    begin = next((n for n, line in enumerate(lines) if line.split() == HEADING), None)
    check(begin is not None, f"no table in {text}")
    rows = lines[begin + 1:begin + 1 + len(report["seconds"])]
    check([row.split()[0] for row in rows] == list(report["seconds"]), f"phases of the table: {rows}")
    shares = [float(re.search(r"([0-9.]+) %", row).group(1)) for row in rows]
    check(shares[-1] == 100 and abs(sum(shares[:-1]) - 100) < 0.1 * len(rows), f"shares of the table: {shares}")
    for row, (phase, seconds) in zip(rows, report["seconds"].items()):
        wanted = [f"{seconds[key]:.3f}" for key in ("min", "mean", "max")]
        check(all(abs(float(a) - float(b)) < 0.0015 for a, b in zip(row.split()[1:4], wanted)), f"{phase}: {row}")
    last = lines[begin + 1 + len(rows)]
    check(last.startswith("1 rank;" if ranks == 1 else f"{ranks} ranks;"), f"the last line is {last}")


def check_trace(trace, report, ranks):
    of_rank, names = collections.defaultdict(list), {}
    for event in trace["traceEvents"]:
        check({"name", "ph", "pid", "tid"} <= set(event), f"event {event}")
        if event["ph"] == "M":
            names.setdefault(event["name"], {})[(event["pid"], event["tid"])] = event["args"]
            continue
        check(event["ph"] == "X" and {"ts", "dur", "cat"} <= set(event), f"event {event}")
        check(event["ts"] >= 0 and event["dur"] >= 0, f"event {event}")
        of_rank[(event["pid"], event["tid"])].append(event)
    check(sorted(rank for _, rank in of_rank) == list(range(ranks)), f"ranks: {list(of_rank)}")
    check({key: row["name"] for key, row in names["thread_name"].items()} ==
          {key: f"rank {key[1]}" for key in of_rank}, f"names of ranks: {names}")
    check({host for host, _ in names["process_name"]} == {host for host, _ in of_rank}, f"names of hosts: {names}")
    for events in of_rank.values():
        total = events[0]
        check(total["name"] == f"crucible {report['command']}" and total["ts"] == 0, f"first event: {total}")
        check(sum(event["dur"] for event in events[1:]) <= total["dur"] + TICK * len(events), "more than the total")
        open_ends = []
        for event in events:  # in the order of their begin
            end = event["ts"] + event["dur"]
            while open_ends and open_ends[-1] <= event["ts"] + TICK:
                open_ends.pop()
            check(not open_ends or end <= open_ends[-1] + TICK, f"not nested: {event}")
            open_ends.append(end)
    phases = {event["cat"] for events in of_rank.values() for event in events}
    check(set(report["seconds"]) - {"other", "total"} <= phases, f"phases of the trace: {phases}")
    for row in report.get("epochs", []):
        for events in of_rank.values():
            found = [event for event in events if event["name"] == f"train epoch {row['epoch']}"]
            check(len(found) == 1, f"epoch {row['epoch']} is in the trace {len(found)} times")


def main():
    ranks, phases = int(sys.argv[1]), sys.argv[2].split(",")
    with open(sys.argv[3], encoding="utf-8") as file:
        report = json.load(file)
    check_json(report, ranks, phases)
    with open(sys.argv[4], encoding="utf-8") as file:
        check_table(file.read(), report, ranks)
    with open(sys.argv[5], encoding="utf-8") as file:
        check_trace(json.load(file), report, ranks)


main()
