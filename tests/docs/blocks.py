"""Runs the commands of the pages in a scratch folder, on small files that have the names which a page uses. A block
that cannot run stands in not_run.txt with the reason; one that neither runs nor stands there fails, and so does a line
there that is about no block.

usage: blocks.py REPOSITORY CRUCIBLE [PAGE...]     PAGEs are relative to REPOSITORY; by default all

Commands are blocks in `sh` and `python`, those of `text` with lines that begin with "$ ", and indented ones, which are
Python if they begin with `import`. `[options]` stands for options that make a command fast, and hundreds of factors
are 8. What a block writes with -o is removed before it: a page may tell several stories with the same names.
"""

import collections
import glob
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.realpath(__file__))
FAST = "--factors 3 --epochs 2 --optimizer sgd"
OUTPUTS = re.compile(r"(?<=-o )[\w./-]+")
Block = collections.namedtuple("Block", "page line kind text")

MADE = """
crucible generate --users 300 --books 150 --ratings 12000 --timestamps -o ratings.h5
crucible split ratings.h5 -o split.h5
crucible split ratings.h5 --protocol users --test 0.2 --name users -o users.h5
crucible train split.h5 --factors 4 --epochs 3 --optimizer sgd --regularization 0.05 -o model.h5
crucible train split.h5 --factors 4 --epochs 3 --unrated-weight 0.1 -o ranking.h5
crucible evaluate model.h5 split.h5 --bootstrap 0 --json judged.json
crucible export ratings.h5 -o ratings.csv
cut -d, -f1,2 ratings.csv >liked.csv
tail -n +2 ratings.csv | tr , '\\t' >u.data
crucible generate --matrix 60,20 -o matrix.h5
crucible svd matrix.h5 -o svd.h5
python3 "$PICTURE" rgb 61 47 photo.jpg
crucible compress photo.jpg --ranks 2,9 -o photo-svd
"""

# What a page's blocks read, and which of the files above it is.
FILES = {
    "README.md": {"split.h5": "split.h5", "ranking.h5": "ranking.h5", "ratings.h5": "ratings.h5"},
    "docs/cluster.md": {"split.h5": "split.h5"},
    "docs/export.md": {"ratings.h5": "ratings.h5"},
    "docs/import.md": {"u.data": "u.data"},
    "docs/metrics.md": {"liked.csv": "liked.csv"},
    "docs/pictures.md": {"photo.jpg": "photo.jpg", "factors.h5": "photo-svd/factors.h5"},
    "docs/ranking.md": {"whole_profiles.csv": "ratings.csv", "ratings.h5": "ratings.h5"},
    "docs/report.md": {"split.h5": "split.h5", "model.h5": "model.h5", "other.h5": "ranking.h5",
                       "judged.json": "judged.json", "svd.h5": "svd.h5", "photo-svd": "photo-svd"},
    "docs/svd.md": {"measurements.h5": "matrix.h5", "later.h5": "matrix.h5", "goodbooks.h5": "ratings.h5",
                    "profiles.h5": "ratings.h5"},
    "docs/warm-start.md": {"tonight.h5": "split.h5", "last-night.h5": "split.h5", "model.h5": "model.h5",
                           "ratings.csv": "ratings.csv"},
}


def blocks_of(page, lines):
    """All blocks of code of a page, in their order."""
    at = 0
    while at < len(lines):
        fence = re.match(r"(`{3,})(\w*)", lines[at])
        if fence:
            end = next(i for i in range(at + 1, len(lines)) if lines[i].startswith(fence.group(1)))
            yield Block(page, at + 1, fence.group(2), lines[at + 1:end])
            at = end + 1
        elif lines[at].startswith("    ") and (at == 0 or not lines[at - 1].strip()):
            end = next((i for i in range(at, len(lines)) if lines[i].strip() and not lines[i].startswith("    ")),
                       len(lines))
            text = [line[4:] for line in lines[at:end]]
            yield Block(page, at + 1, "indented", "\n".join(text).rstrip().split("\n"))
            at = end
        else:
            at += 1


def prompted(lines):
    """The commands behind "$ ", without what they print."""
    goes_on = False
    for line in lines:
        if line.startswith("$ ") or goes_on:
            yield line[2:] if line.startswith("$ ") else line
            goes_on = line.endswith("\\")


def code_of(block):
    """The program to run and its text; nothing for a block without commands."""
    has_prompt = any(line.startswith("$ ") for line in block.text)
    if block.kind not in ("sh", "python", "indented") and not has_prompt:
        return None
    if block.kind == "python" or re.match(r"import \w", block.text[0]):
        return ["/usr/bin/python3", "-c"], "\n".join(block.text)
    lines = list(prompted(block.text)) if has_prompt else block.text
    code = re.sub(r"\[(train )?options\]", FAST, "\n".join(lines))
    return ["bash", "-euo", "pipefail", "-c"], re.sub(r"--factors \d{3,}", "--factors 8", code)


