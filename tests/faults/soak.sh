#!/bin/bash
# A soak: trains again and again for some minutes, at 1 to 6 ranks, and disturbs nearly every try at a random moment. A
# rank or mpirun is killed, a signal asks the job to stop, a rank is halted, the disk is full or broken for one rank. Each
# try ends in time with a good checkpoint or none, the same command goes on, and whatever finishes is the undisturbed
# model, bit for bit.
#
#   soak.sh CRUCIBLE RANKS FAULTY_CALLS [MINUTES [SEED]]
. "$(dirname "$(readlink -f "$0")")/lib.sh"
faulty=$(readlink -f "$3")
minutes=${4:-1} RANDOM=${5:-17}
needs h5diff hdf5-tools

run_on 1 0 generate --users 4000 --books 800 --ratings 200000 --timestamps --seed 3 -o ratings.h5
run_on 1 0 split ratings.h5 --protocol random --test 0.1 --validation 0.1 -o split.h5
declare -A options
options[sgd]="--optimizer sgd --factors 16 --rate-schedule constant --epochs 250 --patience 0"
options[draws]="--optimizer averaged --factors 16 --epochs 60"
for kind in sgd draws; do
  read -ra train <<<"train split.h5 --sync rotate ${options[$kind]}"
  run 0 "${train[@]}" -o "reference.$kind.h5"
done

# A rank that has the fault of FAULT_CALL, FAULT_FILE, FAULT_AFTER and FAULT_HOW.
breaks() { # CALL HOW
  random_below 40
  local after=$random
  random_below "$on"
  around=(env LD_PRELOAD="$faulty" FAULT_RANK="$random" FAULT_CALL="$1" FAULT_FILE=model.h5 FAULT_AFTER="$after"
    FAULT_HOW="$2")
}

# one_of_job: a rank of the job is then in $victim, or the job where there is none.
one_of_job() {
  local pids
  mapfile -t pids < <(ranks_of_job)
  victim=$job
  [ "${#pids[@]}" -gt 0 ] || return 0
  random_below "${#pids[@]}"
  victim=${pids[random]}
}

# What can be done to a job. None of it may end the test: the job may be done already.
disturbances=(none kill_rank kill_job usr2 term halt full broken)
disturb() {
  one_of_job
  case $disturbance in
    kill_rank) kill -KILL "$victim" ;;
    kill_job) kill -KILL "$job" ;;
    usr2) kill -USR2 "$victim" ;;
    term) kill -TERM "$victim" ;;
    halt) kill -STOP "$victim" ;;
    *) ;;
  esac 2>/dev/null || true
}

# The exit codes that the disturbance allows. A job that is done before it counts as done. Before training and after it
# a signal ends a job as it ends any program.
may_end_with() {
  case $disturbance in
    none) [ "$1" -eq 0 ] ;;
    usr2 | term) [ "$1" -eq 0 ] || [ "$1" -eq 3 ] || [ "$1" -gt 128 ] || [ ! -e model.h5 ] ;;
    full | broken) [ "$1" -eq 0 ] || [ "$1" -eq 1 ] ;;
    *) true ;;
  esac
}

declare -A done_to finished
tries=0 resumed=0 kind=sgd
end=$(awk -v now="$SECONDS" -v minutes="$minutes" 'BEGIN { printf "%d", now + 60 * minutes }')
while [ "$SECONDS" -lt "$end" ]; do
  tries=$((tries + 1))
  choices=(1 2 4 6)
  random_below 4
  on=${choices[random]}
  random_below "${#disturbances[@]}"
  disturbance=${disturbances[random]}
  around=() hang=()
  case $disturbance in
    halt) hang=(--hang-timeout 3) ;;
    full) breaks pwrite 28 ;;
    broken) breaks fsync 5 ;;
  esac
  read -ra train <<<"train split.h5 --sync rotate ${options[$kind]}"
  start "$on" "${train[@]}" --checkpoint-every 1 --keep 2 "${hang[@]}" -o model.h5
  random_below 2000
  sleep "$(awk -v n="$random" 'BEGIN { print 0.2 + n / 1000 }')"
  disturb
  case $disturbance in
    none | full | broken) end_of_job ;;
    halt) wait_until 30 job_ended || { kill -CONT "$victim" 2>/dev/null || true; }; end_of_job ;;
    *) end_of_job_in_time ;;
  esac
  [ "$disturbance" != halt ] || kill -KILL "$victim" 2>/dev/null || true
  may_end_with "$code" || fail "exit code $code after $disturbance at $on ranks"
  around=()
  done_to[$disturbance]=$((${done_to[$disturbance]:-0} + 1))
  ! grep -q '^going on from model.h5' err || resumed=$((resumed + 1))
  expect_no_err "going on from model.prev"  # the newest is always good
  wait_until 30 no_ranks || fail "ranks are still there after $disturbance at $on ranks"
  if [ -e model.h5 ]; then run_on 1 0 info model.h5 --validate >/dev/null; fi
  [ "$code" -eq 0 ] || continue
  expect_same_model "reference.$kind.h5" model.h5
  finished[$kind]=$((${finished[$kind]:-0} + 1))
  rm -f model*.h5
  [ "$kind" = sgd ] && kind=draws || kind=sgd
done
summary="$tries tries in $minutes minutes, $resumed went on from a checkpoint;"
for disturbance in "${!done_to[@]}"; do summary+=" $disturbance ${done_to[$disturbance]}"; done
echo "$summary; finished with the same bits: sgd ${finished[sgd]:-0}, draws ${finished[draws]:-0}"
