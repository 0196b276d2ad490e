#!/bin/bash
# Checks the Python sources:  python.sh REPOSITORY. What python.py says always, and pyflakes where it is installed.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
if [ ! -x /usr/bin/python3 ]; then
  echo "Skipped: /usr/bin/python3 is not installed"
  exit 77
fi
/usr/bin/python3 "$here/python.py" "$1"
if /usr/bin/python3 -c "import pyflakes" 2>/dev/null; then
  /usr/bin/python3 -m pyflakes "$1/src/python" "$1/tests/python"
else
  echo "pyflakes is not installed: only the above was checked"
fi
