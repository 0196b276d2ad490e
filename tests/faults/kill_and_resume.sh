#!/bin/bash
# Kills training again and again, a random rank or mpirun itself, at random moments (checkpoints being written
# included), and goes on each time by the same command. The model at the end is the uninterrupted one, bit for bit, and
# at least a quarter of the tries went on from a checkpoint.
#
#   kill_and_resume.sh CRUCIBLE RANKS allreduce|rotate [KILLS [SEED]]
#
# With rotate each attempt runs on another number of ranks.
. "$(dirname "$(readlink -f "$0")")/lib.sh"
sync=$3 kills=${4:-4} RANDOM=${5:-11}
needs h5diff hdf5-tools

run_on 1 0 generate --users 4000 --books 800 --ratings 200000 --seed 3 -o ratings.h5
run_on 1 0 split ratings.h5 --protocol random --test 0.1 --validation 0.1 -o split.h5
train=(train split.h5 --sync "$sync" --factors 16 --rate-schedule constant --epochs $((50 * kills)) --patience 0)

run 0 "${train[@]}" -o reference.h5
train+=(--checkpoint-every 1 --keep 2)

training_with_checkpoint_or_done() { { epoch_reached 1 && [ -e model.h5 ]; } || job_ended; }

killed=0 tries=0 mpirun_killed=0 while_writing=0 resumed=0 finished=0
while [ "$killed" -lt "$kills" ]; do
  on=$ranks
  if [ "$sync" = rotate ]; then
    choices=(1 2 4 6)
    random_below 4
    on=${choices[random]}
  fi
  start "$on" "${train[@]}" -o model.h5
  # Up to 1.2 seconds from now: before the first epoch, while training, while writing. Every other time training and a
  # checkpoint come first, however slow the machine is, so that the next try that is left alone for long enough goes on.
  tries=$((tries + 1))
  [ $((tries % 2)) -eq 1 ] || wait_until 60 training_with_checkpoint_or_done || fail "training did not start"
  random_below 1000
  sleep "$(awk -v n="$random" -v least="$((tries % 2))" 'BEGIN { print 0.2 * least + n / 1000 }')"
  victim=$job
  mapfile -t pids < <(ranks_of_job)
  random_below 3
  if [ "${#pids[@]}" -gt 0 ] && [ "$random" -gt 0 ]; then
    random_below "${#pids[@]}"
    victim=${pids[random]}
  fi
  kill -KILL "$victim" 2>/dev/null || { victim=$job; kill -KILL "$job" 2>/dev/null || victim=; }
  if [ -n "$victim" ]; then
    killed=$((killed + 1))
    [ "$victim" != "$job" ] || [ "$on" -eq 1 ] || mpirun_killed=$((mpirun_killed + 1))
  fi
  end_of_job_in_time
  if compgen -G 'model.h5.tmp-*' >/dev/null; then while_writing=$((while_writing + 1)); fi
  ! grep -q '^going on from model.h5' err || resumed=$((resumed + 1))
  expect_no_err "going on from model.prev"  # the newest is always good
  if [ "$code" -eq 0 ]; then  # done before it was killed: once more from the start
    finished=$((finished + 1))
    [ "$finished" -le "$kills" ] || fail "the job is done too soon to be killed"
    wait_until 30 no_ranks || fail "ranks of a finished job are still there"
    rm -f model*.h5
  fi
done
run 0 "${train[@]}" -o model.h5
tries=$((tries + 1))
! grep -q '^going on from model.h5' err || resumed=$((resumed + 1))
[ $((4 * resumed)) -ge "$tries" ] || fail "only $resumed of $tries tries went on from a checkpoint"
expect_same_model reference.h5 model.h5
expect_only ratings.h5 split.h5 reference.h5 model.h5 model.prev.h5 model.prev2.h5
echo "$sync at $ranks ranks: $killed kills ($mpirun_killed of mpirun, $while_writing with a file half written)," \
  "$resumed of $tries tries resumed, the model is the uninterrupted one"
