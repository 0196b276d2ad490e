#!/bin/bash
# Every metric of `crucible evaluate` for users held out whole, at 1, 2, 4 and 6 ranks to the last bit, against two
# programs that compute them otherwise: from the TREC files, and with numpy from the model itself.
#
#   metrics_check.sh CRUCIBLE     exit code 77 where the real data (docs/install.md) or numpy is not there
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
# shellcheck source=../e2e/lib.sh
. "$here/../e2e/lib.sh" "$1" 2
real_data goodbooks/whole_profiles.csv
needs_python h5py numpy

run_on 1 0 import "$data_file" -o profiles.h5 --quiet
run_on 1 0 split profiles.h5 --protocol users --test 0.15 --validation 0 --name users
run_on 1 0 train profiles.h5 --factors 16 --epochs 8 -o funk.h5 --quiet
run_on 1 0 train profiles.h5 --factors 16 --epochs 8 --unrated-weight 0.2 -o ranking.h5 --quiet

figures() { json "$1" metrics; json "$1" baselines; json "$1" intervals; json "$1" groups; }
for model in funk ranking; do
  for on in 1 2 4 6; do
    run_on "$on" 0 evaluate $model.h5 profiles.h5 --top 10 --groups --json "$model-$on.json" \
      --trec-run "$model-$on.run" --trec-qrels "$model-$on.qrels"
    figures "$model-$on.json" >"$model-$on.figures"
    cmp "$model-1.figures" "$model-$on.figures" || fail "the figures of $on ranks are not those of one"
    cmp "$model-1.run" "$model-$on.run" || fail "the lists of $on ranks are not those of one"
    cmp "$model-1.qrels" "$model-$on.qrels" || fail "the judgements of $on ranks are not those of one"
  done
  /usr/bin/python3 "$here/trec_metrics.py" $model-1.run $model-1.qrels 10 $model-1.json
  /usr/bin/python3 "$here/whole_profiles.py" $model.h5 profiles.h5 users $model-1.json
done
expect_number "$(json ranking-1.json metrics.overlap@10) > $(json ranking-1.json baselines.popularity.overlap@10)"
