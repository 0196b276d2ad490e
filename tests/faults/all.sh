#!/bin/bash
# The long forms of all tests of this folder, one after the other, at 1 and 4 ranks, and a line for each:
#
#   all.sh BUILD_FOLDER [NAME...]        only those whose names begin so
#
# 20 kills for each schedule, a thousand flipped bits and two hundred cuts of each file, every optimiser and schedule
# resumed elsewhere. Ten minutes of soak. Takes half an hour on two cores. Exit code 1 where any fails.
set -uo pipefail
here=$(dirname "$(readlink -f "$0")")
build=$(readlink -f "$1")
shift
. "$here/../../jobs/environment.sh"
program=$build/src/app/crucible faulty=$build/tests/faults/libfaulty_calls.so
logs=$(mktemp -d "${TMPDIR:-/tmp}/crucible-faults.XXXXXX")
failed=0 wanted=("$@")

wants() {
  local name
  [ "${#wanted[@]}" -gt 0 ] || return 0
  for name in "${wanted[@]}"; do [[ $1 != "$name"* ]] || return 0; done
  return 1
}

try() { # NAME COMMAND...
  wants "$1" || return 0
  local log=$logs/$1.log began=$SECONDS code=0
  "${@:2}" >"$log" 2>&1 || code=$?
  case $code in
    0) echo "$1: passed in $((SECONDS - began)) seconds. $(grep -v '^[+=]' "$log" | tail -n 1)" ;;
    77) echo "$1: $(tail -n 1 "$log")" ;;
    *) echo "$1: FAILED, exit code $code; see $log"; grep FAILED "$log"; failed=1 ;;
  esac
}

for ranks in 1 4; do
  try damage.$ranks mpirun -n $ranks "$build/tests/faults/damage_test" --gtest_color=no
  for sync in allreduce rotate; do
    try kill_$sync.$ranks "$here/kill_and_resume.sh" "$program" $ranks $sync 20 $((ranks * 7))
  done
  for test in signals checkpoints disk; do try $test.$ranks "$here/$test.sh" "$program" $ranks; done
  try one_rank.$ranks "$here/one_rank.sh" "$program" $ranks "$faulty"
done
try soak.4 "$here/soak.sh" "$program" 4 "$faulty" 10
try reshard.4 "$here/reshard.sh" "$program" 4 all
try hosts.4 "$here/hosts.sh" "$program" 4
for test in dead same; do try hosts_$test.4 "$here/hosts_$test.sh" "$program" 4 all; done
try hosts_disk.4 "$here/hosts_disk.sh" "$program" 4 "$faulty"
try hosts_mixed.4 "$here/hosts_mixed.sh" "$program" 4 "$build/tests/faults/other_version"
exit $failed
