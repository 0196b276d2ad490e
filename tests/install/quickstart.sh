#!/bin/bash
# jobs/quickstart.sh with the program that is built: every step works and shows what it promises, a second run repeats
# nothing, and somebody's own text goes the same way.
#
#   quickstart.sh CRUCIBLE QUICKSTART
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
quickstart=$(readlink -f "$2")
# shellcheck source=../e2e/lib.sh
. "$here/../e2e/lib.sh" "$1" 2
export CRUCIBLE=$program RANKS=2

quickstart() {
  echo "+ quickstart.sh $*"
  "$quickstart" "$@" >out 2>err </dev/null || fail "exit code $?: quickstart.sh $*"
  ! grep -i "command not found\|unbound variable\|no such file" err || fail "the script stumbled"
}
steps() { grep -c '^  \$ ' out; }

quickstart
expect_equal "$(steps)" 8 "commands that are shown"
expect_out "for new user:"
! grep -q "not repeated" out || fail "a first run repeats something"
/usr/bin/python3 - <<'PY' || fail "the models are not better than what stands beside them"
import json
told = json.load(open("crucible-quickstart/evaluation.json"))
ranking = told["beside"]["crucible-quickstart/ranking.h5"]
assert told["metrics"]["rmse"] < 0.8 * told["baselines"]["user_book_bias"]["rmse"]
assert ranking["precision@10"] > 1.3 * told["baselines"]["popularity"]["precision@10"]
PY
for file in ratings split model ranking; do expect_file crucible-quickstart/$file.h5; done

echo "= a second run repeats nothing"
quickstart
expect_equal "$(grep -c "not repeated" out)" 8 "commands that are not repeated"

echo "= somebody's own text"
make_ratings
make_titles
export CRUCIBLE_WORK=own LIKES="Odd Dragon"
quickstart ratings.csv --titles books.csv
expect_equal "$(steps)" 8 "commands that are shown"
expect_out "The Odd Dragon, volume"
expect_equal "$(json own/new-user.json users.0.books | grep -o "Odd Dragon" | wc -l)" 10 "books of the user's taste"
