#!/bin/bash
# Every row of bad_input.txt: a wrong command line or input, its exit code, its message, and that no output is left.
#
#   bad_input.sh CRUCIBLE RANKS CASES RESEAL
#
# All rows run within one job (CASES: the program of bad_input_cases.cpp), for the exact message on every rank; some of
# them besides as a user runs them, to see the message printed once, by one rank.
. "$(dirname "$(readlink -f "$0")")/lib.sh"
cases=$(readlink -f "$3") reseal=$(readlink -f "$4")
needs_python h5py

make_ratings
make_titles
run_on 1 0 import ratings.csv --titles books.csv -o ratings.h5
run_on 1 0 split ratings.h5 --protocol random --test 0.2 --seed 5 -o split.h5
run_on 1 0 train split.h5 --optimizer sgd --factors 4 --epochs 2 -o model.h5
run_on 1 0 generate --users 20 --books 12 --ratings 100 -o other.h5
run_on 1 0 split other.h5
/usr/bin/python3 "$e2e_folder/bad_pictures.py"
run_on 1 0 compress good.png --ranks 1,2 --energy 0.9 -o pictures
cp pictures/factors.h5 .
/usr/bin/python3 "$e2e_folder/bad_files.py" "$reseal"

lines() { printf '%b\n' "${@:2}" >"$1"; }  # FILE LINE...
head=user_id,book_id,rating
: >empty.csv
lines header.csv $head
lines short.csv $head 1,1,5
lines short-row.csv $head 1,1,5 1,2
lines long-row.csv $head 1,1,5 1,2,3,4
lines nan.csv $head 1,1,5 1,2,nan
lines infinite.csv $head 1,1,5 1,2,inf
lines word.csv $head 1,1,5 1,2,good
lines large.csv $head 1,1,5 1,2,1e39
lines empty-id.csv $head 1,1,5 1,,3
lines not-utf8.csv $head 1,1,5 '1,\xff\xfe,3'
lines nul.csv $head 1,1,5 '1,a\0b,3'
lines long-id.csv $head "1,$(head -c 5000 /dev/zero | tr '\0' x),5"
lines quote.csv $head 1,1,5 '1,"2,3'
lines scale.csv $head 1,1,5 1,2,9
lines conflict.csv $head 1,1,5 1,1,4
lines unknown-header.csv who,what,how 1,1,5
lines two-bad.csv $head 1,1,5 1,2 1,3 1,4,4
lines time.tsv '1\t1\t5\t881250949' '1\t2\t4\tyesterday'
lines no-book.txt 1,5,2005-09-06 2:
lines blank-book.txt : 1,5,2005-09-06
lines row-like-book.txt 1,5,: 1,5,2005-09-06
lines banner.mtx '3 3 1' '1 1 5'
lines complex.mtx '%%MatrixMarket matrix coordinate complex general' '3 3 1' '1 1 5 0'
lines beyond.mtx '%%MatrixMarket matrix coordinate real general' '3 3 1' '4 1 5'
lines cut.mtx '%%MatrixMarket matrix coordinate real general' '3 3 2' '1 1 5'
lines one-column.csv title Dune
lines bad-titles.csv book_id,title '1,"Dune'
lines two-columns.csv 'user,1,5' 'user,2'
lines nines.csv 'user,1,9'
printf '\xff\xfeu\0s\0e\0r\0' >utf16.csv
{ echo $head; head -c 1200000 /dev/zero | tr '\0' x; echo; } >long-line.csv
lines text.h5 'not an HDF5 file at all, only some text that is long enough to be looked at'
mkdir folder
mkfifo fifo

damaged() { # FILE SOURCE BYTE: the byte there becomes 0x5a
  cp "$2" "$1"
  printf '\x5a' | dd of="$1" bs=1 seek="$3" conv=notrunc status=none
}
size=$(stat -c %s ratings.h5)
head -c 3000 ratings.h5 >cut-head.h5
head -c $((size - 100)) ratings.h5 >cut-tail.h5
{ cat ratings.h5; echo; } >longer.h5
damaged flipped.h5 ratings.h5 $((size / 2))
damaged seal.h5 ratings.h5 33
cp ratings.h5 new-seal.h5
"$reseal" --layout=2 new-seal.h5
head -c "$(($(stat -c %s model.h5) - 100))" model.h5 >cut-model.h5

lines no-equals.conf factors
lines negative.conf '# a comment' 'factors = -2'
lines twice.conf 'factors = 2' 'factors = 3'
lines unknown.conf 'facters = 2'
lines nested.conf 'config = other.conf'
lines switch.conf 'fresh = perhaps'
lines no-value.conf 'factors ='

echo "= all rows, in one job"
before=$(ls -AR -I out -I err -I err.all)
launch=()
[ "$ranks" -eq 1 ] || launch=("$mpiexec" -n "$ranks")
timeout $((250 * patience)) "${launch[@]}" "$cases" "$e2e_folder/bad_input.txt" >out 2>err </dev/null ||
  { grep FAILED out || true; fail "rows of bad_input.txt"; }
tail -n 1 out

echo "= every twentieth row, as a user runs it"
number=0
while IFS=$'\t' read -r code _ message command; do
  number=$((number + 1))
  [ $((number % 20)) -eq 5 ] || continue
  read -ra arguments <<<"$command"
  run "$code" "${arguments[@]}"
  expect_err_once "crucible: error: ${message//"{ranks}"/$ranks}"
done < <(sed '/^#/d; s/ | /\t/g' "$e2e_folder/bad_input.txt")
[ "$(ls -AR -I out -I err -I err.all)" = "$before" ] || fail "files were left behind"
