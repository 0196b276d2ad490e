#!/bin/bash
# train --sync rotate --shards 12 writes the same model, bit for bit, at 1 to 6 ranks, whether they divide 12 or not, and
# --optimizer gibbs and ials in any mode: with every optimiser, on real-valued ratings from -10 to 10, with patience, the bold
# driver and an unrated weight.
. "$(dirname "$(readlink -f "$0")")/lib.sh"
needs h5diff hdf5-tools

make_ratings -v users=200 -v books=90
# 1..5 becomes -10..10, with decimals that differ from rating to rating
awk -F, 'NR == 1 { print; next } { printf "%d,%d,%.6f\n", $1, $2, ($3 - 3) * 4.5 + sin($1 * 1.7 + $2 * 0.9) }' \
  ratings.csv >real.csv
run_on 1 0 import real.csv --scale=-10:10 -o ratings.h5
run_on 1 0 split ratings.h5 --protocol random --test 0.1 --validation 0.1 -o split.h5

stopped=
mode=(--sync rotate --shards 12)
same_at_all_ranks() { # OPTION...
  for on in 1 2 3 4 5 6; do
    rm -f "model$on.h5"
    run_on "$on" 0 train split.h5 "${mode[@]}" --factors 10 --patience 2 "$@" -o "model$on.h5" --json run.json
    [ "$on" -eq 1 ] || expect_same_model model1.h5 "model$on.h5"
  done
  stopped="$stopped $(json run.json stopped)"
}

same_at_all_ranks --optimizer sgd --epochs 100 --learning-rate 0.1
same_at_all_ranks --epochs 60 --learning-rate 0.1  # steps, and draws after them
expect_number "$(json run.json draws.sweeps) > 0"
same_at_all_ranks --epochs 8 --rate-schedule bold-driver --learning-rate 2
same_at_all_ranks --epochs 5 --optimizer sgd --rate-schedule bold-driver --unrated-weight 0.1
same_at_all_ranks --epochs 5 --optimizer adagrad
same_at_all_ranks --epochs 5 --optimizer adagrad --unrated-weight 0.1
same_at_all_ranks --epochs 4 --optimizer adamw --batch 500
same_at_all_ranks --epochs 4 --optimizer adamw --batch 500 --unrated-weight 0.1
mode=()
same_at_all_ranks --epochs 5 --optimizer gibbs
same_at_all_ranks --epochs 5 --unrated-weight 0.1  # ials
expect_equal "$(echo "$stopped" | awk '{ print $1 }')" early "patience's end of the first run"
