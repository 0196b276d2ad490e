#!/usr/bin/env python3
"""Prints what the dense routes should cost on many ranks: operations, words and messages of the busiest, and seconds.

usage: scale_model.py [--order N] [--ranks 1,2,16,64,1024] [--gemm GF] [--memory GB] [--network GB] [--latency US]
                      [--cores-per-host C]

A model and no measurement. All singular vectors of a square matrix. A rank has a core that multiplies matrices at
--gemm GFLOP/s and reads memory at --memory GB/s; a message takes --latency microseconds, its bytes --network GB/s. One
that works alone has the --cores-per-host of its host. Lower-order terms are left out, so are waits for others.
"""

import argparse
import math


class Cost:
    """Of the busiest rank."""

    def __init__(self):
        self.flops = 0.0  # level 3
        self.read = 0.0  # words read from memory by level 2
        self.alone = 0.0  # operations of level 3 while others wait
        self.words = 0.0
        self.messages = 0.0

    def seconds(self, machine):
        return (self.flops / machine.gemm + 8 * self.read / machine.memory
                + self.alone / (machine.gemm * machine.cores) + 8 * self.words / machine.network
                + self.messages * machine.latency)


def divide_and_conquer(n, ranks):
    """dc: bidiagonal form, dbdsdc on one rank, back-transformation of both sides."""
    cost = Cost()
    stages = math.ceil(math.log2(ranks)) if ranks > 1 else 0
    cost.flops += (4 / 3 + 4) * n**3 / ranks
    if ranks <= 16:  # whole columns: one sum of two columns for each column, and reflectors to all for both sides
        cost.read += n**3 / 3 / ranks + 48 * n**2  # and what every rank does alike: six products with 16 columns
        cost.words += stages * n**2 + 3 * n**2 * (1 - 1 / ranks)
        cost.messages += stages * n
    else:  # pdgebrd: two products for each column, each with a sum and a broadcast over a side of the grid
        cost.read += 2 * n**3 / 3 / ranks
        side = math.sqrt(ranks)
        cost.words += stages * 2 * n**2 / side + 2 * stages * n**2 / side
        cost.messages += 4 * stages / 2 * n + 4 * stages * n / 64
    cost.alone += 4 / 3 * n**3  # both sides' merges, half of them left out where values deflate
    if ranks > 1:
        cost.words += 2 * n**2  # rank 0 deals both sides out
        cost.messages += 2 * ranks
    return cost


def polar(n, ranks):
    """polar: QR, two steps of QDWH by QR and three by Cholesky, pdsyevd, products. No rank works alone."""
    cost = Cost()
    stages = math.ceil(math.log2(ranks)) if ranks > 1 else 0
    side = math.sqrt(ranks)
    level_3 = 4 / 3 + 2 * 9 + 3 * 10 / 3 + 1 + (2 / 3 + 4 / 3 + 2) + 2 + 2
    cost.flops += level_3 * n**3 / ranks
    cost.read += 2 / 3 * n**3 / ranks  # half of pdsytrd's operations
    if ranks > 1:
        cost.words += stages * 12 * n**2 / side
        cost.messages += stages * (2 * n * 2 + n * 3) + stages * 12 * n / 64  # columns of QR and of pdsytrd
    return cost


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--order", type=float, default=20000)
    parser.add_argument("--ranks", default="1,2,16,64,1024")
    parser.add_argument("--gemm", type=float, default=35, help="GFLOP/s of a core")
    parser.add_argument("--memory", type=float, default=6, help="GB/s of a core while all read")
    parser.add_argument("--network", type=float, default=3, help="GB/s of a rank")
    parser.add_argument("--latency", type=float, default=2, help="microseconds")
    parser.add_argument("--cores-per-host", type=int, default=32)
    options = parser.parse_args()
    print("| ranks | route | GFLOP of a rank | level 2 reads | GFLOP alone | words | messages | seconds | efficiency |")
    print("|---|---|---|---|---|---|---|---|---|")
    for name, route in [("dc", divide_and_conquer), ("polar", polar)]:
        first = None
        for ranks in [int(text) for text in options.ranks.split(",")]:
            machine = argparse.Namespace(gemm=options.gemm * 1e9, memory=options.memory * 1e9,
                                         network=options.network * 1e9, latency=options.latency * 1e-6,
                                         cores=min(ranks, options.cores_per_host))
            cost = route(options.order, ranks)
            seconds = cost.seconds(machine)
            first = first or seconds * ranks
            row = [f"{ranks}", name, f"{cost.flops / 1e9:,.0f}", f"{8e-9 * cost.read:,.0f} GB",
                   f"{cost.alone / 1e9:,.0f}", f"{cost.words:.1e}", f"{cost.messages:.1e}", f"{seconds:,.1f}",
                   f"{first / seconds / ranks:.0%}"]
            print("| " + " | ".join(row) + " |")


if __name__ == "__main__":
    main()
