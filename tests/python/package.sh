#!/bin/bash
# The package installs without a network, and has the version of the program.
#
#   package.sh CRUCIBLE REPOSITORY
set -euo pipefail
# shellcheck source=lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"

version=$(/usr/bin/python3 -c "import crucible; print(crucible.__version__)")
run_on 1 0 --version
expect_out "crucible $version ("

{ /usr/bin/python3 -c "import setuptools, wheel" && /usr/bin/python3 -m pip --version; } >/dev/null 2>&1 ||
  skip "/usr/bin/python3 has no pip, setuptools and wheel (Debian: python3-pip, python3-setuptools, python3-wheel)"
cp -r "$repository/src/python" package
/usr/bin/python3 -m pip install --no-index --no-build-isolation --no-deps --target installed ./package >out 2>err ||
  fail "pip install"
cd /
PYTHONPATH=$scratch/installed /usr/bin/python3 -c "
import crucible
assert crucible.__file__.startswith('$scratch/installed/'), crucible.__file__
assert crucible.__version__ == '$version'
" || fail "what was installed does not run"
