#!/bin/bash
# Files that are not the same on all hosts: a folder that one host has of its own, a file that it does not see, a disk
# that is full for it alone. The error names the file and that host, once; nothing hangs, the old checkpoint is kept and
# nothing is left behind.
#
#   hosts_disk.sh CRUCIBLE RANKS FAULTY_CALLS
. "$(dirname "$(readlink -f "$0")")/hosts_lib.sh"
faulty=$(readlink -f "$3")
set_up 2

mkdir disk
run_on 1 0 generate --users 2000 --books 400 --ratings 40000 --seed 3 -o ratings.h5
train=(train ratings.h5 --optimizer sgd --factors 8 --rate-schedule constant --hang-timeout 20 --checkpoint-every 1
  --keep 0 -o disk/model.h5)
run 0 "${train[@]}" --epochs 2
cp disk/model.h5 before.h5

# expect_named_error MESSAGE: it is there once, with the host, and the folder is as it was.
expect_named_error() {
  expect_err_once "$1"
  expect_err_once "[on h2]"
  cmp before.h5 disk/model.h5 || fail "the old model was changed"
  expect_equal "$(ls -A disk)" model.h5 "the files in the output folder"
  wait_until 40 no_ranks || fail "ranks are still there"
}

echo "= one host does not see the ratings"
# shellcheck disable=SC2016
echo 'mount -t tmpfs -o size=1m none disk || exit' >h2.setup
run_on_hosts 2 info disk/model.h5 --validate
expect_named_error "disk/model.h5: there is no such file"

echo "= one host has an output folder of its own"
run_on_hosts 2 "${train[@]}" --epochs 4
expect_named_error "disk/model.h5"

echo "= the disk is full for one host"
cat >h2.setup <<EOF_SETUP
export LD_PRELOAD=$faulty FAULT_RANK=$((ranks - 1)) FAULT_CALL=pwrite FAULT_FILE=model.h5 FAULT_HOW=28 FAULT_AFTER=0
export ASAN_OPTIONS=${ASAN_OPTIONS:-}:verify_asan_link_order=0
EOF_SETUP
run_on_hosts 1 "${train[@]}" --epochs 4
expect_named_error "No space left on device"
expect_err_once "crucible: error: disk/model.h5: "

echo "= there is room again: the same command goes on"
rm h2.setup
run_on_hosts 0 "${train[@]}" --epochs 4
expect_err "going on from disk/model.h5 after epoch 2"
run_on 1 0 info disk/model.h5 --validate
