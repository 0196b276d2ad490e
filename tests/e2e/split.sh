#!/bin/bash
# crucible split: hold-outs as labels in a copy of the file, the same at any number of ranks.
. "$(dirname "$(readlink -f "$0")")/lib.sh"
needs h5diff hdf5-tools

make_ratings
rows=$(($(wc -l <ratings.csv) - 1))
run 0 import ratings.csv -o ratings.h5
cp ratings.h5 before.h5

run 0 split ratings.h5 --protocol random --test 0.2 --validation 0.1 --seed 5 --name held -o split.h5 --json report.json
run 0 info split.h5 --validate --json info.json
expect_out "held"
test_ratings=$(json info.json splits.held.2)
validation_ratings=$(json info.json splits.held.1)
expect_number "$test_ratings > 0.18 * $rows && $test_ratings < 0.22 * $rows"
expect_number "$validation_ratings > 0.08 * $rows && $validation_ratings < 0.12 * $rows"
cmp ratings.h5 before.h5 || fail "the input was changed"

run_on 1 0 split ratings.h5 --protocol random --test 0.2 --validation 0.1 --seed 5 --name held -o one.h5
h5diff split.h5 one.h5 /splits/held/part >out 2>err || fail "h5diff: the labels differ"
expect_only ratings.csv ratings.h5 before.h5 split.h5 one.h5 report.json info.json

run 0 split ratings.h5 --name dry -o dry.h5 --dry-run
expect_out "would write dry.h5 with split dry"
expect_no_file dry.h5

echo "= a second split goes beside the first"
run 0 split split.h5 --protocol random --test 0.5 --name half -o both.h5
run 0 info both.h5
expect_out "held"
expect_out "half"
echo "= two splits: which one must be said"
run 2 train both.h5 -o model.h5
expect_err_once "--split"
expect_no_file model.h5
