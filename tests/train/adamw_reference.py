#!/usr/bin/env python3
"""Repeats 50 AdamW steps of crucible in PyTorch, from the same start over the same batches, and compares.

    adamw_reference.py PROGRAM...    PROGRAM prints what adamw_steps prints, e.g. "mpirun -n 2 adamw_steps"

Exit code 0: the factors agree to 1e-4 (relative, in norm); 1: they do not; 77: PyTorch is not there.
"""
import json
import subprocess
import sys

try:
    import torch
except ImportError as error:
    print(f"skipped: PyTorch is not installed (Debian: python3-torch): {error}")
    sys.exit(77)

run = json.loads(subprocess.run(sys.argv[1:], check=True, capture_output=True, text=True).stdout)
users, books, k, count = run["users"], run["books"], run["k"], run["count"]
start = torch.tensor(run["start"], dtype=torch.float32)
end = torch.tensor(run["end"], dtype=torch.float32)


def factors(values):
    """User factors and book factors of user factors, user biases, book factors, book biases."""
    first_book = users * (k + 1)
    return (values[: users * k].reshape(users, k).clone(),
            values[first_book: first_book + books * k].reshape(books, k).clone())


p, q = (torch.nn.Parameter(part) for part in factors(start))
optimizer = torch.optim.AdamW([p, q], lr=run["learning_rate"], weight_decay=run["weight_decay"])
user = torch.tensor(run["user"])
book = torch.tensor(run["book"])
rating = torch.tensor(run["rating"], dtype=torch.float32)
steps = 0
for first_of_epoch in range(0, len(run["order"]), count):
    order = torch.tensor(run["order"][first_of_epoch: first_of_epoch + count])
    for first in range(0, count, run["batch"]):
        batch = order[first: first + run["batch"]]
        loss = torch.nn.functional.mse_loss((p[user[batch]] * q[book[batch]]).sum(dim=1), rating[batch])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        steps += 1

worst = 0.0
for name, torchs, ours, before in zip(("user", "book"), (p, q), factors(end), factors(start)):
    off = float((torchs.detach() - ours).norm() / torchs.detach().norm())
    moved = float((torchs.detach() - before).norm() / before.norm())
    print(f"{name} factors: relative difference {off:.2e} after {steps} steps that moved them by {moved:.2e}")
    worst = max(worst, off)
sys.exit(0 if worst < 1e-4 else 1)
