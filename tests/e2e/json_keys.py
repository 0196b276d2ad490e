"""Holds the tables of docs/json.md against JSON that crucible wrote: every key that is there must be documented with
its type, and every key that is not optional must be there in every file of its command (but for --dry-run).

usage: json_keys.py docs/json.md HELP_TEXT FILE...
"""

import json
import re
import sys

COMMON = "Every command"


def read_document(path):
    """{section: {key: (types, optional)}}"""
    sections, section = {}, None
    with open(path, encoding="utf-8") as file:
        for line in file:
            if line.startswith("## "):
                section = sections.setdefault(line[3:].strip(), {})
            match = re.match(r"\| `([^`]+)` \| ([^|]+) \|", line)
            if match and section is not None:
                words = match.group(2).strip()
                types = set(words.replace(", optional", "").split(" or "))
                section[match.group(1)] = (types, words.endswith(", optional"))
    return sections


def leaves(value, path=""):
    """Pairs of path and type name; empty lists and objects have none."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from leaves(item, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for item in value:
            yield from leaves(item, path + "[]")
    elif isinstance(value, bool):
        yield path, "true/false"
    elif value is None:
        yield path, "null"
    else:
        yield path, {int: "integer", float: "number", str: "text"}[type(value)]


def pattern_of(key):
    """CAPITALS stand for any name, which may have dots of its own (split.h5)."""
    return re.compile("".join(".+" if re.fullmatch("[A-Z]+", part) else re.escape(part)
                              for part in re.split(r"([.]|\[\])", key)))


def problems_of(name, report, sections):
    own = sections[report["command"]]
    documented = {key: value for key, value in sections[COMMON].items() if f"{key}[]" not in
                  {re.split(r"[.]", other)[0] for other in own}}
    documented.update(own)
    patterns = {key: pattern_of(key) for key in documented}
    found = set()
    for path, kind in sorted(set(leaves(report))):
        keys = [key for key, pattern in patterns.items() if pattern.fullmatch(path)]
        if not keys:
            yield f"{name}: {path} is not documented for {report['command']}"
            continue
        found.update(keys)
        types = set().union(*(documented[key][0] for key in keys))
        if kind not in types and not (kind == "integer" and "number" in types):
            yield f"{name}: {path} is {kind}, documented as {' or '.join(sorted(types))}"
    if report["config"]["dry-run"] == "true":
        return
    for key, (_, optional) in documented.items():
        if not optional and key not in found:
            yield f"{name}: {report['command']} lacks {key}"


def main():
    document, help_text, *files = sys.argv[1:]
    sections = read_document(document)
    with open(help_text, encoding="utf-8") as file:
        commands = re.findall(r"^  ([a-z]+)  ", file.read(), re.MULTILINE)
    problems = [f"{document} has no section {name}" for name in commands if name not in sections]
    covered = set()
    for name in files:
        with open(name, encoding="utf-8") as file:
            report = json.load(file)
        covered.add(report["command"])
        problems += problems_of(name, report, sections)
    problems += [f"no JSON of {name} was looked at" for name in commands if name not in covered]
    if problems or not commands:
        sys.exit("FAILED:\n  " + "\n  ".join(problems))
    print(f"{len(files)} files of {len(covered)} commands have the keys of {document}")


main()
