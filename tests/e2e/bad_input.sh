#!/bin/bash
# Every row of bad_input.txt: a wrong command line or input, its exit code, its message (from one rank, once), and that
# no output is left.
. "$(dirname "$(readlink -f "$0")")/lib.sh"

make_ratings
make_titles
run 0 import ratings.csv --titles books.csv -o ratings.h5
run 0 split ratings.h5 --protocol random --test 0.2 --seed 5 -o split.h5
run 0 train split.h5 --factors 4 --epochs 2 -o model.h5

printf '' >empty.csv
printf 'user_id,book_id,rating\n' >header.csv
printf 'user_id,book_id,rating\n1,1,5\n1,2\n' >short-row.csv
printf 'user_id,book_id,rating\n1,1,5\n1,2,nan\n' >nan.csv
printf 'user_id,book_id,rating\n1,1,5\n1,2,1e999\n' >infinite.csv
printf 'user_id,book_id,rating\n1,1,5\n1,,3\n' >empty-id.csv
printf 'user_id,book_id,rating\n1,1,5\n1,\xff\xfe,3\n' >not-utf8.csv
printf 'user_id,book_id,rating\n1,1,5\n1,a\0b,3\n' >nul.csv
printf 'user_id,book_id,rating\n1,1,5\n1,"2,3\n' >quote.csv
printf 'user_id,book_id,rating\n1,1,5\n1,2,9\n' >scale.csv
printf 'user_id,book_id,rating\n1,1,5\n1,1,4\n' >conflict.csv
printf 'who,what,how\n1,1,5\n' >unknown-header.csv
printf 'user_id,book_id,rating\n1,%s,5\n' "$(head -c 5000 /dev/zero | tr '\0' x)" >long-id.csv
printf 'not an HDF5 file at all, only some text that is long enough to be looked at\n' >text.h5
head -c 3000 ratings.h5 >cut-head.h5
head -c "$(($(stat -c %s ratings.h5) - 100))" ratings.h5 >cut-tail.h5
cp ratings.h5 flipped.h5
printf '\x5a' | dd of=flipped.h5 bs=1 seek="$(($(stat -c %s ratings.h5) / 2))" conv=notrunc status=none
head -c "$(($(stat -c %s model.h5) - 100))" model.h5 >cut-model.h5
mkdir folder
mkfifo fifo
printf 'factors\n' >no-equals.conf
printf 'factors = -2\n' >negative.conf
printf 'factors = 2\nfactors = 3\n' >twice.conf
before=$(ls -A -I out -I err -I err.all -I case.log)

# CODE | MESSAGE PART | COMMAND LINE; the output, where a command needs one, is always new.h5
number=0 failed=0
while IFS='|' read -r code message command; do
  [[ -n $code && $code != \#* ]] || continue
  read -r code <<<"$code"
  read -r message <<<"$message"
  arguments=()
  eval "arguments=($command)"  # shell quoting as on a command line
  number=$((number + 1))
  if ! (run "$code" "${arguments[@]}" && expect_err_once "$message") >case.log 2>&1; then
    failed=$((failed + 1))
    cat case.log
  fi
  [ "$(ls -A -I out -I err -I err.all -I case.log)" = "$before" ] || {
    failed=$((failed + 1))
    echo "FAILED: left files behind: $command"
    rm -rf new.h5* new.json*
  }
done <"$e2e_folder/bad_input.txt"
rm -f out err
echo "$number cases, $failed failed"
[ "$failed" -eq 0 ] || fail "$failed of $number cases"
