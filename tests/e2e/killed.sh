#!/bin/bash
# A rank that is killed takes the whole job down within ten seconds and leaves no half-written model.
. "$(dirname "$(readlink -f "$0")")/../faults/lib.sh"

run 0 generate --users 4000 --books 500 --ratings 400000 -o ratings.h5
echo "+ [$ranks] crucible train (killed)"
start "$ranks" train ratings.h5 --factors 64 --epochs 100000 -o model.h5
wait_until 60 epoch_reached 1 || fail "training did not start"
mapfile -t pids < <(ranks_of_job)
[ "${#pids[@]}" -ge "$ranks" ] || fail "found ${#pids[@]} ranks, expected $ranks"
kill -KILL "${pids[-1]}"
end_of_job_in_time
[ "$code" -ne 0 ] || fail "the job ended with success"
wait_until 10 no_ranks || fail "ranks are still there: $(rank_pids)"
expect_only ratings.h5 model.h5.lock
run 0 train ratings.h5 --factors 4 --epochs 1 -o model.h5
