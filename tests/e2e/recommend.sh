#!/bin/bash
# crucible recommend: readers of odd books get odd books, and never one they have rated.
. "$(dirname "$(readlink -f "$0")")/lib.sh"

make_ratings
make_titles
run 0 import ratings.csv --titles books.csv -o ratings.h5
run 0 train ratings.h5 --factors 4 --epochs 15 -o model.h5

# odd FILE PATH: how many of the recommended books have odd ids
odd() {
  json "$1" "$2" | /usr/bin/python3 -c 'import json, sys; print(sum(int(b["id"]) % 2 for b in json.load(sys.stdin)))'
}
ids() {
  json "$1" "$2" | /usr/bin/python3 -c 'import json, sys; print(*[b["id"] for b in json.load(sys.stdin)], sep="\n")'
}

echo "= a known reader"
run 0 recommend model.h5 --ratings ratings.h5 --user 7 --top 10 --json known.json
expect_out "The Odd Dragon, volume"
expect_equal "$(json known.json users.0.user)" 7 "reader"
expect_equal "$(ids known.json users.0.books | wc -l)" 10 "number of books"
expect_number "$(odd known.json users.0.books) >= 9"
awk -F, '$1 == 7 { print $2 }' ratings.csv | sort >rated
ids known.json users.0.books | sort >recommended
[ -z "$(comm -12 rated recommended)" ] || fail "a rated book is recommended"

echo "= a new reader of even books"
run 0 recommend model.h5 --rate 2=5,4=5,6=5,1=1,3=1 --top 10 --json new.json
expect_equal "$(odd new.json users.0.books)" 0 "odd books for a reader of even ones"
for id in 2 4 6; do
  ! ids new.json users.0.books | grep -qx "$id" || fail "the rated book $id is recommended"
done

echo "= similar books"
run 0 recommend model.h5 --similar 2 --top 5 --json similar.json
expect_out "The Even Baker, volume"
expect_only ratings.csv books.csv ratings.h5 model.h5 known.json new.json similar.json rated recommended

echo "= the same from one rank"
run_on 1 0 recommend model.h5 --rate 2=5,4=5,6=5,1=1,3=1 --top 10 --json one.json
expect_equal "$(ids one.json users.0.books)" "$(ids new.json users.0.books)" "books"

echo "= who is not known gets what is popular, and it is said; books that are not known are refused"
run 0 recommend model.h5 --ratings ratings.h5 --user 99999
expect_err_once "99999"
expect_out "most popular"
run 2 recommend model.h5 --similar 99999
expect_err_once "99999"
