#!/bin/bash
# A rank that is killed takes the whole job down within seconds and leaves no half-written model.
. "$(dirname "$(readlink -f "$0")")/lib.sh"

run 0 generate --users 4000 --books 500 --ratings 400000 -o ratings.h5
echo "+ [$ranks] crucible train (killed)"
launch=()
[ "$ranks" -eq 1 ] || launch=("$mpiexec" -n "$ranks")
timeout 60 "${launch[@]}" "$program" train ratings.h5 --factors 64 --epochs 100000 \
  -o model.h5 >out 2>err </dev/null &
job=$!
# Training is on its way when the first epoch is reported.
grep -qm1 '^epoch ' < <(tail -f -n +1 --pid="$job" err) || fail "training did not start"
# The job's ranks: whatever runs the program in this folder (mpirun itself is another program).
pids=()
for process in /proc/[0-9]*; do
  if [ "$(readlink "$process/exe")" = "$program" ] && [ "$(readlink "$process/cwd")" = "$scratch" ]; then
    pids+=("${process#/proc/}")
  fi
done 2>/dev/null
[ "${#pids[@]}" -eq "$ranks" ] || fail "found ${#pids[@]} ranks, expected $ranks"
kill -KILL "${pids[-1]}"
started=$SECONDS
code=0
wait "$job" || code=$?
echo "ended with $code after $((SECONDS - started)) seconds"
[ "$code" -ne 0 ] || fail "the job ended with success"
[ "$code" -ne 124 ] || fail "the job did not end"
for pid in "${pids[@]}"; do
  ! kill -0 "$pid" 2>/dev/null || [ "$(cut -d ' ' -f 3 "/proc/$pid/stat" 2>/dev/null)" = Z ] ||
    fail "rank $pid is still there"
done
expect_no_file model.h5
run 0 train ratings.h5 --factors 4 --epochs 1 -o model.h5
