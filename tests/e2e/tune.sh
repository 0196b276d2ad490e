#!/bin/bash
# crucible tune: every candidate is trained and judged once, whatever ranks and groups; what is done is not done again.
. "$(dirname "$(readlink -f "$0")")/lib.sh"

make_ratings
run 0 import ratings.csv -o ratings.h5
run 0 split ratings.h5 --protocol random --test 0.1 --validation 0.2 --folds 3 --name held -o split.h5
cat >search.conf <<'END'
# what is searched
factors = 2,6
regularization = 0.05,0.2
epochs = 10
sync = rotate
shards = 3
END

echo "= a grid, in groups"
run 0 tune split.h5 --config search.conf --groups "$ranks" --judge-every 2 -o found --json tune.json
expect_equal "$(json tune.json trials | /usr/bin/python3 -c 'import json, sys; print(len(json.load(sys.stdin)))')" 5 "trials"
expect_equal "$(json tune.json default)" 5 "the trial with the defaults"
expect_equal "$(wc -l <found/results.csv)" 6 "lines of results.csv"
expect_equal "$(json tune.json setting.metrics.0)" rmse "the metric that decides"
expect_file found/best.conf
best=$(json tune.json best)
for trial in 0 1 2 3 4; do
  expect_number "$(json tune.json "trials.$((best - 1)).metrics.rmse") <= $(json tune.json "trials.$trial.metrics.rmse")"
done

echo "= nothing is left to do, and a wider grid does only what is new"
cp found/results.csv before.csv
run 0 tune split.h5 --config search.conf --groups "$ranks" --judge-every 2 -o found
expect_err "0 trainings to do, 5 done before"
cmp found/results.csv before.csv || fail "a finished search was changed"
run 0 tune split.h5 --config search.conf --factors 2,6,8 --judge-every 2 -o found
expect_err "2 trainings to do, 5 done before"
expect_equal "$(wc -l <found/results.csv)" 8 "lines of results.csv"

echo "= the same figures from one rank, whose model evaluate judges alike"
run_on 1 0 tune split.h5 --config search.conf --judge-every 2 -o one --json one.json
expect_equal "$(json one.json trials.3.metrics.rmse)" "$(json tune.json trials.3.metrics.rmse)" "validation RMSE"
run 0 train split.h5 --config one/best.conf -o best.h5
run 0 evaluate best.h5 split.h5 --part validation --json best.json
best=$(json one.json best)
expect_equal "$(json best.json metrics.rmse)" "$(json one.json "trials.$((best - 1)).metrics.rmse")" "RMSE of best.conf"

echo "= draws begin when patience is out, as with train: best.conf makes the model that was judged"
run 0 tune split.h5 --factors 2,4 --sync rotate --shards 3 --epochs 100 -o draws --json draws.json
for trial in 0 1; do expect_number "$(json draws.json trials.$trial.runs.0.epochs) > 30"; done
run 0 train split.h5 --config draws/best.conf -o draws.h5
grep -q 'sweeps of draws' err || fail "best.conf leads to no draws"
run 0 evaluate draws.h5 split.h5 --part validation --json judged.json
best=$(json draws.json best)
expect_equal "$(json judged.json metrics.rmse)" "$(json draws.json "trials.$((best - 1)).metrics.rmse")" "RMSE of best.conf"
expect_no_line() { ! grep -q "$1" draws/best.conf || fail "best.conf has $1"; }
expect_no_line "^patience"
run 0 train split.h5 --sync rotate --shards 3 --epochs 100 -o plain.h5
run 0 evaluate plain.h5 split.h5 --part validation --json judged.json
expect_equal "$(json judged.json metrics.rmse)" \
  "$(json draws.json "trials.$(($(json draws.json default) - 1)).metrics.rmse")" "RMSE of the defaults"

echo "= drawn by chance"
run 0 tune split.h5 --trials 3 --learning-rate 0.005:0.1 --factors 2:8 --epochs 4 -o drawn --json drawn.json
expect_equal "$(wc -l <drawn/results.csv)" 5 "lines of results.csv"

echo "= the better third goes on after a third of the epochs"
run 0 tune split.h5 --factors 1,2,4,8 --epochs 30 --sync rotate --shards 3 -o halved --json halved.json
expect_equal "$(grep -c 'of the first 10 ' out)" 2 "dropped candidates"
expect_equal "$(json halved.json trials.4.options)" '{"epochs": "30", "shards": "3", "sync": "rotate"}' "the default"
for trial in 0 1 2 3; do json halved.json trials.$trial.runs.0.epochs; done | sort -n >epochs
expect_equal "$(head -n 1 epochs)" 10 "epochs of those dropped"
cp halved/results.csv before.csv
run 0 tune split.h5 --factors 1,2,4,8 --epochs 30 --sync rotate --shards 3 -o halved
expect_err "0 trainings to do"
cmp halved/results.csv before.csv || fail "a finished search was changed"
run 0 tune split.h5 --factors 1,2,4,8 --epochs 30 --sync rotate --shards 3 --all-epochs -o halved
expect_equal "$(grep -c 'of the first' out)" 0 "candidates left unfinished"

