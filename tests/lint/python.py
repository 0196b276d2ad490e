"""Checks the Python of the tree: syntax, lengths, imports that nothing uses, and that every module says what it is for.

usage: python.py REPOSITORY
"""

import ast
import sys
from pathlib import Path

LINE, FUNCTION, FILE = 120, 40, 300
FOLDERS = ("src", "tests", "docs", "jobs")


def functions(tree):
    return (node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)))


def unused_imports(tree):
    imported = {}
    for node in ast.walk(tree):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            for name in node.names:
                imported[(name.asname or name.name).split(".")[0]] = node.lineno
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    exported = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    return ((line, name) for name, line in imported.items() if name not in used and name not in exported)


def problems_of(text):
    """(line, problem) of a source."""
    try:
        tree = ast.parse(text)
    except SyntaxError as error:
        yield error.lineno, error.msg
        return
    lines = text.splitlines()
    yield from ((number, f"has {len(line)} columns") for number, line in enumerate(lines, 1) if len(line) > LINE)
    if len(lines) > FILE:
        yield len(lines), f"the file has more than {FILE} lines"
    if not ast.get_docstring(tree):
        yield 1, "the module does not say what it is for"
    for node in functions(tree):
        if node.end_lineno - node.lineno >= FUNCTION:
            yield node.lineno, f"{node.name}() has more than {FUNCTION} lines"
    yield from ((line, f"nothing uses {name}") for line, name in unused_imports(tree))


def main():
    root = Path(sys.argv[1])
    files = sorted(path for folder in FOLDERS for path in (root / folder).rglob("*.py"))
    found = [f"{path}:{line}: {problem}" for path in files for line, problem in problems_of(path.read_text("utf-8"))]
    print(*found, sep="\n", end="\n" if found else "")
    if found or not files:
        sys.exit(1)
    print(f"{len(files)} Python files are fine")


main()
