#!/bin/bash
# Installs what is missing, builds, and runs the tests.
#
#   jobs/test.sh                  all but those that need a Slurm
#   jobs/test.sh --all            these as well; as root it installs and starts a small Slurm of its own
#   jobs/test.sh -R import        other arguments go to ctest: here, tests with "import" in their name
#   jobs/test.sh -DNAME=VALUE     and these to cmake
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."

left_out=(-LE '^slurm$')
cmake_arguments=()
ctest_arguments=()
for argument in "$@"; do
  case $argument in
    -h | --help) sed -n '2,7s/^# \{0,1\}//p' "$0"; exit 0 ;;
    --all) left_out=() ;;
    -D*=*) cmake_arguments+=("$argument") ;;
    *) ctest_arguments+=("$argument") ;;
  esac
done

jobs/install.sh --tests --lint
. jobs/environment.sh
cmake --preset release "${cmake_arguments[@]}"
cmake --build --preset release
# Open MPI removes its folder when the last of its jobs ends, even while the next one is about to use it: keep it.
mkdir -p "${TMPDIR:-/tmp}/ompi.$(uname -n).$(id -u)/kept"
# One more than there are cores: while one test waits for ranks to start, another one computes.
exec ctest --preset release --no-tests=error -j "$(($(nproc) + 1))" "${left_out[@]}" "${ctest_arguments[@]}"
