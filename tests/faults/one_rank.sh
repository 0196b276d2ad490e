#!/bin/bash
# One rank fails in each way that there is: the job ends within ten seconds, with a message from one rank, the last good
# checkpoint is intact, and the same command goes on to the model that would have been without the failure.
#
#   one_rank.sh CRUCIBLE RANKS FAULTY_CALLS
. "$(dirname "$(readlink -f "$0")")/lib.sh"
faulty=$(readlink -f "$3")
needs h5diff hdf5-tools
last=$((ranks - 1))

run_on 1 0 generate --users 4000 --books 800 --ratings 200000 --seed 3 -o ratings.h5
train=(train ratings.h5 --factors 16 --rate-schedule constant --epochs 120)
run 0 "${train[@]}" -o reference.h5
train+=(--checkpoint-every 1 -o model.h5)
# Short for those that are to hang alone: a machine that is busy elsewhere must not end the others.
patient=(--hang-timeout 600) hanging=(--hang-timeout 3)

cat >around.sh <<'AROUND'
#!/bin/bash
# Starts a rank, the unlucky one with what $1 says: an environment, or "memory=KILOBYTES".
what=$1
shift
[ "${OMPI_COMM_WORLD_RANK:-0}" -eq "$UNLUCKY" ] || exec "$@"
case $what in
  memory=*) ulimit -v "${what#memory=}" && exec "$@" ;;
  *) exec env $what "$@" ;;
esac
AROUND
chmod +x around.sh
export UNLUCKY=$last

# What a job that failed must leave behind. $1: its message, where it can give one.
expect_failure_and_go_on() {
  end_of_job_in_time
  [ "$code" -ne 0 ] || fail "the job ended with success"
  [ -z "${1:-}" ] || { [ "$code" -eq 1 ] || fail "exit code $code, expected 1"; expect_err_once "$1"; }
  around=()
  wait_until 10 no_ranks || fail "ranks are still there"
  if [ -e model.h5 ]; then run 0 info model.h5 --validate; fi
  run 0 "${train[@]}" "${patient[@]}"
  expect_same_model reference.h5 model.h5
  expect_only ratings.h5 reference.h5 around.sh model.h5 model.prev.h5
  rm -f model*.h5
}

# The process id of the rank that is to fail.
unlucky() {
  local pid
  for pid in $(ranks_of_job); do
    if [ "$ranks" -eq 1 ] || tr '\0' '\n' <"/proc/$pid/environ" | grep -qx "OMPI_COMM_WORLD_RANK=$UNLUCKY"; then
      echo "$pid"
      return
    fi
  done
}

for signal in KILL SEGV ABRT; do
  echo "= SIG$signal"
  start "$ranks" "${train[@]}" "${patient[@]}"
  wait_until 60 epoch_reached 3 || fail "training did not start"
  kill -"$signal" "$(unlucky)"
  expect_failure_and_go_on
done

if [ "$ranks" -gt 1 ]; then  # a process that is stopped as a whole cannot watch itself
  echo "= a rank that is stopped"
  start "$ranks" "${train[@]}" "${hanging[@]}"
  wait_until 60 epoch_reached 3 || fail "training did not start"
  stopped=$(unlucky)
  kill -STOP "$stopped"
  expect_failure_and_go_on "nothing went on for 3 seconds"
fi

# Calls to the system: the third checkpoint's, or the first reading.
failing() { # MESSAGE NAME=VALUE...
  local limit=("${patient[@]}")
  echo "= ${*:2}"
  [[ $* != *FAULT_HOW=hang* ]] || limit=("${hanging[@]}")
  # AddressSanitizer, where it is built in, wants to be the first library.
  around=(./around.sh "ASAN_OPTIONS=${ASAN_OPTIONS:-}:verify_asan_link_order=0 LD_PRELOAD=$faulty FAULT_RANK=$UNLUCKY ${*:2}")
  start "$ranks" "${train[@]}" "${limit[@]}"
  expect_failure_and_go_on "$1"
}
failing "Input/output error" FAULT_CALL=pread FAULT_FILE=ratings.h5 FAULT_AFTER=1 FAULT_HOW=5
failing "Input/output error" FAULT_CALL=pwrite FAULT_FILE=model.h5.tmp FAULT_AFTER=40 FAULT_HOW=5
failing "Disk quota exceeded" FAULT_CALL=pwrite FAULT_FILE=model.h5.tmp FAULT_AFTER=41 FAULT_HOW=122
failing "Input/output error" FAULT_CALL=fsync FAULT_FILE=model.h5.tmp FAULT_AFTER=2 FAULT_HOW=5
failing "nothing went on for 3 seconds" FAULT_CALL=pwrite FAULT_FILE=model.h5.tmp FAULT_AFTER=40 FAULT_HOW=hang
failing "nothing went on for 3 seconds" FAULT_CALL=fsync FAULT_FILE=model.h5.tmp FAULT_AFTER=2 FAULT_HOW=hang
failing "nothing went on for 3 seconds" FAULT_CALL=pread FAULT_FILE=ratings.h5 FAULT_AFTER=1 FAULT_HOW=hang

if grep -q __asan_init "$program"; then
  echo "left out: AddressSanitizer ends a rank that is refused memory by itself"
  exit 0
fi
echo "= out of memory"
train+=("${patient[@]}")
start "$ranks" "${train[@]}"
wait_until 60 epoch_reached 3 || fail "training did not start"
enough=$(awk '/^VmPeak/ { print $2 }' "/proc/$(unlucky)/status")
kill -USR2 "$(unlucky)"
end_of_job
[ "$code" -eq 3 ] || fail "exit code $code, expected 3"
cp model.h5 before.h5
around=(./around.sh "memory=$((enough + 30000))")
start "$ranks" train ratings.h5 --factors 4096 --epochs 5 --fresh -o model.h5
end_of_job
[ "$code" -eq 1 ] || fail "exit code $code, expected 1"
expect_err_once "out of memory"
cmp before.h5 model.h5 || fail "the old model was changed"
around=()
run 0 "${train[@]}"
expect_same_model reference.h5 model.h5
