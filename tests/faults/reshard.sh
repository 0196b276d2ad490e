#!/bin/bash
# A checkpoint written at 4 ranks goes on at 4, 1, 2 and 6. At 4: to the same bits as without a stop, always. Elsewhere:
# with rotate to the same bits too, with allreduce to a model that is as good within the tolerance below, which
# docs/reliability.md states; it holds near convergence, where these runs end.
#
#   reshard.sh CRUCIBLE RANKS [short|all]
. "$(dirname "$(readlink -f "$0")")/lib.sh"
needs h5diff hdf5-tools
form=${3:-all}
tolerance=0.005  # relative, of the best validation RMSE

run_on 1 0 generate --users 3000 --books 600 --ratings 150000 --seed 3 -o ratings.h5
run_on 1 0 split ratings.h5 --protocol random --test 0.1 --validation 0.1 -o split.h5

# best FILE EPOCH: the best validation RMSE of the epochs after that one; those before are the same for all.
best() {
  /usr/bin/python3 -c 'import json, sys
print(min(e["validation_rmse"] for e in json.load(open(sys.argv[1]))["epochs"] if e["epoch"] > int(sys.argv[2])))' "$@"
}

# EPOCHS EPOCHS OPTION...: stopped after the first number, the end at the second.
expect_exact_resume() {
  local first=$1 last=$2 sync=allreduce on a b
  shift 2
  [[ $* != *rotate* ]] || sync=rotate
  local train=(train split.h5 --factors 8 --patience 0 "$@")
  rm -f half*.h5 whole*.h5 model*.h5
  run 0 "${train[@]}" --epochs "$first" -o half.h5
  run 0 "${train[@]}" --epochs "$last" -o whole.h5 --json whole.json
  for on in 4 1 2 6; do
    cp half.h5 model.h5
    run_on "$on" 0 "${train[@]}" --epochs "$last" -o model.h5 --json model.json
    expect_err "going on from model.h5 after epoch $first"
    if [ "$sync" = rotate ] || [ "$on" -eq "$ranks" ]; then
      expect_same_model whole.h5 model.h5
      echo "  the same bits at $on ranks"
    else
      a=$(best whole.json "$first") b=$(best model.json "$first")
      awk -v a="$a" -v b="$b" -v on="$on" -v ranks="$ranks" 'BEGIN { printf "  validation RMSE %.5f at %d ranks, %.5f "\
        "without a stop at %d: %.2f %% more\n", b, on, a, ranks, 100 * (b - a) / a }'
      expect_number "($a - $b) ^ 2 < ($tolerance * $a) ^ 2"
    fi
  done
}

expect_exact_resume 3 6 --optimizer sgd --sync rotate
expect_exact_resume 3 6 --optimizer adagrad --sync rotate --rate-schedule bold-driver
expect_exact_resume 3 6 --optimizer gibbs --sync rotate
expect_exact_resume 3 6 --optimizer ials --sync rotate --unrated-weight 0.1
expect_exact_resume 10 30 --optimizer sgd --sync allreduce
expect_exact_resume 10 25 --optimizer adagrad --sync allreduce
if [ "$form" = all ]; then
  expect_exact_resume 3 6 --optimizer adamw --sync rotate
  expect_exact_resume 3 6 --optimizer sgd --sync rotate --rate-schedule decay --decay 0.9
  expect_exact_resume 3 6 --optimizer sgd --sync rotate --unrated-weight 0.1
  expect_exact_resume 3 6 --optimizer adagrad --sync rotate --unrated-weight 0.1
  expect_exact_resume 10 50 --optimizer adamw --sync allreduce --learning-rate 0.02
  expect_exact_resume 10 30 --optimizer sgd --sync allreduce --rate-schedule bold-driver
  expect_exact_resume 10 25 --optimizer adagrad --sync allreduce --rate-schedule decay --decay 0.95
  expect_exact_resume 10 75 --optimizer sgd --sync allreduce --unrated-weight 0.1
  expect_exact_resume 10 75 --optimizer adagrad --sync allreduce --unrated-weight 0.1
fi
