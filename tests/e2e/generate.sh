#!/bin/bash
# crucible generate: a synthetic catalogue, the same at any number of ranks.
. "$(dirname "$(readlink -f "$0")")/lib.sh"
needs h5diff hdf5-tools

run 0 generate --users 500 --books 200 --ratings 20000 --seed 7 -o ratings.h5 --json report.json
expect_file ratings.h5
run 0 info ratings.h5 --validate --json info.json
expect_equal "$(json info.json users)" 500 "users"
expect_equal "$(json info.json books)" 200 "books"
expect_number "$(json info.json ratings) > 19000 && $(json info.json ratings) < 21000"
run 0 info ratings.h5 --find fantasy
expect_out "(fantasy, "
expect_only ratings.h5 report.json info.json

run_on 1 0 generate --users 500 --books 200 --ratings 20000 --seed 7 -o one.h5
run 0 generate --users 500 --books 200 --ratings 20000 --seed 8 -o other.h5
for dataset in /users/id /books/id /books/title /ratings/user /ratings/book /ratings/rating /ratings/user_offsets; do
  h5diff ratings.h5 one.h5 "$dataset" >out 2>err || fail "h5diff: $dataset differs"
done
! h5diff ratings.h5 other.h5 /ratings/book >out 2>err || fail "another seed gave the same books"
