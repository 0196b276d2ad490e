#!/bin/bash
# blocks.py finds what is wrong with a page:  blocks_can_fail.sh CRUCIBLE
set -euo pipefail
check=$(dirname "$(readlink -f "$0")")/blocks.py
program=$(readlink -f "$1")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
mkdir src jobs

run() { printf '%s\n' "$1" >page.md; /usr/bin/python3 "$check" . "$program" page.md >out 2>&1; }
good() { run "$1" || { cat out; echo "refused, but right: $1"; exit 1; }; }
bad() { ! run "$1" || { echo "accepted, but wrong: $1"; exit 1; }; grep -qF "$2" out || { cat out; exit 1; }; }

good $'Words.\n\n    crucible help >help.txt\n\nMore words.\n\n```sh\ngrep -q crucible help.txt\n```'
good $'```text\nwhat is printed\n```\n\n```text\n$ echo one \\\n  two\none two\n```'
good $'    import json\n    assert json.loads("[1]")'
bad $'Words.\n\n    crucible no-such-command\n' 'page.md:3: exit code 2'
bad $'```sh\ncrucible help >/dev/null\nfalse\n```' 'page.md:1: exit code 1'
bad $'```text\n$ crucible info none.h5\n...\n```' 'none.h5'
bad $'```python\nassert False\n```' 'AssertionError'
echo "blocks.py tells right from wrong"
