#!/bin/bash
# A link between hosts is cut while training runs on two of them: the job ends, nothing is left running, and the same
# command goes on from the last checkpoint once the link is back. A cut of two seconds does no harm.
#
# mpirun's keep-alive settings end it, and the watchdog ends ranks that it does not reach. The watchdog must be the slower
# one: an mpirun that loses a rank first sends the order to stop into the cut link, and the system repeats that for a
# quarter of an hour before it looks at keep-alive.
#
#   hosts.sh CRUCIBLE RANKS
. "$(dirname "$(readlink -f "$0")")/hosts_lib.sh"
set_up 2

run_on 1 0 generate --users 4000 --books 800 --ratings 200000 --seed 3 -o ratings.h5
train=(train ratings.h5 --optimizer sgd --factors 16 --rate-schedule constant --hang-timeout 20 --epochs 200)
run_on_hosts 0 "${train[@]}" -o reference.h5
train+=(--checkpoint-every 20 --keep 0 -o model.h5)

echo "= the link is cut"
start_on "h1 h2" "$ranks" "${train[@]}"
wait_until 60 epoch_reached 30 || fail "training did not start"
cut_link 2
end_within 45
grep -qE "lost communication|nothing went on" err.all || fail "no message says what happened"

echo "= the link is back: the same command goes on"
heal_link 2
run_on 1 0 info model.h5 --validate
run_on_hosts 0 "${train[@]}"
expect_err "going on from model.h5 after epoch"
expect_same_model reference.h5 model.h5

echo "= a cut of two seconds"
rm -f model.h5
start_on "h1 h2" "$ranks" "${train[@]}"
wait_until 60 epoch_reached 30 || fail "training did not start"
cut_link 2
sleep 2
heal_link 2
end_of_job
[ "$code" -eq 0 ] || fail "exit code $code after a short cut"
expect_same_model reference.h5 model.h5
