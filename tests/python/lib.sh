# shellcheck shell=bash
# Sourced by the tests of the Python package:  TEST.sh CRUCIBLE REPOSITORY. Like tests/e2e/lib.sh, with the package on
# Python's path.
python_tests=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
repository=$(readlink -f "$2")
# shellcheck source=../e2e/lib.sh
. "$python_tests/../e2e/lib.sh" "$1" 2
needs_python h5py numpy
export CRUCIBLE=$program MPIEXEC=$mpiexec PYTHONDONTWRITEBYTECODE=1
export PYTHONPATH=$repository/src/python:$python_tests

# python SCRIPT ARGUMENT...: a script of this folder, which ends with an exit code if an expectation does not hold.
python() {
  echo "+ $*"
  timeout $((100 * patience)) /usr/bin/python3 "$python_tests/$1" "${@:2}" || fail "exit code $?: $*"
}
