#!/bin/bash
# Where the time went: the table of --timings, the numbers of --json and the events of --trace agree.
. "$(dirname "$(readlink -f "$0")")/lib.sh"

timed() { # PHASES ARGUMENT...
  run 0 "${@:2}" --timings --json "$2.json" --trace "$2.trace.json"
  /usr/bin/python3 "$e2e_folder/timings.py" "$ranks" "$1" "$2.json" err "$2.trace.json" || fail "the times of $2"
}

make_ratings
timed load,write import ratings.csv -o ratings.h5
timed load,split,write split ratings.h5 --test 0.2 --validation 0.1 -o split.h5
timed load,pilot,train,checkpoint train split.h5 --factors 3 --epochs 3 --optimizer sgd -o model.h5
timed load,evaluate evaluate model.h5 split.h5
timed load,recommend recommend model.h5 --ratings split.h5 --user 7
timed load,recommend,write recommend model.h5 --ratings split.h5 --all -o all.csv
timed generate,write generate --matrix 40,12 -o matrix.h5
timed load,factor,write svd matrix.h5 -o svd.h5
timed other info split.h5  # it has no phases
timed load pca matrix.h5 --dry-run -o pca.h5

echo "= the table does not mix with results, and comes also with --quiet"
run 0 recommend model.h5 --ratings split.h5 --user 7 --quiet
mv out plain.txt
run 0 recommend model.h5 --ratings split.h5 --user 7 --quiet --timings
cmp out plain.txt || fail "--timings changed standard output"
expect_err "max/mean"
run 0 info split.h5 --json plain.json
expect_no_err "max/mean"
json plain.json communication.total.bytes >/dev/null || fail "--json lacks communication without --timings"

echo "= a trace replaces an older one, and nothing else; all is said before the work"
run 0 info split.h5 --trace info.trace.json
run 2 generate --users 9 --books 9 --ratings 9 -o new.h5 --trace nowhere/x.json
expect_err_once "--trace: the folder 'nowhere' does not exist"
run 2 generate --users 9 --books 9 --ratings 9 -o new.h5 --trace new.h5
expect_err_once "--trace: 'new.h5' is also the output"
run 2 generate --users 9 --books 9 --ratings 9 -o new.h5 --trace ratings.csv
expect_err_once "--trace: 'ratings.csv' exists and is no JSON of crucible"
run 2 generate --users 9 --books 9 --ratings 9 -o new.h5 --trace a.json --json ./a.json
expect_err_once "--trace: 'a.json' is also the file of --json"
run 2 generate --users 9 --books 9 --ratings 9 -o new.h5 --trace -
expect_err_once "--trace: name a file"
run 2 info split.h5 --trace split.h5
expect_err_once "--trace: 'split.h5' is also an input"
expect_no_file new.h5
expect_no_file a.json
rm -f ./*.json
expect_only ratings.csv ratings.h5 split.h5 model.h5 all.csv matrix.h5 svd.h5 plain.txt