def lacking(code, environment):
    """A Python module that the code imports and this machine does not have."""
    for names in re.findall(r"^import ([^#\n]*)", code, re.MULTILINE):
        for name in (word.strip().split(" ")[0].split(".")[0] for word in names.split(",")):
            if subprocess.run(["/usr/bin/python3", "-c", f"import {name}"], check=False,
                              stderr=subprocess.DEVNULL, env=environment).returncode:
                return name
    return None


def not_run():
    """(page, first line) -> why; a first line of * is every block of the page."""
    with open(os.path.join(HERE, "not_run.txt"), encoding="utf-8") as file:
        rows = [[part.strip() for part in line.split(" | ")] for line in file if line.strip() and line[0] != "#"]
    bad = [row for row in rows if len(row) != 3 or not all(row)]
    if bad:
        sys.exit(f"FAILED: not_run.txt: not PAGE | FIRST LINE | REASON: {bad[0]}")
    return {(page, first): why for page, first, why in rows}


def run(command, code, folder, environment):
    done = subprocess.run([*command, code], cwd=folder, env=environment, stdin=subprocess.DEVNULL, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    return done.returncode, done.stdout


def processor_seconds():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def remove(path):
    if os.path.isdir(path):
        shutil.rmtree(path)
    elif os.path.exists(path):
        os.remove(path)


class Pages:
    def __init__(self, repository, crucible, scratch):
        self.repository, self.scratch = repository, scratch
        self.made = os.path.join(scratch, "made")
        binaries = os.path.join(scratch, "bin")
        os.makedirs(binaries)
        os.symlink(os.path.realpath(crucible), os.path.join(binaries, "crucible"))
        self.environment = {**os.environ, "PATH": binaries + ":" + os.environ["PATH"], "HOME": scratch,
                            "PICTURE": os.path.join(repository, "tests/e2e/picture.py"),
                            "PYTHONPATH": os.path.join(repository, "src/python")}

    def make(self):
        if os.path.exists(self.made):
            return
        os.makedirs(self.made)
        code, output = run(["bash", "-euxo", "pipefail", "-c"], MADE, self.made, self.environment)
        if code:
            sys.exit(f"FAILED: exit code {code} where the files for the pages are made:\n{output}")

    def folder(self, page):
        """A folder with the files of a page."""
        folder = os.path.join(self.scratch, page.replace("/", "-"))
        if not os.path.exists(folder):
            os.makedirs(folder)
            for name in ("src", "jobs"):
                os.symlink(os.path.join(self.repository, name), os.path.join(folder, name))
            if page in FILES:
                self.make()
            for name, made in FILES.get(page, {}).items():
                source = os.path.join(self.made, made)
                (shutil.copytree if os.path.isdir(source) else shutil.copy)(source, os.path.join(folder, name))
        return folder

    def run(self, block, command, code):
        """What went wrong; nothing if nothing did."""
        folder = self.folder(block.page)
        for output in OUTPUTS.findall(code):
            remove(os.path.join(folder, output))
        before = processor_seconds()
        status, printed = run(command, code, folder, self.environment)
        print(f"{block.page}:{block.line}: {processor_seconds() - before:.1f} s of processor time", flush=True)
        return f"{block.page}:{block.line}: exit code {status}:\n{code}\n{printed}" if status else None


def main():
    repository, crucible, *wanted = sys.argv[1:]
    os.chdir(repository)
    pages = wanted or ["README.md", "CONTRIBUTING.md", *sorted(glob.glob("docs/*.md"))]
    exceptions = {key: why for key, why in not_run().items() if key[0] in pages}
    used, problems, ran = set(), [], 0
    with tempfile.TemporaryDirectory() as scratch:
        runner = Pages(os.getcwd(), crucible, scratch)
        for page in pages:
            with open(page, encoding="utf-8") as file:
                blocks = list(blocks_of(page, file.read().split("\n")))
            for block in blocks:
                key = next((key for key in ((page, block.text[0].strip()), (page, "*")) if key in exceptions), None)
                used.add(key)
                code = code_of(block)
                if key or not code:
                    continue
                module = lacking(code[1], runner.environment) if code[0][0] != "bash" else None
                if module:
                    print(f"{page}:{block.line}: skipped, /usr/bin/python3 has no {module}")
                    continue
                ran += 1
                problems.append(runner.run(block, *code))
    problems = [problem for problem in problems if problem]
    problems += [f"not_run.txt: {page} has no block that begins with: {first}"
                 for page, first in exceptions if (page, first) not in used]
    if problems:
        sys.exit("FAILED: " + "\n".join(problems))
    print(f"{ran} blocks of {len(pages)} pages ran")


main()
