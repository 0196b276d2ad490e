#!/bin/bash
# crucible recommend: users of odd books get odd books, and never one they have rated.
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

echo "= a known user"
run 0 recommend model.h5 --ratings ratings.h5 --user 7 --top 10 --json known.json
expect_out "The Odd Dragon, volume"
expect_equal "$(json known.json users.0.user)" 7 "user"
expect_equal "$(ids known.json users.0.books | wc -l)" 10 "number of books"
expect_number "$(odd known.json users.0.books) >= 9"
awk -F, '$1 == 7 { print $2 }' ratings.csv | sort >rated
ids known.json users.0.books | sort >recommended
[ -z "$(comm -12 rated recommended)" ] || fail "a rated book is recommended"

echo "= a new user of even books"
run 0 recommend model.h5 --rate 2=5,4=5,6=5,1=1,3=1 --top 10 --json new.json
expect_equal "$(odd new.json users.0.books)" 0 "odd books for a user of even ones"
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

echo "= everybody, to a file; a slice of users gets the same lists"
run 0 recommend model.h5 --ratings ratings.h5 --all --top 5 -o all.csv
expect_equal "$(head -1 all.csv)" "user,place,book,score,title" "head line"
expect_equal "$(wc -l <all.csv)" 1501 "lines of all.csv"
run 0 recommend model.h5 --ratings ratings.h5 --all --users 100:103 --top 5 -o some.csv
expect_equal "$(tail -n +2 some.csv)" "$(sed -n '502,516p' all.csv)" "lists of three users"
run_on 1 0 recommend model.h5 --ratings ratings.h5 --all --top 5 -o one.csv
cmp all.csv one.csv || fail "one rank recommends otherwise"
awk -F, 'NR == FNR { rated[$1 "," $2] = 1; next } FNR > 1 && ($1 "," $3) in rated { exit 1 }' ratings.csv all.csv ||
  fail "a rated book is recommended to somebody"
run 0 recommend model.h5 --ratings ratings.h5 --all --top 5 -o all.h5
run 0 info all.h5 --validate

echo "= only some books, and never others"
printf '2\n4\n6\n8\n10\n12\n14\n99999\n' >only.txt
printf '4\n6\n' >never.txt
run 0 recommend model.h5 --rate 1=5,3=5 --only only.txt --exclude never.txt --top 10 --json few.json
expect_err_once "99999"
expect_equal "$(ids few.json users.0.books | sort -n | xargs)" "2 8 10 12 14" "books"

echo "= why: the shares of the user's own books are the largest there are, and add up to no more than all"
run 0 recommend model.h5 --ratings ratings.h5 --user 7 --explain --json why.json
expect_out "% by The Odd Dragon, volume"
/usr/bin/python3 - <<'PY' || fail "the shares of the explanation"
import json
for book in json.load(open("why.json"))["users"][0]["books"]:
    shares = [reason["share"] for reason in book["because"]]
    assert shares == sorted(shares, reverse=True) and 0 < sum(shares) <= 1 + 1e-9, shares
PY

echo "= new users from a file, unknown books and users without any known one included"
printf 'user,book,rating\nann,1,5\nann,3,5\nann,2,1\nann,77777,4\nbob,88888,5\n' >new.csv
run 0 recommend model.h5 --ratings ratings.h5 --ratings-file new.csv --top 5 --json file.json
expect_err_once "77777"
expect_equal "$(json file.json users.0.basis)" fold-in "what ann's list is made from"
expect_equal "$(json file.json users.1.basis)" popularity "what bob's list is made from"
expect_equal "$(odd file.json users.0.books)" 5 "odd books for a user of odd ones"
run 0 recommend model.h5 --ratings-file new.csv --top 5 -o new-lists.csv
sed 's/^ann,\([0-9]*\),/ann,0\1.0,/' new.csv | gzip -c >new.csv.gz
run 0 recommend model.h5 --ratings-file new.csv.gz --top 5 -o packed-lists.csv
cmp new-lists.csv packed-lists.csv || fail "a packed file with ids like 01.0 gives other lists"
expect_equal "$(grep -c '^ann,' new-lists.csv)" 5 "books for ann"

echo "= scores are ratings on the scale, the order that of the scores before they were clipped"
scores() { awk -F, 'NR > 1 { print $4 }' "$1" | sort -g; }
expect_number "$(scores all.csv | head -n 1) >= 1 && $(scores all.csv | tail -n 1) == 5"
clipped=$(awk -F, '$2 == 2 && $4 == 5 { print $1; exit }' all.csv)
[ -n "$clipped" ] || fail "no list begins with two clipped scores"
run 0 recommend model.h5 --ratings ratings.h5 --user "$clipped" --top 5 --json clipped.json
expect_equal "$(ids clipped.json users.0.books)" "$(awk -F, -v u="$clipped" '$1 == u { print $3 }' all.csv)" "books"
expect_equal "$(json clipped.json users.0.books.1.score)" 5.0 "clipped score"

echo "= scores that are no ratings are not clipped"
run 0 train ratings.h5 --factors 4 --epochs 3 --unrated-weight 0.1 -o ranking.h5
run 0 recommend ranking.h5 --ratings ratings.h5 --all --top 5 -o ranking.csv
expect_number "$(scores ranking.csv | tail -n 1) < 1"
run 0 recommend model.h5 --ratings ratings.h5 --all --by taste --top 5 -o taste.csv
expect_number "$(scores taste.csv | head -n 1) < 1"
run 0 svd ratings.h5 --rank 4 -o svd.h5
run 0 recommend svd.h5 --ratings ratings.h5 --all --top 5 -o svd.csv
expect_number "$(scores svd.csv | head -n 1) < 1"

echo "= users of a fold that training left out are folded in, the others are not"
run 0 split ratings.h5 --protocol users --folds 3 -o folds.h5
run 0 train folds.h5 --fold 1 --factors 4 --epochs 5 -o fold.h5
run 0 evaluate fold.h5 folds.h5 --metrics ndcg --trec-qrels qrels.txt
awk '{ print $1 }' qrels.txt | sort -u >left.txt
awk -F, 'NR > 1 { print $1 }' ratings.csv | sort -u | comm -23 - left.txt >learnt.txt
expect_number "$(wc -l <left.txt) > 50 && $(wc -l <learnt.txt) > 150"
for group in left learnt; do
  run 0 recommend fold.h5 --ratings folds.h5 --user "$(paste -sd, $group.txt)" --top 1 --json $group.json
  expect_equal "$(grep -o '"basis": "[a-z-]*"' $group.json | sort | uniq -c | awk '{ print $1, $3 }')" \
    "$(wc -l <$group.txt) \"$([ $group = left ] && echo fold-in || echo trained)\"" "what lists are made from"
done
