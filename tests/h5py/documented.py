"""Holds docs/file-format.md against files that crucible wrote: every dataset must stand in the table of its format with
its type and shape, every attribute of the root in its section or in the table of all files, and every dataset and
group must describe itself.

usage: documented.py file-format.md FILE...
"""

import re
import sys

import h5py

TEXT = "fixed-length UTF-8 text"
COMMON = "Root attributes of every file"


def read_document(path):
    """{heading: (text, {path: type})}"""
    sections = {}
    for part in open(path, encoding="utf-8").read().split("\n## ")[1:]:
        heading, _, text = part.partition("\n")
        rows = re.findall(r"^\| (/[^|]*) \| ([^|]*) \|", text, re.MULTILINE)
        types = {name.strip(): kind.strip() for names, kind in rows for name in names.split(",")}
        sections[heading] = (text, types)
    return sections


def find_row(types, name):
    for row, kind in types.items():
        if re.fullmatch(row.replace("NAME", "[^/]+"), name):
            return kind
    return None


def check_dataset(dataset, kind, lengths):
    """lengths: what each name of a dimension stood for so far, or "rows or columns" for either."""
    told, dimensions = re.fullmatch(r"(.*?)(?: \[(.*)\])?", kind).groups()
    is_text = dataset.dtype.kind == "S"
    if told != (TEXT if is_text else str(dataset.dtype)):
        return f"is {dataset.dtype}"
    wanted = dimensions.split(" x ")
    if len(wanted) != len(dataset.shape):
        return f"has the shape {dataset.shape}"
    for name, length in zip(wanted, dataset.shape):
        if name.isidentifier():
            lengths.setdefault(name, length)
        try:
            values = [eval(choice, {"min": min}, lengths) for choice in name.split(" or ")]
        except NameError:
            continue
        if length not in values:
            return f"has the shape {dataset.shape}, where {name} is {values}"
    return None


def problems_of(file, sections):
    form = file.attrs["format"]
    form = form.decode() if isinstance(form, bytes) else form
    mine = [section for heading, section in sections.items() if f"(`{form}`)" in heading]
    if len(mine) != 1:
        yield f"{len(mine)} sections for {form}"
        return
    text, types = mine[0]
    for name in file.attrs:
        if f"`{name}`" not in text and f"`{name}`" not in sections[COMMON][0]:
            yield f"attribute {name}"
    items = []
    file.visit(lambda name: items.append(name))
    lengths = {name: int(value) for name, value in file.attrs.items() if name in ("height", "width", "channels")}
    for name in items:
        item = file[name]
        if "description" not in item.attrs:
            yield f"/{name} has no attribute 'description'"
        if isinstance(item, h5py.Group):
            continue
        kind = find_row(types, "/" + name)
        problem = "is not in the table" if kind is None else check_dataset(item, kind, lengths)
        if problem:
            yield f"/{name}: documented as {kind}, {problem}"


def main():
    sections = read_document(sys.argv[1])
    failed = False
    for path in sys.argv[2:]:
        with h5py.File(path, "r") as file:
            for problem in problems_of(file, sections):
                print(f"FAILED: {path}: {problem}")
                failed = True
    if failed:
        sys.exit(1)
    print(f"{len(sys.argv) - 2} files are as {sys.argv[1]} says")


main()
