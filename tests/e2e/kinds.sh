#!/bin/bash
# crucible import: the table of kinds in docs/import.md, claim by claim. Where CRUCIBLE_CASES names a folder of further
# samples, those of its README that are text are read too.
. "$(dirname "$(readlink -f "$0")")/lib.sh"

# ratings [FIELD SEPARATOR]: 96 ratings of 12 users and 20 books: user, book, rating.
ratings() {
  awk -v OFS="${1:-,}" 'BEGIN { for (i = 0; i < 96; ++i) print int(i / 8) + 1, 101 + (7 * (i % 8) + 3 * int(i / 8)) % 20, i % 5 + 1 }'
}
# imports FILE OPTION...: expects that it works.
imports() { run 0 import "$@" -o "$1.h5" --force --json report.json; }
# counts FILE USERS BOOKS RATINGS OPTION...
counts() {
  imports "$1" "${@:5}"
  expect_equal "$(json report.json users books ratings)" "$2 $3 $4" \
    "$1: users, books, ratings"
}
# refused FILE LINE WORD OPTION...: refused at that line by a message with WORD (the name of an option).
refused() {
  run 2 import "$1" "${@:4}" -o no.h5
  expect_err_once "$1:$2: "
  grep -qE -- "$3" err || fail "standard error lacks: $3"
  expect_no_file no.h5
}
# noted WHAT COUNT [LINE]: the count of a note and the line of its example.
noted() {
  local found
  found=$(/usr/bin/python3 -c 'import json, sys
for note in json.load(open("report.json"))["notes"]:
    if note["what"] == sys.argv[1]: print(*[note["count"], note["line"]][:len(sys.argv) - 2])' "$@")
  expect_equal "$found" "${*:2}" "count and first line of $1"
}
same_triplets() { h5diff plain.csv.h5 "$1" /ratings/rating && h5diff plain.csv.h5 "$1" /users/id; }
needs h5diff hdf5-tools

echo "= the statement, for people and in JSON, and the first rows"
ratings >plain.csv
counts plain.csv 12 20 96
expect_err "comma-separated, no header; columns 1 user, 2 book, 3 rating; 96 rows"
expect_equal "$(json report.json understood.columns.1.role)" book "second column"
run 0 import plain.csv --dry-run
expect_err "plain.csv:1: user '1', book '101', rating 1"
run 0 import plain.csv --verbose -o verbose.h5
expect_err "plain.csv:3: user '1', book '115', rating 3"

echo "= A: ids"
ratings | awk -F, -v OFS=, '{ if (NR % 2) $1 = " " $1 "\302\240"; print }' >ids-blanks.csv
counts ids-blanks.csv 12 20 96
noted trimmed_ids 48 1
same_triplets ids-blanks.csv.h5
ratings ';' | awk -F';' -v OFS=';' '{ print "\"" $1 "\"", "\" " $2 "  \"", "\"" $3 "\"" }' >ids-quoted.csv
counts ids-quoted.csv 12 20 96
noted trimmed_ids 96 1
ratings | awk -F, -v OFS=, '{ if (NR % 2 == 0) $1 = $1 ".0"; if (NR % 3 == 0) $2 = $2 ".00"; print }' >ids-floats.csv
counts ids-floats.csv 12 20 96
noted number_users 48 2
noted number_books 32 3
same_triplets ids-floats.csv.h5
printf 'u,0345339681,1\nu,034533968X,2\nu,034533968x,3\nU,345339681,4\n' >ids-isbn.csv
counts ids-isbn.csv 2 4 4
noted user_twins 1
noted book_twins 2
printf '\357\273\2771,2,3\n1,3,4\n' >ids-bom.csv
counts ids-bom.csv 1 2 2

echo "= B: layout"
printf 'i7,u1,3\ni8,u1,4\ni7,u2,5\n' >item-first.csv
counts item-first.csv 2 2 3
expect_err "columns 1 book, 2 user, 3 rating"
printf 'b7,b1,3\nb8,b1,4\n' >both-books.csv
refused both-books.csv 1 columns
printf 'user_id:token\titem_id:token\trating:float\ttimestamp:float\n1\t2\t3\t883523642.0\n' >typed.inter
counts typed.inter 1 1 1
expect_err "time in seconds (1997-12-30 to 1997-12-30)"
printf '2,99,4,1.5,99\n1,99,-3,99,99\n3,1,2,3,99\n' >wide.csv
refused wide.csv 1 wide
refused wide.csv 1 missing --format wide
counts wide.csv 3 3 6 --format wide --missing 99
expect_equal "$(json report.json missing)" 6 "missing cells"
expect_err "column 1 counts the row's ratings"
refused wide.csv 1 "count says" --format wide --count-column --missing 99,1.5
printf 'user;b1;b2;b3\nann;1,5;;NA\nbob;2,5;4;5\n' >wide-named.csv
counts wide-named.csv 2 3 4
noted missing_ratings 2 2
noted decimal_commas 2 2
printf '1,2,3,4,5\n' >many.csv
refused many.csv 1 columns
counts many.csv 1 1 1 --columns 5,1,3
printf '"user" "item" "rating"\n"1" 7 8 4\n"2" 7 9 2\n' >r.txt
counts r.txt 1 2 2
printf '0 3:4 7:2.5\n0 3:1\n' >rows.libsvm
counts rows.libsvm 2 2 3

echo "= B: plain numbers, the book first, are noticed by the times of the rows"
# sittings ITEM_FIRST: 20 users rate 5 of 10 books each within minutes, sorted by book.
sittings() {
  awk -v swap="$1" 'BEGIN { for (b = 1; b <= 10; ++b) for (u = 1; u <= 20; ++u) for (i = 0; i < 5; ++i)
    if ((u + 3 * i) % 10 + 1 == b) print (swap ? b "," u : u "," b) "," i + 1 "," 1000000000 + u * 2592000 + i * 60 }'
}
sittings 0 >user-first.csv
counts user-first.csv 20 10 100
expect_err "user first, which the times confirm"
sittings 1 >numbers-item-first.csv
refused numbers-item-first.csv 1 "columns 1,2,3,4 where the user comes first, .*columns 2,1,3,4 where the book does"
counts numbers-item-first.csv 20 10 100 --columns 2,1,3,4
counts plain.csv 12 20 96
expect_err "user first, which no value confirms; --columns 2,1,3 where the book is first"

