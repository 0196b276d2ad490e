#!/bin/bash
# A host is gone, with all that ran on it: the job ends, nothing is left running, the checkpoint is good, and the same
# command goes on with the hosts that are left: with rotate to the same bits as without the accident, with allreduce, if
# that is asked for, to the end.
#
#   hosts_dead.sh CRUCIBLE RANKS [short|all]     all: also with its link cut before, and allreduce
#
# mpirun sees its own child on that host end, as it would see ssh end. A loss that nothing reports is what hosts.sh tests.
. "$(dirname "$(readlink -f "$0")")/hosts_lib.sh"
set_up 3
form=${3:-short}

run_on 1 0 generate --users 4000 --books 800 --ratings 200000 --seed 3 -o ratings.h5

# lose_host SYNC N HOW "HOST...": host N dies while SYNC trains; then the named hosts do the rest.
lose_host() {
  local train=(train ratings.h5 --optimizer sgd --factors 8 --rate-schedule constant --hang-timeout 20 --epochs 60
    --sync "$1")
  rm -f model.h5 reference.h5
  [ "$1" != rotate ] || run_on 1 0 "${train[@]}" --shards 12 -o reference.h5
  [ "$1" != rotate ] || train+=(--shards 12)
  train+=(--checkpoint-every 5 --keep 0 -o model.h5)
  start_on "h1 h2 h3" "$ranks" "${train[@]}"
  wait_until 60 epoch_reached 6 || fail "training did not start"
  [ "$3" != link ] || cut_link "$2"
  kill_host "$2"
  end_within 60
  [ "$3" != link ] || heal_link "$2"
  run_on 1 0 info model.h5 --validate
  local left
  read -ra left <<<"$4"
  start_on "$4" "${#left[@]}" "${train[@]}"
  end_of_job
  [ "$code" -eq 0 ] || fail "exit code $code on the hosts that are left"
  expect_err "going on from model.h5 after epoch"
  run_on 1 0 info model.h5 --validate
  [ "$1" != rotate ] || expect_same_model reference.h5 model.h5
}

echo "= the processes of a host are killed"
lose_host rotate 2 killed "h1 h3"
if [ "$form" = all ]; then
  echo "= a host is gone together with its link"
  lose_host rotate 3 link "h1 h2"
  echo "= the same with allreduce"
  lose_host allreduce 2 link "h1 h3"
  echo "= the host of mpirun dies"
  lose_host rotate 1 killed "h1 h2 h3"
fi
