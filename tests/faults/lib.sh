# shellcheck shell=bash
# Sourced by the tests of this folder:  TEST.sh CRUCIBLE RANKS [more]. What they have beyond the end-to-end tests'.
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../e2e/lib.sh"

job=
stop_job_at_end() {
  local code=$?
  [ -z "$job" ] || kill -KILL "$job" 2>/dev/null || true
  (exit "$code")
  finish
}
trap stop_job_at_end EXIT

# start RANKS ARGUMENT...: runs crucible in the background; its process id is then in $job, its output in out and err.
# What stands in $around (a program and its arguments) starts each rank, where it is set.
around=()
start() {
  local on=$1
  shift
  local launch=()
  [ "$on" -eq 1 ] || launch=("$mpiexec" -n "$on")
  : >err.all  # what an earlier job said must not be taken for this one's
  "${launch[@]}" "${around[@]}" "$program" "$@" >out 2>err.all </dev/null &
  job=$!
}

# end_of_job: waits for $job; its exit code is then in $code.
end_of_job() {
  code=0
  wait "$job" 2>/dev/null || code=$?
  job=
  without_mpirun_remarks <err.all >err
}

job_ended() { ! kill -0 "$job" 2>/dev/null; }

# end_of_job_in_time: the same, and no more than ten seconds from now, as docs/reliability.md promises. Counted in
# sleeps, so that a test which is stopped as a whole for a while, with its job, does not fail.
end_of_job_in_time() {
  local tenths=0
  until job_ended; do
    tenths=$((tenths + 1))
    [ "$tenths" -le 100 ] || fail "the job has not ended within ten seconds"
    sleep 0.1
  done 2>/dev/null
  end_of_job
}

# The process ids of all ranks in this folder, in no order: whatever runs the program here (mpirun is another program).
rank_pids() {
  local process
  for process in /proc/[0-9]*; do
    if [ "$(readlink "$process/exe")" = "$program" ] && [ "$(readlink "$process/cwd")" = "$scratch" ]; then
      echo "${process#/proc/}"
    fi
  done 2>/dev/null
  true
}

# Those of the ranks of $job alone. What a rank forks for a moment looks like one more, and killing it does no harm.
ranks_of_job() {
  local pid
  if [ "$(readlink "/proc/$job/exe")" = "$program" ]; then
    echo "$job"
    return
  fi
  for pid in $(rank_pids); do
    [ "$(awk '{ print $4 }' "/proc/$pid/stat" 2>/dev/null)" != "$job" ] || echo "$pid"
  done
}

no_ranks() { [ -z "$(rank_pids)" ]; }

# wait_until SECONDS COMMAND...: until the command succeeds.
wait_until() {
  local limit=$((10 * $1 * patience)) tries=0
  shift
  until "$@"; do
    tries=$((tries + 1))
    [ "$tries" -le "$limit" ] || return 1
    sleep 0.1
  done
}

# epoch_reached N: the running job has reported this epoch, or a later one.
epoch_reached() { awk -v want="$1" '/^epoch / { split($2, n, "/"); if (n[1] == "") split($3, n, "/"); if (n[1] >= want) found = 1 } END { exit !found }' err.all; }

# random_below N: a random whole number below N is then in $random. In no subshell, where bash would forget the seed.
random_below() { random=$((RANDOM % $1)); }
