"""How training scales on modelled clusters: builds the programs, measures rates here, simulates, writes tables.

    python3 tests/bench/simulation/study.py --out FOLDER [--build FOLDER] [--largest RANKS]
"""
import argparse
import csv
import json
import math
import pathlib
import subprocess
import tempfile
import time

import drawing
import platforms
import programs

FACTORS = 64
CASES = {
    "netflix": {"users": 480_000, "books": 17_800, "ratings": 100_000_000, "popularity": 50_000},
    "ten-billion": {"users": 100_000_000, "books": 1_000_000, "ratings": 10_000_000_000, "popularity": 500_000},
}
SHARE_OF = {"netflix": 64, "ten-billion": 1024}  # rates are measured on the share of one rank of so many
RANKS = {"netflix": (4, 16, 64, 256), "ten-billion": (64, 256, 1024)}
NETWORKS = (("fat-tree", 100), ("fat-tree", 400), ("dragonfly", 100), ("dragonfly", 400))
WAYS = {"allreduce": ("allreduce", 1), "rotate": ("rotate", 1), "rotate, 2 shards a rank": ("rotate", 2)}
SMALL = {"users": 20_000, "books": 2000, "ratings": 2_000_000, "epochs": 20}


def rate(driver, sync, case, ranks, shards):
    """Nanoseconds of a rating on one core, with the share of one of `ranks` ranks, and as many cells as there."""
    share = {"users": case["users"] // ranks, "books": case["books"], "ratings": case["ratings"] // ranks}
    run = programs.real(driver, 1, {**share, "sync": sync, "shards": shards, "epochs": 3})
    return run["least_seconds"] / share["ratings"] * 1e9


def merge_rate(driver, case):
    """Nanoseconds of a book's row in a merge: from epochs of two shards on one rank with 9 merges and with 1."""
    share = {"users": 8000, "books": case["books"], "ratings": 2_000_000, "shards": 2, "epochs": 4}
    few, many = (programs.real(driver, 1, {**share, "syncs": syncs})["least_seconds"] for syncs in (1, 9))
    return (many - few) / 8 / 2 / case["books"] * 1e9


def measure(driver):
    """The rates of this machine."""
    rates = programs.real(driver, 2, {"measure": "link"})
    rates["merge_ns"] = merge_rate(driver, CASES["netflix"])
    for name, case in CASES.items():
        rates[name] = {"allreduce": rate(driver, "allreduce", case, SHARE_OF[name], 1),
                       "rotate": rate(driver, "rotate", case, SHARE_OF[name], math.isqrt(SHARE_OF[name]))}
    return rates


def validate(real, simulation, rates, scratch):
    """Real epochs at 1 and 2 ranks beside simulated ones."""
    rows = []
    xml = platforms.pair(rates["latency"], rates["bandwidth"])
    for sync in ("allreduce", "rotate"):
        alone = None
        for ranks in (1, 2):
            options = {**SMALL, "sync": sync, "shards": 16 if sync == "rotate" else ranks}
            truth = programs.real(real / "core_driver", ranks, options)
            alone = alone or truth["least_seconds"] / SMALL["ratings"] * 1e9
            core = programs.simulated(simulation / "core_driver", ranks, xml, scratch, options, True)
            bare = programs.simulated(simulation / "skeleton", ranks, xml, scratch, {
                **options, "syncs": truth["syncs"], "rating-ns": alone, "merge-ns": rates["merge_ns"],
                "addition-ns": rates["addition_ns"]})
            rows.append({"schedule": sync, "ranks": ranks, "real": truth["least_seconds"],
                         "core": core["least_seconds"],
                         "skeleton": bare["seconds"],
                         "core_error": core["least_seconds"] / truth["least_seconds"] - 1,
                         "skeleton_error": bare["seconds"] / truth["least_seconds"] - 1})
    return rows


def formula(run, case, rates, result):
    """Seconds of an epoch: compute + latency + bytes / bandwidth."""
    p, shards, syncs = run["ranks"], result["shards"], result["syncs"]
    hop = platforms.LINKS[run["topology"]] * platforms.LATENCY + 6e-7
    bandwidth = 0.9 * run["gigabits"] / 8 * 1e9
    rating = rates[run["case"]][run["sync"]] * 1e-9
    end = (p + 4 * math.log2(p)) * 6e-7 + 5 * math.log2(p) * hop
    if run["sync"] == "allreduce":
        size = 4 * case["books"] * (FACTORS + 5)
        pieces = math.ceil(size / 2**19)
        merge = case["books"] * rates["merge_ns"] * 1e-9 + size / 4 * rates["addition_ns"] * 1e-9
        merge += 2 * (p - 1) * pieces * hop + 2 * (p - 1) / p * size / bandwidth
        return case["ratings"] * rating / p + syncs * merge + end
    mine = shards / p
    cell = case["ratings"] * rating / shards**2
    block = 4 * case["books"] * (FACTORS + 1) / shards / bandwidth
    step = max(mine * cell, cell + hop + mine * block) if mine > 1 else cell + hop + block
    return shards * step + end


def networks_at(ranks):
    """Fewer at many ranks, where a run takes longer."""
    return NETWORKS if ranks <= 64 else (NETWORKS[0], NETWORKS[3]) if ranks <= 256 else NETWORKS[:1]


def runs_of(largest):
    """What is simulated."""
    for name in CASES:
        for ranks in RANKS[name]:
            for way, (sync, shards) in WAYS.items():
                for kind, gigabits in NETWORKS:
                    if ranks > largest or (kind, gigabits) not in networks_at(ranks):
                        continue
                    yield {"case": name, "ranks": ranks, "way": way, "sync": sync, "shards": ranks * shards,
                           "topology": kind, "gigabits": gigabits}


def simulate(run, skeleton, rates, scratch):
    """One row of the table."""
    case = CASES[run["case"]]
    limit = 48 if run["ranks"] <= 64 else 16 if run["ranks"] <= 256 else 2
    if run["sync"] == "allreduce":
        limit = 10 if run["ranks"] <= 64 else 3 if run["ranks"] <= 256 else 2
    xml = platforms.cluster(run["topology"], run["gigabits"], platforms.nodes_for(run["ranks"]))
    start = time.monotonic()
    result = programs.simulated(skeleton, run["ranks"], xml, scratch, {
        **case, "sync": run["sync"], "shards": run["shards"], "factors": FACTORS, "limit": limit,
        "rating-ns": rates[run["case"]][run["sync"]], "merge-ns": rates["merge_ns"],
        "addition-ns": rates["addition_ns"]})
    serial = case["ratings"] * min(rates[run["case"]].values()) * 1e-9
    expected = formula(run, case, rates, result)
    return {**run, "syncs": result["syncs"], "bytes": result["bytes"], "seconds": result["seconds"],
            "end_seconds": result["end_seconds"], "efficiency": serial / run["ranks"] / result["seconds"],
            "formula_seconds": expected, "formula_efficiency": serial / run["ranks"] / expected,
            "took": time.monotonic() - start}


def markdown(study):
    """The tables, for docs/scaling.md."""
    lines = ["| schedule | ranks | real s | core simulated s | deviation | skeleton s | deviation |",
             "|---|---|---|---|---|---|---|"]
    for row in study["validation"]:
        lines.append(f"| {row['schedule']} | {row['ranks']} | {row['real']:.4f} | {row['core']:.4f} | "
                     f"{row['core_error']:+.1%} | {row['skeleton']:.4f} | {row['skeleton_error']:+.1%} |")
    for name in {row["case"]: 0 for row in study["rows"]}:
        lines += ["", f"{name}:", "", "| network | schedule | ranks | merges | sent GB | epoch s | efficiency | "
                  "formula s | formula efficiency |", "|---|---|---|---|---|---|---|---|---|"]
        for row in (row for row in study["rows"] if row["case"] == name):
            lines.append(f"| {row['topology']} {row['gigabits']} | {row['way']} | {row['ranks']} | {row['syncs']} | "
                         f"{row['bytes'] / 1e9:.2f} | {row['seconds']:.4f} | {row['efficiency']:.0%} | "
                         f"{row['formula_seconds']:.4f} | {row['formula_efficiency']:.0%} |")
    return "\n".join(lines) + "\n"


def write(study, out):
    """CSV, JSON, tables and plots."""
    (out / "study.json").write_text(json.dumps(study, indent=1))
    (out / "study.md").write_text(markdown(study))
    with open(out / "study.csv", "w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, study["rows"][0].keys())
        table.writeheader()
        table.writerows(study["rows"])
    for name in {row["case"]: 0 for row in study["rows"]}:
        shown = [row for row in study["rows"] if row["case"] == name]
        lines = {way: [(row["ranks"], row["efficiency"]) for row in shown
                       if (row["way"], row["topology"], row["gigabits"]) == (way, "fat-tree", 100)]
                 for way in WAYS}
        title = f"{name}: parallel efficiency, fat tree, 100 Gbit/s"
        (out / f"scaling-{name}.svg").write_text(drawing.efficiency(title, lines))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", required=True, type=pathlib.Path)
    parser.add_argument("--build", type=pathlib.Path, help="where the programs are built (default: in --out)")
    parser.add_argument("--largest", type=int, default=1024, help="most ranks")
    given = parser.parse_args()
    start = time.monotonic()
    given.out.mkdir(parents=True, exist_ok=True)
    build = given.build or given.out / "build"
    simulation = programs.build(build / "sim", True)
    real = programs.build(build / "real", False)
    study = {"seconds_to_build": time.monotonic() - start, "rates": measure(real / "core_driver"), "rows": []}
    print(json.dumps(study["rates"]), flush=True)
    with tempfile.TemporaryDirectory() as folder:
        scratch = pathlib.Path(folder)
        study["validation"] = validate(real, simulation, study["rates"], scratch)
        for run in runs_of(given.largest):
            try:
                row = simulate(run, simulation / "skeleton", study["rates"], scratch)
            except (subprocess.TimeoutExpired, RuntimeError):
                print(f"given up: {run}", flush=True)
                study.setdefault("given_up", []).append(run)
                continue
            study["rows"].append(row)
            print(f"{row['case']} {row['topology']} {row['gigabits']} {row['way']}, {row['ranks']} ranks: "
                  f"{row['seconds']:.4f} s, {row['efficiency']:.0%} (simulated in {row['took']:.1f} s)", flush=True)
            study["seconds_to_run"] = time.monotonic() - start
            write(study, given.out)
    print(markdown(study))


if __name__ == "__main__":
    main()
