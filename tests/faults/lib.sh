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

no_ranks() { [ -z "$(rank_pids)" ]; }

# wait_until SECONDS COMMAND...: until the command succeeds.
wait_until() {
  local limit=$((10 * $1)) tries=0
  shift
  until "$@"; do
    tries=$((tries + 1))
    [ "$tries" -le "$limit" ] || return 1
    sleep 0.1
  done
}

# epoch_reached N: the running job has reported this epoch, or a later one.
epoch_reached() { awk -v want="$1" '/^epoch / { split($2, n, "/"); if (n[1] == "") split($3, n, "/"); if (n[1] >= want) found = 1 } END { exit !found }' err.all; }

# A random whole number below $1, from the test's own seed.
random_below() { echo $((RANDOM % $1)); }
