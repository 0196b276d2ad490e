#!/bin/bash
# docs/python.md: its blocks of code run one after the other, and print what the page says.
#
#   walk.sh CRUCIBLE REPOSITORY
set -euo pipefail
# shellcheck source=lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"
mkdir bin
ln -s "$program" bin/crucible
PATH=$PWD/bin:$PATH
python walk.py "$repository/docs/python.md"