echo "= B: what is no table of ratings"
printf '0 1 2 3\n1 4 5\n2 1 7 8 9\n' >lists.txt
refused lists.txt 1 "awk"
printf 'a/productId: B0\na/userId: A1\na/score: 5.0\n' >records.txt
refused records.txt 1 "KEY: VALUE"
printf '5 0:1 10:1\n3 0:1 11:1\n4 1:1 10:1\n' >design.libfm
refused design.libfm 1 "row.ids yes or no"
counts design.libfm 3 4 6 --row-ids no
printf '<!DOCTYPE html>\n<html>\n' >page.csv
run 2 import page.csv -o no.h5
expect_err_once "page.csv: is a web page"
printf 'u1\tm1\tOne Name\t7\nu2\tm2\tOther Name\t9\n' >plays.tsv
refused plays.tsv 1 "columns 1,2,4"
counts plays.tsv 2 2 2 --columns 1,2,4 --count-as log
printf 'sep=;\nuser;book;rating\n1;2;3,5\n' >excel.csv
counts excel.csv 1 1 1
printf '1\t2\t881250949\n1\t3\t881250950\n' >times.tsv
counts times.tsv 1 2 2
expect_err "columns 1 user, 2 book, 3 time in seconds"

echo "= C: marks among ratings that may mean unrated"
ratings | awk -F, -v OFS=, '{ if (NR % 3 == 0) $3 = -1; else $3 += 5; print }' | sed '1i user_id,anime_id,rating' >marks.csv
refused marks.csv 2 "missing -1 where it means unrated, .*scale LOW:HIGH, such as -1:10"
counts marks.csv 12 19 64 --missing -1
counts marks.csv 12 20 96 --scale -1:10
ratings | awk -F, -v OFS=, '{ if (NR % 2) $3 = 0; print }' >zeros.csv
refused zeros.csv 1 "missing 0 where it means unrated"
counts zeros.csv 12 18 48 --missing 0
ratings | awk -F, -v OFS=, 'NR == 42 { $3 = 480000000 } { print }' | sed '1i user,book,rating' >huge.csv
refused huge.csv 43 "-1000000 to 1000000"
for value in inf nan 1e-40 1,234; do
  printf 'user;book;rating\n1;2;3\n1;3;%s\n' "$value" >value.csv
  refused value.csv 3 "the rating '$value'"
done
counts value.csv 1 2 2 --decimal comma
printf 'user,book,rating\n1,2,NA\n1,3,\n1,4,null\n1,5,\\N\n1,6,4\n' >missing.csv
refused missing.csv 2 "skip.missing"
counts missing.csv 1 1 1 --skip-missing
expect_equal "$(json report.json missing)" 4 "rows without a rating"
noted missing_ratings 4 2
ratings ';' | sed 's/$/,5/' >comma.csv
counts comma.csv 12 20 96
noted decimal_commas 96 1
expect_equal "$(json report.json highest_rating)" 5.5 "highest rating"

echo "= D: times"
timed() { # NAME TIME...
  local name=$1 book=0
  shift
  echo user,book,rating,time >"$name"
  for time in "$@"; do printf '1,%d,3,"%s"\n' $((++book)) "$time" >>"$name"; done
}
for zeros in "" 000 000000 000000000; do
  timed number.csv "1500000000$zeros" "1500086400$zeros"
  counts number.csv 1 2 2
  expect_equal "$(json report.json understood.time.first)" 2017-07-14 "date of 1500000000$zeros"