echo "= folds: mean and deviation; a model without a fold is judged by it"
run 0 tune split.h5 --folds --factors 4 --epochs 6 --sync rotate --shards 3 -o folds --json folds.json
expect_out "+-"
expect_number "$(json folds.json trials.0.deviation.rmse) > 0"
for fold in 0 1 2; do
  run 0 train split.h5 --fold $fold --factors 4 --epochs 6 --sync rotate --shards 3 -o fold.h5 --fresh
  run 0 evaluate fold.h5 split.h5 --json fold.json
  expect_no_err "may have been seen"
  expect_equal "$(json fold.json metrics.rmse)" "$(json folds.json trials.0.runs.$fold.metrics.rmse)" "RMSE of fold $fold"
done
run 0 evaluate fold.h5 split.h5 --fold 0
expect_err "may have been seen"

echo "= users held out whole: judged by as many places as books are masked"
for masked in 5 10; do
  run 0 split ratings.h5 --protocol users --k $masked --test 0 --validation 0.3 -o users.h5 --force
  metric=precision@$masked
  [ $masked -ne 10 ] || metric=overlap@10
  run 0 tune users.h5 --factors 4 --epochs 4 --unrated-weight 0.2 -o users$masked --json users.json
  expect_equal "$(json users.json setting.metrics)" "[\"$metric\", \"rmse\"]" "metrics"
  run 0 train users.h5 --config users$masked/best.conf -o users.model --fresh
  run 0 evaluate users.model users.h5 --part validation --metrics "$metric,precision@$masked" --json judged.json
  best=$(json users.json trials.0.metrics."$metric")
  expect_number "$best > 0.1"
  expect_equal "$(json judged.json metrics."$metric")" "$best" "$metric of best.conf"
  expect_equal "$(json judged.json metrics.precision@$masked)" "$best" "precision beside $metric"
done

echo "= a training that fails ends the search, and what others found is kept"
# One user has enough ratings to be judged: only its fold has a figure.
awk 'BEGIN { print "user,book,rating"; for (b = 1; b <= 40; b++) print "1," b "," 1 + b % 5;
  for (u = 2; u <= 40; u++) for (b = 1; b <= 6; b++) print u "," (u * b) % 40 + 1 "," 1 + (u + b) % 5 }' >few.csv
run 0 import few.csv -o few.h5
groups=$((ranks < 2 ? 1 : 2))
for seed in 1 3; do
  judged=$((seed == 1)) # the fold of that user; alone, a group comes to fold 1 only where fold 0 can be judged
  [ $judged -lt $groups ] || continue
  run 0 split few.h5 --protocol users --test 0 --validation 0 --folds 2 --seed $seed -o users.h5 --force
  run 2 tune users.h5 --folds --factors 2 --epochs 2 --groups $groups -o few$seed
  expect_err_once "overlap@10 cannot be computed"
  run 2 tune users.h5 --folds --factors 2 --epochs 2 --groups $groups -o few$seed
  expect_err "1 trainings to do, 1 done before"
  expect_equal "$(json few$seed/results.json trials.0.runs.0.fold)" $judged "the fold that was judged"
done

echo "= a diverging candidate is a result"
run 0 tune split.h5 --factors 4 --epochs 3 --learning-rate 0.02,1000 -o wild --json wild.json
expect_equal "$(json wild.json trials.0.diverged)" false "diverged"
expect_equal "$(json wild.json trials.1.diverged)" true "diverged"
expect_equal "$(json wild.json best)" "$(json wild.json default)" "best"
expect_out "the defaults are the best"

echo "= what cannot be searched is refused"
run 2 tune split.h5 --factors 2,two -o refused
expect_err_once "--factors"
run 2 tune split.h5 --learning-rate 0.01:0.1 -o refused
expect_err_once "--trials"
run 2 tune split.h5 --config search.conf --metrics mae -o found
expect_err_once "--fresh"
printf '1,1,3\n1,2,4\n2,1,2\n2,2,5\n3,1,1\n3,2,2\n' >tiny.csv
run_on 1 0 import tiny.csv -o tiny.h5
run_on 1 0 split tiny.h5 --test 0.3 -o empty.h5
run 2 tune empty.h5 --factors 2 --epochs 1 -o nothing
expect_err_once "empty.h5: rmse cannot be computed from what split 'holdout' holds out"
run 2 train split.h5 --fold 3 -o refused.h5
expect_err_once "folds 0 to 2"
expect_no_file refused
expect_no_file refused.h5
