#!/bin/bash
# What all commands have in common: help, --config, --json, --dry-run.
. "$(dirname "$(readlink -f "$0")")/lib.sh"

run 0 --help
[ "$(grep -c '^usage: ' out)" -eq 1 ] || fail "--help is printed other than once"
run 0 --version
[ "$(wc -l <out)" -eq 1 ] || fail "--version is printed other than once"
commands=$("$program" --help | awk '/^  [a-z]/ { print $1 }')
expect_equal "$("$program" help --markdown | sed -n '/^## All/d; s/^## //p')" "$commands" "commands of the two lists"
for command in $commands; do
  run 0 "$command" --help-all
  expect_out "usage: crucible $command"
  expect_out "--json"
  run 0 "$command" --help
  expect_out "--config"
  [ ! -s err ] || fail "--help of $command prints on standard error"
done

echo "= a configuration file; the command line wins"
make_ratings
run 0 import ratings.csv -o ratings.h5
printf '# a comment\nfactors = 3\nepochs = 2   # another\n' >train.conf
run 0 train ratings.h5 --config train.conf --epochs 1 -o model.h5 --json report.json
expect_equal "$(json report.json config.factors)" 3 "factors from the file"
expect_equal "$(json report.json config.epochs)" 1 "epochs from the command line"
expect_equal "$(json report.json command)" train "command"
expect_number "$(json report.json seconds.total.max) > 0 && $(json report.json peak_rss_bytes) > 1e6"
printf 'factors = 3\nepoks = 2\n' >wrong.conf
run 2 train ratings.h5 --config wrong.conf -o no.h5
expect_err_once "wrong.conf:2"
expect_err "epochs"
expect_no_file no.h5

echo "= the environment comes between the command line and the file"
export CRUCIBLE_EPOCHS=1 CRUCIBLE_FACTORS=5 CRUCIBLE_INFO_QUIET=yes CRUCIBLE_FORCE=
run 0 train ratings.h5 --config train.conf --factors 2 -o variables.h5 --json variables.json
expect_equal "$(json variables.json config.epochs)" 1 "epochs from the environment"
expect_equal "$(json variables.json config.factors)" 2 "factors from the command line"
expect_equal "$(h5dump -a /config/options variables.h5 | grep -c 'factors = 2')" 1 "the options in the model"
run 0 train ratings.h5 --config train.conf --factors 2 --show-config
grep -q '^factors = 2  *# command line$' out || fail "where the factors come from is not shown"
grep -q '^epochs = 1  *# environment: CRUCIBLE_EPOCHS$' out || fail "where the epochs come from is not shown"
mv out shown.conf
unset CRUCIBLE_EPOCHS CRUCIBLE_FACTORS
run 0 train ratings.h5 --config shown.conf -o again.h5 --json again.json
expect_equal "$(json again.json config.epochs)" 1 "epochs from what --show-config printed"
expect_same_model variables.h5 again.h5
CRUCIBLE_EPOCH=3 run 2 info ratings.h5
expect_err_once "CRUCIBLE_EPOCH sets no option of any command; did you mean CRUCIBLE_EPOCHS?"
for other in VERSION BIN LIB LIB64 LIBRARY PREFIX INCLUDE INC DIR ROOT HOME BASE PATH MAN DOC SHARE SOURCE MODULE; do
  export CRUCIBLE_$other=/opt/crucible
done
run 0 info ratings.h5  # as after `module load crucible`
for other in "${!CRUCIBLE_@}"; do
  case ${!other} in /opt/crucible) unset "$other" ;; esac
done
CRUCIBLE_EPOCHS=many run 2 train ratings.h5 -o no.h5
expect_err_once "environment variable CRUCIBLE_EPOCHS: 'many' is not a whole number"
CRUCIBLE_EPOCHS=many run 0 info ratings.h5  # which has no such option
unset CRUCIBLE_INFO_QUIET CRUCIBLE_FORCE
rm -f variables.* again.* shown.conf

echo "= --dry-run writes nothing"
run 0 train ratings.h5 --dry-run -o no.h5
expect_no_file no.h5
expect_only ratings.csv ratings.h5 train.conf wrong.conf model.h5 report.json

echo "= --json replaces no other file of the job, and no file that is no JSON"
cp ratings.h5 before.h5
run 2 info ratings.h5 --json ratings.h5
expect_err_once "--json: 'ratings.h5' is also an input"
run 2 train ratings.h5 --epochs 1 --json both.h5 -o both.h5
expect_err_once "--json: 'both.h5' is also the output"
expect_no_file both.h5
run 2 info ratings.h5 --json ratings.csv
expect_err_once "--json: 'ratings.csv' exists and is no JSON of crucible"
cmp ratings.h5 before.h5 || fail "the ratings were changed"
run 0 info ratings.h5 --json report.json
expect_equal "$(json report.json command)" info "command"

echo "= what cannot be printed ends with an error"
code=0
"$program" info ratings.h5 --quiet >/dev/full 2>err || code=$?
expect_equal "$code" 1 "exit code where standard output is full"
expect_err_once "standard output: "
