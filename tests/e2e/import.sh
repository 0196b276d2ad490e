#!/bin/bash
# crucible import: text in, ratings.h5 out, the same at any number of ranks.
. "$(dirname "$(readlink -f "$0")")/lib.sh"
needs h5diff hdf5-tools

make_ratings
make_titles
rows=$(($(wc -l <ratings.csv) - 1))

run 0 import ratings.csv --titles books.csv -o ratings.h5 --json report.json
expect_file ratings.h5
expect_equal "$(json report.json ratings)" "$rows" "ratings"
expect_equal "$(json report.json users)" 300 "users"
expect_equal "$(json report.json books)" 120 "books"
expect_equal "$(json report.json ranks)" "$ranks" "ranks"
expect_equal "$(json report.json skipped_rows)" 0 "skipped rows"
expect_only ratings.csv books.csv ratings.h5 report.json
run 0 info ratings.h5 --validate

echo "= the same datasets as from one rank"
run_on 1 0 import ratings.csv --titles books.csv -o one.h5
for dataset in /users/id /books/id /books/title /ratings/user /ratings/book /ratings/rating /ratings/user_offsets; do
  h5diff -v ratings.h5 one.h5 "$dataset" >out 2>err || fail "h5diff: $dataset differs"
  expect_out "0 differences found"
done

echo "= an existing output is not overwritten without --force"
run 2 import ratings.csv -o one.h5
expect_err_once "--force"
run 0 import ratings.csv -o one.h5 --force

echo "= ids are text, duplicates and small users are dealt with"
cat >books.txt <<'END'
alice;0345339681;5
bob;034533968X;3
alice;0345339681;2
bob;0345339681;4
carol;0000000001;1
END
run 0 import books.txt --separator ';' --header no --columns 1,2,3 -o ids.h5 --json report.json
expect_equal "$(json report.json ratings)" 4 "ratings"
expect_equal "$(json report.json duplicates)" 1 "duplicates"
expect_equal "$(json report.json conflicts)" 1 "conflicts"
run 0 info ids.h5 --find 0345339681
expect_out 0345339681
run 0 import books.txt --separator ';' --header no --columns 1,2,3 --min-user-ratings 2 -o core.h5 --json report.json
expect_equal "$(json report.json users)" 1 "users with two ratings"
run 2 import books.txt --separator ';' --header no --columns 1,2,3 --duplicates error -o no.h5
expect_no_file no.h5

echo "= a bad row is named by file, line and text, or tolerated and said so"
printf 'user_id,book_id,rating\n1,1,5\n1,2,good\n2,1,4\n' >bad.csv
run 2 import bad.csv -o no.h5
expect_err_once "bad.csv:3"
expect_err "good"
expect_no_file no.h5
run 0 import bad.csv --skip-bad-rows 1 -o bad.h5 --json report.json
expect_equal "$(json report.json skipped_rows)" 1 "skipped rows"
expect_err_once "bad.csv:3"

echo "= CRLF, a BOM and a missing last line end are fine"
printf '\xef\xbb\xbfuser_id,book_id,rating\r\n1,1,5\r\n2,1,4' >dos.csv
run 0 import dos.csv -o dos.h5 --json report.json
expect_equal "$(json report.json ratings)" 2 "ratings"
