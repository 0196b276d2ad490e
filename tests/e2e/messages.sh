#!/bin/bash
# Mistakes that newcomers make: each message says what is wrong and what to do about it, once.
. "$(dirname "$(readlink -f "$0")")/lib.sh"

make_ratings
run 0 import ratings.csv -o ratings.h5
run 0 split ratings.h5 -o split.h5
run 0 train split.h5 --factors 4 --epochs 3 -o model.h5
run 0 generate --users 60 --books 30 --ratings 900 -o other.h5
run 0 split other.h5

# says MESSAGE ARGUMENT...: crucible fails with this message, and with no other line that begins as an error does.
says() {
  local message=$1
  shift
  run 2 "$@"
  expect_err_once "crucible: error: $message"
  expect_equal "$(grep -c 'crucible: error' err)" 1 "errors of crucible $*"
}

echo "= the wrong file"
says "ratings.csv: is not a file that crucible wrote, or its first bytes are damaged; make ratings of a text with: crucible import" \
  train ratings.csv -o new.h5
says "model.h5: is a 'crucible-model' file where a 'crucible-ratings' file is expected; crucible import makes one" \
  train model.h5 -o new.h5
says "model.h5: is a 'crucible-model' file where a 'crucible-ratings' file is expected; crucible import makes one" \
  evaluate split.h5 model.h5 # in the wrong order
says "ratings.h5: is a 'crucible-ratings' file where a 'crucible-model' file is expected; crucible train makes one" \
  recommend ratings.h5 --user 1
says "rating.h5: there is no such file" train rating.h5 -o new.h5
says ".: is a folder; name a file in it" info .
says "--output is missing: say where the result goes with -o PATH" train split.h5
says "--output: the folder 'no' does not exist" train split.h5 -o no/new.h5
says "--output: 'model.h5' exists already; --force overwrites it" import ratings.csv -o model.h5

echo "= the wrong split"
says "split.h5: has no split 'hold-out'; it has: holdout" train split.h5 --split hold-out -o new.h5
says "ratings.h5: no split, so nothing is held out to judge by; make one with: crucible split" \
  evaluate model.h5 ratings.h5
says "crucible split: --test: '20%' is not a number" split ratings.h5 --test 20% -o new.h5

echo "= a model of other ratings, or of other options"
says "other.h5: its users or books are not those that model.h5 was trained on; give the ratings file of the training, or train on this one" \
  evaluate model.h5 other.h5
says "model.h5: was trained on other ratings; name those, or start over with --fresh" train other.h5 -o model.h5
says "model.h5: was trained with factors 4, not 8; give the same options, or start over with --fresh" \
  train split.h5 --factors 8 -o model.h5

echo "= options"
says "crucible: unknown command 'trian'; did you mean 'train'?" trian split.h5
says "crucible train: unknown option 'factor'; did you mean --factors?" train split.h5 --factor 8 -o new.h5
says "crucible train: unknown option '-factors'; did you mean --factors?" train split.h5 -factors 8 -o new.h5
says "crucible train: --factors needs a value" train split.h5 -o new.h5 --factors
says "crucible recommend: say for whom: one of --user, --rate, --ratings-file, --similar, --all" recommend model.h5
says "--rate: '1:5' has no rating; write ID=RATING,ID=RATING" recommend model.h5 --rate 1:5
CRUCIBLE_FACTOR=8 says "crucible: the environment variable CRUCIBLE_FACTOR sets no option of any command; did you mean CRUCIBLE_FACTORS?" \
  train split.h5 -o new.h5
printf 'factors = 8\nepoch = 3\n' >train.conf
says "train.conf:2: unknown option 'epoch'; did you mean --epochs?" train split.h5 --config train.conf -o new.h5

echo "= columns"
sed 's/user_id,book_id/reader,item/' ratings.csv >names.csv
says "names.csv:1: no column 'user' in the header 'reader,item,rating'" \
  import names.csv --columns user,item,rating -o new.h5
printf 'user,book,rating\n1,2,five\n' >words.csv
says "words.csv:2: the rating 'five' is not a number in '1,2,five'" import words.csv -o new.h5

echo "= damaged files"
head -c 5000 split.h5 >cut.h5
run 2 train cut.h5 -o new.h5
expect_err_once "it was cut or appended to: make it again, or restore it from a copy"

echo "= an import that was killed, or for which there was no room, leaves nothing and can be run again"
"$program" generate --users 20000 --books 3000 --ratings 1000000 -o big.h5 >out 2>err
"$program" export big.h5 -o big.csv >out 2>err
timeout -s KILL 0.1 "$program" import big.csv -o new.h5 >out 2>err || true
expect_no_file new.h5
run 0 import big.csv -o new.h5
rm new.h5
# A limit of the size of files stands for a full disk. Its signal is ignored, so that writing fails; MPI's own files fit.
code=0
(trap '' XFSZ && ulimit -f 12000 && exec "$program" import big.csv -o new.h5 >out 2>err) || code=$?
expect_equal "$code" 1 "exit code where the file does not fit"
expect_err_once "crucible: error: new.h5: cannot be written: File too large; lift the limit (ulimit -f unlimited)"
expect_only ratings.csv ratings.h5 split.h5 model.h5 other.h5 train.conf names.csv words.csv cut.h5 big.h5 big.csv
