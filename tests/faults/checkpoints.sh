#!/bin/bash
# What a resume does with checkpoints that are damaged, missing, or of other data and options.
. "$(dirname "$(readlink -f "$0")")/lib.sh"
needs h5diff hdf5-tools

run_on 1 0 generate --users 1000 --books 300 --ratings 30000 --seed 3 -o ratings.h5
run_on 1 0 split ratings.h5 --protocol random --test 0.1 --validation 0.1 --seed 5 -o split.h5
train=(train split.h5 --factors 8 --rate-schedule constant --patience 0 --checkpoint-every 1 --keep 3)
run 0 "${train[@]}" --epochs 12 -o reference.h5
rm -f reference.prev*.h5

flip() { # FILE BYTE
  local old
  old=$(od -An -tu1 -j "$2" -N 1 "$1")
  printf '%b' "\\x$(printf %02x $((old ^ 4)))" | dd of="$1" bs=1 seek="$2" conv=notrunc status=none
}

echo "= the newest is damaged: an older one takes its place, and that is said"
run 0 "${train[@]}" --epochs 6 -o model.h5
for file in model.h5 model.prev.h5 model.prev2.h5 model.prev3.h5; do expect_file "$file"; done
expect_only ratings.h5 split.h5 reference.h5 model.h5 model.prev.h5 model.prev2.h5 model.prev3.h5
flip model.h5 $(($(stat -c %s model.h5) / 2))
truncate -s -100 model.prev.h5
run 2 info model.h5 --validate
run 0 "${train[@]}" --epochs 12 -o model.h5
expect_err_once "model.h5: its content does not match its seal"
expect_err "model.prev.h5: has"
expect_err "going on from model.prev2.h5 after epoch 4"
expect_file model.h5.damaged
expect_file model.prev.h5.damaged
rm ./*.damaged
expect_same_model reference.h5 model.h5

echo "= the newest is missing"
mv model.h5 moved.h5
run 0 "${train[@]}" --epochs 12 -o model.h5
expect_err "model.h5 is missing; going on from model.prev"
expect_same_model reference.h5 model.h5
rm moved.h5

echo "= all are damaged: an error, and --fresh starts over"
for file in model*.h5; do flip "$file" 100; done
run 2 "${train[@]}" --epochs 12 -o model.h5
expect_err_once "nothing good to resume from"
expect_err "--fresh starts over"
run 0 "${train[@]}" --epochs 12 --fresh -o model.h5
expect_same_model reference.h5 model.h5

echo "= more epochs go on, a finished one ends at once"
rm -f model*.h5
run 0 "${train[@]}" --epochs 5 -o model.h5
run 0 "${train[@]}" --epochs 5 -o model.h5
expect_out "nothing left to train"
run 0 "${train[@]}" --epochs 12 -o model.h5
expect_same_model reference.h5 model.h5

echo "= other options that matter, another split and other data are refused by name"
cp model.h5 before.h5
run 2 train split.h5 --factors 9 --rate-schedule constant --patience 0 --epochs 20 -o model.h5
expect_err_once "factors 8, not 9"
run 2 "${train[@]}" --epochs 20 --seed 2 -o model.h5
expect_err_once "seed 1, not 2"
run 2 "${train[@]}" --epochs 20 --learning-rate 0.001 -o model.h5
expect_err_once "learning-rate"
run 2 "${train[@]}" --epochs 20 --sync rotate -o model.h5
expect_err_once "sync allreduce, not rotate"
run_on 1 0 split ratings.h5 --protocol random --test 0.1 --validation 0.1 --seed 6 -o split6.h5
run 2 train split6.h5 "${train[@]:2}" --epochs 20 -o model.h5
expect_err_once "seed 5"
run_on 1 0 generate --users 1000 --books 300 --ratings 30000 --seed 4 -o other.h5
run_on 1 0 split other.h5 --protocol random --test 0.1 --validation 0.1 --seed 5 -o other5.h5
run 2 train other5.h5 "${train[@]:2}" --epochs 20 -o model.h5
expect_err_once "was trained on other ratings"
cmp before.h5 model.h5 || fail "a refused resume changed the model"

echo "= options that may change do"
run 0 train split.h5 --factors 8 --rate-schedule constant --epochs 13 --keep 1 --hang-timeout 60 --max-time 1000 \
  --checkpoint-every 5 --patience 0 -o model.h5
expect_err "after epoch 12"

echo "= a rate that blows up ends with the last good checkpoint in place"
rm -f model*.h5
run 1 train split.h5 --factors 8 --epochs 30 --learning-rate 1000 --checkpoint-every 1 -o model.h5
expect_err_once "diverged in epoch"
[ ! -e model.h5 ] || run 0 info model.h5 --validate
