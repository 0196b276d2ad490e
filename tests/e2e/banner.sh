#!/bin/bash
# Where all ranks fail together, standard error has the program's one message and nothing of mpirun, and the exit code
# that mpirun returns is the program's.
. "$(dirname "$(readlink -f "$0")")/lib.sh"

# silent CODE ARGUMENT...: like run, but standard error must be one line.
silent() {
  local want=$1 code=0
  shift
  echo "+ [$ranks] crucible $*"
  timeout 60 "$mpiexec" -n "$ranks" "$program" "$@" >out 2>err </dev/null || code=$?
  [ "$code" -eq "$want" ] || fail "exit code $code, expected $want: crucible $*"
  [ "$(wc -l <err)" -eq 1 ] || fail "standard error is not one line: crucible $*"
  grep -q '^crucible: error: ' err || fail "standard error is not the program's"
}

echo "= bad input and bad usage"
silent 2 info missing.h5
silent 2 trane ratings.h5
echo "not HDF5" >text.h5
silent 2 svd text.h5 --values-only

echo "= a failure of the system"
run 0 generate --users 200 --books 50 --ratings 2000 -o ratings.h5
silent 1 svd ratings.h5 --method pdgesvd --rank 50 -o /proc/self/model.h5

echo "= again and again: nothing of it depends on who ends first"
for _ in 1 2 3 4 5 6; do silent 2 info missing.h5; done

echo "= what was printed before the end arrives"
code=0
timeout 120 "$mpiexec" -n "$ranks" "$program" train ratings.h5 --factors 4 --epochs 2000000 --max-time 1 -o model.h5 \
  >out 2>err </dev/null || code=$?
[ "$code" -eq 3 ] || fail "exit code $code, expected 3"
grep -q "^ *epoch" err out || fail "the lines of the epochs are missing"
! grep -q "mpirun\|Primary job" err || fail "mpirun said something"
