#!/bin/bash
# crucible evaluate: files for trec_eval that say what it says, whole users held out, folds of them.
. "$(dirname "$(readlink -f "$0")")/lib.sh"

make_ratings
run 0 import ratings.csv -o ratings.h5
run 0 split ratings.h5 --protocol users --test 0.2 --validation 0.1 --folds 2 --name users -o split.h5
run 0 train split.h5 --factors 4 --epochs 10 --unrated-weight 0.2 -o model.h5
run 0 train split.h5 --factors 4 --epochs 10 -o plain.h5

echo "= run and judgements, read by another program"
run 0 evaluate model.h5 split.h5 --beside plain.h5 --groups --trec-run lists.run --trec-qrels held.qrels --json all.json
expect_out "held out whole, folded in"
expect_out "popularity"
/usr/bin/python3 "$e2e_folder/../eval/trec_metrics.py" lists.run held.qrels 10 all.json >trec.txt ||
  { cat trec.txt; fail "the TREC files give other figures"; }
expect_number "$(json all.json metrics.overlap@10) > $(json all.json baselines.popularity.overlap@10)"

echo "= to the last bit the same at any number of ranks"
figures() { json "$1" metrics; json "$1" intervals; json "$1" groups; json "$1" baselines; }
for other in 1 2 3; do
  run_on $other 0 evaluate model.h5 split.h5 --beside plain.h5 --groups --json other.json --trec-run other.run
  figures all.json >figures
  figures other.json >other-figures
  cmp figures other-figures || fail "$other ranks find other figures"
  cmp lists.run other.run || fail "$other ranks find other lists"
  rm other.run
done

echo "= how sure predictions are, the same at any number of ranks"
run 0 split ratings.h5 --test 0.2 --validation 0.1 --name random -o random.h5
run 0 train random.h5 --factors 4 --epochs 10 --sync rotate --shards 4 -o random.model
run 0 evaluate random.model random.h5 --metrics rmse --json all.json
expect_out "intervals of 50 / 80 / 95 %"
covered=$(json all.json calibration.intervals.1.covered)
expect_number "$covered > 0.76 && $covered < 0.84"
run_on 3 0 evaluate random.model random.h5 --metrics rmse --json other.json
expect_equal "$(json other.json calibration)" "$(json all.json calibration)" calibration

echo "= several cut-offs at once"
run 0 evaluate model.h5 split.h5 --metrics ndcg,recall@3 --top 1,5,20 --bootstrap 0 --json cuts.json
expect_equal "$(json cuts.json metrics | /usr/bin/python3 -c 'import json, sys; print(*json.load(sys.stdin))')" \
  "ndcg@1 ndcg@5 ndcg@20 recall@3" "metrics"

echo "= a fold of whole users: their ten highest ratings are masked, the others folded in"
run 0 train split.h5 --fold 1 --factors 4 --epochs 10 --unrated-weight 0.2 -o fold.h5
run 0 evaluate fold.h5 split.h5 --json fold.json
expect_equal "$(json fold.json pairs)" "$((10 * $(json fold.json users)))" "held-out ratings"
expect_equal "$(json fold.json folded_in_users)" "$(json fold.json users)" "folded-in users"
expect_number "$(json fold.json metrics.overlap@10) > $(json fold.json baselines.popularity.overlap@10)"

run 2 evaluate fold.h5 split.h5 --part validation
expect_err_once "--part: all ratings of fold 1 judge, whatever their part"

echo "= an existing file is not overwritten"
run 2 evaluate model.h5 split.h5 --trec-run lists.run
expect_err_once "lists.run"

echo "= the baseline ease, computed again by numpy"
check_ease() { # FILE ARGUMENT...
  local file=$1
  shift
  run 0 evaluate model.h5 split.h5 --baselines ease --metrics ndcg,overlap --bootstrap 0 --json "$file" "$@"
  expect_out "ease: lambda"
  /usr/bin/python3 "$e2e_folder/../eval/ease.py" split.h5 users "$file" >ease.txt ||
    { cat ease.txt; fail "numpy finds other figures"; }
}
check_ease ease.json
expect_number "$(json ease.json baselines.ease.ndcg@10) > $(json ease.json baselines.popularity.ndcg@10)"
check_ease liked.json --relevant-from 4 --ease-lambda 7
expect_equal "$(json liked.json settings.ease.lambda)" 7.0 "lambda"
check_ease weighed.json --ease-by-rating

echo "= strong generalisation: a fifth of the ratings of users held out, by chance"
run 0 split ratings.h5 --protocol users --masked-share 0.2 --test 0.2 --validation 0.1 --name strong -o strong.h5
run 0 info strong.h5 --json info.json
judged=$(json info.json splits.strong.2) known=$(json info.json splits.strong.3)
expect_number "$judged > 0.1 * ($judged + $known) && $judged <= 0.2 * ($judged + $known)"
run 0 train strong.h5 --factors 4 --epochs 10 --unrated-weight 0.2 -o strong.model
run 0 evaluate strong.model strong.h5 --metrics liang --baselines ease --json strong.json
for metric in capped_recall@20 capped_recall@50 ndcg@100; do
  expect_number "$(json strong.json "metrics.$metric") > 0.1"
  expect_number "$(json strong.json "baselines.ease.$metric") > 0"
done
run 0 evaluate strong.model strong.h5 --top 20 --trec-run strong.run --trec-qrels strong.qrels --json all.json
/usr/bin/python3 "$e2e_folder/../eval/trec_metrics.py" strong.run strong.qrels 20 all.json >trec.txt ||
  { cat trec.txt; fail "the TREC files give other figures"; }
expect_equal "$(json all.json metrics.capped_recall@20)" "$(json strong.json metrics.capped_recall@20)" "capped recall"
run_on 3 0 evaluate strong.model strong.h5 --metrics liang --json other.json
expect_equal "$(json other.json metrics)" "$(json strong.json metrics)" "metrics at 3 ranks"
run 2 train strong.h5 --factors 4 --overlap-every 1 -o refused.h5
expect_err_once "masks no best-liked books"
run 2 split ratings.h5 --masked-share 0.2 -o refused.h5
expect_err_once "--masked-share: goes with --protocol users only"
run 2 split ratings.h5 --protocol users --masked-share 0.2 --folds 3 -o refused.h5
expect_err_once "--masked-share: does not go with --folds"

echo "= no such baseline, no such lambda, too many books"
run 2 evaluate model.h5 split.h5 --baselines eas
expect_err_once "--baselines: 'eas' is no baseline that can be added; there are: ease"
run 2 evaluate model.h5 split.h5 --baselines ease --ease-lambda 0
expect_err_once "--ease-lambda: 0 is too small"
run 2 evaluate model.h5 split.h5 --baselines ease --metrics rmse
expect_err_once "none of --metrics needs a ranking"
run 0 generate --users 30 --books 400000 --ratings 300 -o wide.h5
run 0 split wide.h5 --test 0.2 -o wide-split.h5
run 0 train wide-split.h5 --factors 1 --epochs 1 -o wide-model.h5
run 1 evaluate wide-model.h5 wide-split.h5 --baselines ease
expect_err_once "the baseline ease for 400,000 books: a rank would hold"
