#!/bin/bash
# A disk that is full, a folder that cannot be written, a file that is gone: an error with exit code 1, the old model as
# it was, nothing left behind.
. "$(dirname "$(readlink -f "$0")")/lib.sh"

disk=$scratch/disk
mkdir disk
unmount_disk() {
  local code=$?
  umount "$disk" 2>/dev/null || true
  (exit "$code")
  stop_job_at_end
}
mount -t tmpfs -o size=4m none disk 2>/dev/null || skip "a small file system cannot be mounted here (it takes root)"
trap unmount_disk EXIT

run_on 1 0 generate --users 3000 --books 600 --ratings 60000 --seed 3 -o ratings.h5
train=(train ratings.h5 --factors 8 --checkpoint-every 1)
run 0 "${train[@]}" --epochs 2 -o disk/model.h5
rm -f disk/model.prev.h5
cp disk/model.h5 before.h5
filled() { ls -A disk; }

expect_error_and_old_model() { # NAMES THAT STAND ON THE DISK
  expect_err_once "No space left on device"
  cmp before.h5 disk/model.h5 || fail "the old model was changed"
  [ "$(filled | tr '\n' ' ')" = "$1 " ] || fail "on the disk: $(filled | tr '\n' ' ')"
}

echo "= full while training: checkpoints cannot be written"
for left in 0 16 64 256; do
  dd if=/dev/zero of=disk/zeros bs=1k count=4096 status=none 2>dd.err || true
  truncate -s -"${left}k" disk/zeros
  run 1 "${train[@]}" --epochs 4 -o disk/model.h5
  expect_err "disk/model.h5"
  expect_error_and_old_model "model.h5 zeros"
done
echo "= full: --json says so and leaves nothing"
dd if=/dev/zero of=disk/more bs=1k count=4096 status=none 2>dd.err || true
run_on 1 1 info ratings.h5 --json disk/report.json
expect_err_once "disk/report.json: writing failed"
[ "$(filled | tr '\n' ' ')" = "model.h5 more zeros " ] || fail "on the disk: $(filled | tr '\n' ' ')"
rm disk/more

echo "= there is room again: the same command goes on"
rm disk/zeros dd.err
run 0 "${train[@]}" --epochs 4 -o disk/model.h5
expect_err "going on from disk/model.h5 after epoch 2"
run 0 info disk/model.h5 --validate

echo "= too large a result for the disk, from every command that writes one"
rm -f disk/*
printf 'user,book,rating\n' >ratings.csv
awk 'BEGIN { for (u = 0; u < 3000; u++) for (b = 0; b < 100; b++) print u "," (u * 7 + b * 13) % 600 "," 1 + (u + b) % 5 }' >>ratings.csv
run_on 1 0 generate --users 3000 --books 600 --ratings 300000 --seed 3 -o large.h5
run 1 import ratings.csv --header yes --duplicates last -o disk/new.h5
expect_err_once "No space left on device"
run 1 generate --users 3000 --books 600 --ratings 300000 -o disk/new.h5
expect_err_once "No space left on device"
run 1 split large.h5 --protocol random -o disk/new.h5
expect_err_once "No space left on device"
run 1 train large.h5 --factors 512 --epochs 1 -o disk/new.h5
expect_err_once "No space left on device"
dd if=/dev/zero of=disk/zeros bs=1k count=3800 status=none
for suffix in csv csv.gz tsv.zst libsvm.xz mtx h5; do
  run 1 export large.h5 -o "disk/new.$suffix"
  expect_err_once "disk/new.$suffix: "
  [ "$(filled)" = zeros ] || fail "on the disk: $(filled | tr '\n' ' ')"
done
rm disk/zeros
[ -z "$(filled)" ] || fail "on the disk: $(filled | tr '\n' ' ')"

echo "= a folder that vanishes while training runs"
mkdir gone
start "$ranks" train ratings.h5 --factors 32 --epochs 1000000 -o gone/model.h5
wait_until 60 epoch_reached 2 || fail "training did not start"
rm -rf gone
kill -USR2 "$(ranks_of_job | head -n 1)"
end_of_job
[ "$code" -eq 1 ] || fail "exit code $code, expected 1"
expect_err "gone/model.h5: its folder does not exist"

echo "= ratings that vanish while training runs are held open and needed no more"
cp ratings.h5 gone.h5
start "$ranks" train gone.h5 --factors 32 --epochs 1000000 -o model.h5
wait_until 60 epoch_reached 2 || fail "training did not start"
rm gone.h5
kill -USR2 "$(ranks_of_job | head -n 1)"
end_of_job
[ "$code" -eq 3 ] || fail "exit code $code, expected 3"
run 0 info model.h5 --validate
run 2 train gone.h5 --factors 32 --epochs 1000000 -o model.h5
expect_err_once "gone.h5: there is no such file"

echo "= a file system that can only be read"
mount -o remount,ro disk
run 1 train ratings.h5 --factors 8 --epochs 1 -o disk/model.h5
expect_err_once "disk/model.h5"
mount -o remount,rw disk
