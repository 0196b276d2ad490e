#!/bin/bash
# Signals and the time limit: a checkpoint in time, exit code 3, and the same command goes on to the same model.
. "$(dirname "$(readlink -f "$0")")/lib.sh"
needs h5diff hdf5-tools

run_on 1 0 generate --users 6000 --books 1000 --ratings 300000 --seed 3 -o ratings.h5
train=(train ratings.h5 --factors 32 --rate-schedule constant)
finite=(--epochs 700)
run 0 "${train[@]}" "${finite[@]}" -o reference.h5

# Expects that the running job ends with 3 within ten seconds, leaving a good file that the same command goes on from.
expect_stop_and_go_on() { # REASON
  end_of_job_in_time
  [ "$code" -eq 3 ] || fail "exit code $code, expected 3, after $1"
  expect_out "the same command goes on"
  run 0 info model.h5 --validate
  run 0 "${train[@]}" "${finite[@]}" -o model.h5
  expect_err "going on from model.h5 after epoch"
  expect_same_model reference.h5 model.h5
  expect_only ratings.h5 reference.h5 model.h5 model.prev.h5
}

# What asks a job: mpirun, which hands USR1 and USR2 on to all ranks, or one rank alone.
one_rank() { ranks_of_job | tail -n 1; }

for signal in USR2 TERM INT; do
  echo "= SIG$signal to one rank stops all"
  rm -f model*.h5
  start "$ranks" "${train[@]}" "${finite[@]}" -o model.h5
  wait_until 60 epoch_reached 2 || fail "training did not start"
  kill -"$signal" "$(one_rank)"
  expect_stop_and_go_on "SIG$signal"
done

echo "= SIGUSR1 to the job writes a checkpoint and training goes on; SIGUSR2 to the job stops it"
rm -f model*.h5
start "$ranks" "${train[@]}" "${finite[@]}" -o model.h5
wait_until 60 epoch_reached 2 || fail "training did not start"
kill -USR1 "$job"
wait_until 20 test -s model.h5 || fail "no checkpoint after SIGUSR1"
kill -0 "$job" || fail "the job ended after SIGUSR1"
kill -USR2 "$job"
expect_stop_and_go_on "SIGUSR2"

echo "= the end of the time, given as an option and as Slurm says it"
endless=("${train[@]}" --epochs 1000000 -o model.h5)
expect_stop_in_time() { # WHY
  end_of_job_in_time
  [ "$code" -eq 3 ] || fail "exit code $code, expected 3, after $1"
  expect_out "stopped by time"
  run 0 info model.h5 --validate
}
rm -f model*.h5
start "$ranks" "${endless[@]}" --max-time 3
expect_stop_in_time "--max-time 3"
start "$ranks" "${endless[@]}" --max-time 3
end_of_job
expect_err "going on from model.h5 after epoch"
export SLURM_JOB_END_TIME=$(($(date +%s) + 6))
start "$ranks" "${endless[@]}"
expect_stop_in_time "SLURM_JOB_END_TIME"
