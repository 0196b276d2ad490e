#!/bin/bash
# A checkpoint written at 4 ranks goes on at 1, 2 and 6: with rotate to the same bits, with allreduce to a model that is
# as good, within the tolerance that docs/reliability.md states.
. "$(dirname "$(readlink -f "$0")")/lib.sh"
command -v h5diff >/dev/null || { echo "skipped: h5diff is not installed"; exit 77; }
tolerance=0.005  # relative, of the validation RMSE

run_on 1 0 generate --users 3000 --books 600 --ratings 150000 --seed 3 -o ratings.h5
run_on 1 0 split ratings.h5 --protocol random --test 0.1 --validation 0.1 -o split.h5

best() { /usr/bin/python3 -c 'import json, sys; print(min(e["validation_rmse"] for e in json.load(open(sys.argv[1]))["epochs"]))' "$1"; }

for optimizer in sgd adagrad adamw; do
  for sync in rotate allreduce; do
    [ "$optimizer $sync" != "adamw rotate" ] || continue  # adamw takes steps of all ranks together
    train=(train split.h5 --optimizer "$optimizer" --sync "$sync" --factors 8 --patience 0)
    rm -f half.h5 half.prev.h5 whole.h5 whole.prev.h5
    run 0 "${train[@]}" --epochs 4 -o half.h5
    run 0 "${train[@]}" --epochs 10 -o whole.h5 --json whole.json
    for on in 1 2 6 4; do
      cp half.h5 model.h5
      run_on "$on" 0 "${train[@]}" --epochs 10 -o model.h5 --json model.json
      expect_err "going on from model.h5 after epoch 4"
      if [ "$sync" = rotate ] || [ "$on" -eq "$ranks" ]; then
        expect_same_model whole.h5 model.h5
      else
        a=$(best whole.json) b=$(best model.json)
        expect_number "($a - $b) ^ 2 < ($tolerance * $a) ^ 2"
      fi
    done
  done
done
