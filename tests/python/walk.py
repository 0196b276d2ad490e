"""Runs the blocks of code of a page: `sh` blocks by bash, `python` blocks in one namespace. A `text` block is what the
block before it prints; `...` stands for anything. Words after `python` are modules that the block needs: without them
it is skipped, and that is said. Blocks of other kinds, and those without a kind, are not run.

usage: walk.py PAGE.md
"""

import contextlib
import doctest
import importlib
import io
import re
import subprocess
import sys

BLOCK = re.compile(r"^```([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


def run_shell(code):
    done = subprocess.run(["bash", "-euo", "pipefail", "-c", code], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          stdin=subprocess.DEVNULL, text=True, check=False)
    if done.returncode:
        sys.exit(f"FAILED: exit code {done.returncode}:\n{code}\n{done.stdout}")
    return done.stdout


def run_python(code, namespace):
    printed = io.StringIO()
    try:
        with contextlib.redirect_stdout(printed):
            exec(compile(code, "a block of the page", "exec"), namespace)
    except Exception as error:
        sys.exit(f"FAILED: {type(error).__name__}: {error}\nin the block\n{code}")
    return printed.getvalue()


def lacking(modules):
    for module in modules:
        try:
            importlib.import_module(module)
        except ImportError:
            yield module


def main():
    namespace, ran, printed = {}, 0, None
    for words, code in BLOCK.findall(open(sys.argv[1], encoding="utf-8").read()):
        kind, *needs = words.split() or [""]
        absent = list(lacking(needs))
        if kind in ("sh", "python") and absent:
            print(f"Skipped, since {absent[0]} is not installed:\n{code}")
            printed = None
        elif kind in ("sh", "python"):
            printed = run_shell(code) if kind == "sh" else run_python(code, namespace)
            ran += 1
        elif kind == "text" and printed is not None and not doctest.OutputChecker().check_output(code, printed, FLAGS):
            sys.exit(f"FAILED: the page says\n{code}\nbut this was printed:\n{printed}")
    if ran < 5:
        sys.exit(f"FAILED: only {ran} blocks were found")
    print(f"{ran} blocks ran")


main()
