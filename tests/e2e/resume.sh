#!/bin/bash
# crucible train, taken up again: what the checkpoint decides, and what is refused by name since it would learn
# something else.
reseal=$(readlink -f "$3")
. "$(dirname "$(readlink -f "$0")")/lib.sh"
needs h5diff hdf5-tools
needs_python h5py

make_ratings
run 0 import ratings.csv -o ratings.h5
train=(train ratings.h5 --factors 4)
run 0 "${train[@]}" --epochs 4 -o model4.h5
run 0 "${train[@]}" --epochs 2 -o model2.h5

# as_if OLD NEW: the checkpoint after two epochs as a version with another default would have written it.
as_if() {
  cp model2.h5 model.h5
  /usr/bin/python3 - "$1" "$2" <<'PY' || fail "the checkpoint does not say: $1"
import sys, h5py
old, new = sys.argv[1:]
with h5py.File("model.h5", "r+") as file:
    options = file["config"].attrs["options"]
    options = options.decode() if isinstance(options, bytes) else str(options)
    assert old + "\n" in options, options
    file["config"].attrs.modify("options", options.replace(old + "\n", new + "\n"))
PY
  "$reseal" model.h5
}

echo "= another default of whoever wrote the checkpoint is refused by name"
while IFS='|' read -r name before now; do
  as_if "$name = $now" "$name = $before"
  run 2 "${train[@]}" --epochs 4 -o model.h5
  expect_err_once "was trained with $name $before, not $now; give the same options, or start over with --fresh"
done <<'END'
learning-rate|0.04|0.03
user-bias-rate|0.013|0.012
regularization|0.2|auto
user-factor-regularization|0.2|auto
book-bias-regularization|0.06|0.05
decay|0.96|0.97
biases|yep|yes
END
syncs=$(/usr/bin/python3 -c 'import h5py, re
print(re.search(r"syncs-per-epoch = (\d+) ", str(h5py.File("model2.h5")["config"].attrs["options"])).group(1))')
other=$((syncs + 1))
as_if "syncs-per-epoch = $syncs (default)" "syncs-per-epoch = $other (default)"
run 2 "${train[@]}" --epochs 4 -o model.h5
expect_err_once "was trained with syncs-per-epoch $other, not $syncs"

echo "= with that value on the command line it goes on, and a default that is spelt out is no other value"
as_if "decay = 0.97" "decay = 0.96"
run 0 "${train[@]}" --epochs 4 --decay 0.96 -o model.h5
as_if "syncs-per-epoch = $syncs (default)" "syncs-per-epoch = $other (default)"
run 0 "${train[@]}" --epochs 4 --syncs-per-epoch "$other" -o model.h5
cp model2.h5 model.h5
run 0 "${train[@]}" --epochs 4 --decay 0.97 --learning-rate 0.03 --user-bias-rate 0.012 --book-bias-rate 0.012 \
  --biases --syncs-per-epoch "$syncs" -o model.h5
expect_same_model model4.h5 model.h5

echo "= the number of merges may be another one where it follows from another number of ranks, but not a given one"
cp model2.h5 model.h5
run_on 2 0 "${train[@]}" --epochs 4 -o model.h5
run 0 "${train[@]}" --epochs 2 --syncs-per-epoch 3 -o given.h5
run_on 2 2 "${train[@]}" --epochs 4 -o given.h5
expect_err_once "was trained with syncs-per-epoch 3, not"
for also in "" --dry-run; do  # nothing is left to train, and still it is another training that is asked for
  # shellcheck disable=SC2086
  run 2 "${train[@]}" --epochs 2 --syncs-per-epoch 4 $also -o given.h5
  expect_err_once "was trained with syncs-per-epoch 3, not 4"
done

echo "= rotate: the checkpoint says how many shards there are"
rotate=("${train[@]}" --sync rotate)
run 0 "${rotate[@]}" --shards 3 --epochs 4 -o shards4.h5
run 0 "${rotate[@]}" --shards 3 --epochs 2 -o shards.h5
cp shards.h5 model.h5
run 2 "${rotate[@]}" --shards 4 --epochs 4 -o model.h5
expect_err_once "was trained with shards 3, not 4"
run 0 "${rotate[@]}" --epochs 4 -o model.h5
expect_same_model shards4.h5 model.h5

echo "= draws that were cut short go on to the same model"
run 0 generate --users 300 --books 80 --ratings 9000 -o made.h5
run 0 split made.h5 --test 0 --validation 0.2 -o split.h5
draws=(train split.h5 --factors 4 --patience 2 --regularization 0.05 --sync rotate)
run 0 "${draws[@]}" --epochs 58 -o draws58.h5 --json training.json
expect_err_once "after the steps up to 100 sweeps of draws of 4 factors"
expect_number "$(json training.json draws.sweeps) == 100"
run 0 "${draws[@]}" --epochs 52 -o draws.h5
/usr/bin/python3 -c 'import h5py
state = h5py.File("draws.h5")["state"]
assert 0 < state.attrs["steps_ended"] < 52 and "user_factors_mean" in state["slots"], dict(state.attrs)' ||
  fail "52 epochs do not end among the draws"
run_on 1 0 "${draws[@]}" --epochs 58 -o draws.h5
expect_same_model draws58.h5 draws.h5

echo "= the usual epochs of draws are more than those"
run 0 "${draws[@]}" -o draws.h5
expect_err "going on from draws.h5 after epoch 58"
expect_equal "$(h5dump -a /state/epoch draws.h5 | grep -c '(0): 58$')" 0 "a training that went on"
run 0 "${draws[@]}" -o draws.h5
expect_out "nothing left to train"