done
expect_err "time in nanoseconds (2017-07-14 to 2017-07-15)"
timed fraction.csv 1.5e9 1500086400.25
counts fraction.csv 1 2 2
noted time_fractions 1 3
timed mixed.csv 1500000000 1500000000000
refused mixed.csv 3 "time.format"
timed range.csv 1500000000 99999999999
refused range.csv 3 "1900 and 2199"
timed iso.csv 2019-01-10T12:30:00.250Z "2019-01-10 14:30:00+02:00" 2019-01-10
counts iso.csv 1 3 3
expect_err "time as ISO 8601 (2019-01-10 to 2019-01-10)"
timed us.csv "01 2, 2010" "12 31, 2011"
refused us.csv 2 "time.format"
counts us.csv 1 2 2 --time-format mdy
expect_equal "$(json report.json understood.time.first)" 2010-01-02 "date, month first"
counts us.csv 1 2 2 --time-format '%m %d, %Y'
timed european.csv 31.12.2010 1.2.2011
counts european.csv 1 2 2 --time-format dmy
timed months.csv "Fri Aug 25 13:55:02 -0700 2017" "Sat Aug 26 13:55:02 -0700 2017"
counts months.csv 1 2 2
expect_equal "$(json report.json understood.time.last)" 2017-08-26 "date with the name of a month"
timed unmarked.csv 20101231
refused unmarked.csv 2 "time.format"
counts unmarked.csv 1 1 1 --time-format ymd

echo "= F: interactions and counts"
ratings | cut -d, -f1,2 | tr , '\t' >pairs.tsv
counts pairs.tsv 12 20 96
expect_err "counts 1 (to rank by them, train with an unrated weight)"
expect_err "crucible train --unrated-weight"
expect_equal "$(json report.json lowest_rating highest_rating)" "1.0 1.0" "weights"
printf 'user,artist,plays\n1,2,7\n1,3,0\n' >plays.csv
refused plays.csv 1 "count.as"
counts plays.csv 1 2 2 --count-as log
expect_number "$(json report.json highest_rating) > 2.07 && $(json report.json highest_rating) < 2.08"

echo "= JSON lines"
printf '{"reviewerID": "A1", "asin": "B1", "overall": 4.0, "unixReviewTime": 1400000001, "helpful": [1, 2]}\n' >lines.jsonl
counts lines.jsonl 1 1 1
expect_err "keys 'reviewerID' user, 'asin' book, 'overall' rating, 'unixReviewTime' time in seconds"
printf '{"who": 7, "what": "x", "how": "3"}\n{"who": 8, "what": "y"}\n' >own.jsonl
refused own.jsonl 1 columns
refused own.jsonl 2 "skip.missing" --columns who,what,how
counts own.jsonl 1 1 1 --columns who,what,how --skip-missing

echo "= comments, blank lines, separators at the ends of lines"
(echo "# made by hand"; echo "%"; echo "user,book,rating,"; ratings | sed 's/$/,/'; echo; echo "# end"; echo) >comments.csv
counts comments.csv 12 20 96
noted comment_lines 3 1
same_triplets comments.csv.h5

echo "= merged rows: how many, and the lines of two"
(ratings; printf '3,107,2\n') >twice.csv
counts twice.csv 12 20 96
noted duplicates 1 17
expect_err "twice.csv:17: user '3' and book '107', rated 2 and 2, again in line 97"

echo "= titles: packed, and ids joined by number; those that match nothing are shown"
(echo id,title; for book in $(seq 100 120); do echo "0$book,Book $book"; done) | gzip -c >titles.gz
run 0 import ids-floats.csv --titles titles.gz -o titled.h5 --force --json report.json
expect_equal "$(json report.json titles)" 20 "titles found"
noted unused_titles 1 2
expect_err "titles are of books that no rating names; the first, titles.gz:2: '100'"

[ -n "${CRUCIBLE_CASES:-}" ] || { echo "Not tried: CRUCIBLE_CASES names no folder of further samples"; exit 0; }
echo "= samples of $CRUCIBLE_CASES"
sample() { cp "$CRUCIBLE_CASES/$1" .; counts "$@"; }
for name in ids-blanks.csv ids-floats.csv ids-isbn.csv item-first.csv typed.inter decimal-comma.csv times-ms.csv \
  times-iso.csv comments.csv lines.jsonl pairs.tsv; do
  sample "$name" 12 20 96
done
sample wide-named.tsv 8 12 49
sample wide-count-99.csv 20 30 205 --format wide --missing 99
sample missing-values.csv 12 20 85 --skip-missing
sample times-us.csv 12 20 96 --time-format mdy
