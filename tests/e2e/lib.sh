# shellcheck shell=bash
# Sourced by the end-to-end tests:  TEST.sh CRUCIBLE RANKS [more]. Makes a scratch folder, goes there, and removes it at
# the end unless the test failed. Every expectation that does not hold ends the test with what was seen.
set -euo pipefail
e2e_folder=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
program=$(readlink -f "$1") ranks=$2
mpiexec=${MPIEXEC:-mpirun}
patience=${CRUCIBLE_TEST_PATIENCE:-1}  # times as long as otherwise may take what has a limit of its own here
scratch=$(readlink -f "$(mktemp -d "${TMPDIR:-/tmp}/crucible-e2e.XXXXXX")")
cd "$scratch"

finish() {
  local code=$?
  case $code in 0 | 77) rm -rf "$scratch" ;; *) echo "what the test left is in $scratch" ;; esac
}
trap finish EXIT

skip() { echo "Skipped: $*"; exit 77; }
# needs PROGRAM PACKAGE
needs() { command -v "$1" >/dev/null || skip "$1 is not installed (Debian: $2)"; }
# needs_python MODULE...
needs_python() {
  local module
  for module in "$@"; do
    /usr/bin/python3 -c "import $module" 2>/dev/null ||
      skip "/usr/bin/python3 has no $module (Debian: python3-$module)"
  done
}

# real_data FILE: $data_file is then this file of the folder of real data, which docs/install.md describes.
real_data() {
  [ -n "${CRUCIBLE_DATA:-}" ] || skip "CRUCIBLE_DATA does not name a folder with $1"
  data_file=$CRUCIBLE_DATA/$1
  [ -r "$data_file" ] || skip "the folder that CRUCIBLE_DATA names has no $1"
}

fail() {
  printf 'FAILED: %s\n' "$*"
  [ ! -e out ] || { echo "---- last standard output"; tail -n 40 out; }
  [ ! -e err ] || { echo "---- last standard error"; tail -n 40 err; }
  exit 1
}

# run CODE ARGUMENT...: runs `crucible ARGUMENT...` on the test's ranks and expects this exit code.
# Its output is in the files out and err (mpirun's own remarks on a failed job left out).
run() { run_on "$ranks" "$@"; }
# One rank runs without mpirun.
run_on() { # RANKS CODE ARGUMENT...
  local on=$1 want=$2 code=0
  shift 2
  echo "+ [$on] crucible $*"
  local launch=()
  [ "$on" -eq 1 ] || launch=("$mpiexec" -n "$on")
  timeout $((250 * patience)) "${launch[@]}" "$program" "$@" >out 2>err.all </dev/null || code=$?
  without_mpirun_remarks <err.all >err
  [ "$code" -eq "$want" ] || fail "exit code $code, expected $want: crucible $*"
}

# mpirun frames its remarks with lines of dashes or says them in lines of its own.
without_mpirun_remarks() {
  awk '/^----------------------------------------/ { framed = !framed; next } !framed && !/^\[[^]]*\] [0-9]+ more process/ && !/^Set MCA parameter/'
}

expect_out() { grep -qF -- "$1" out || fail "standard output lacks: $1"; }
expect_err() { grep -qF -- "$1" err || fail "standard error lacks: $1"; }
expect_no_err() { ! grep -qF -- "$1" err || fail "standard error has: $1"; }
# The message is there, and from one rank alone.
expect_err_once() {
  local count
  count=$(grep -cF -- "$1" err || true)
  [ "$count" -eq 1 ] || fail "standard error has $count times, expected once: $1"
}
expect_file() { [ -s "$1" ] || fail "no file $1"; }
expect_no_file() { [ ! -e "$1" ] || fail "there is a file $1"; }
# No half-written files: nothing but what is named (and the run's own out and err) stands in the folder.
expect_only() {
  local file
  for file in * .[!.]*; do
    case " out err err.all $* " in *" $file "*) continue ;; esac
    [ ! -e "$file" ] || fail "a file was left behind: $file"
  done
}

# json FILE PATH...: the values at paths such as metrics.rmse or users.0.books, with blanks between, via Python.
json() {
  /usr/bin/python3 - "$@" <<'PY'
import json, sys
found = []
for path in sys.argv[2:]:
    value = json.load(open(sys.argv[1]))
    for key in path.split("."):
        value = value[int(key)] if isinstance(value, list) else value[key]
    found.append(json.dumps(value) if isinstance(value, (dict, list, bool)) else value)
print(*found)
PY
}
# expect_number EXPRESSION: an awk condition on numbers, such as "0.7 < 0.8".
expect_number() { awk "BEGIN { exit !($1) }" || fail "does not hold: $1"; }
expect_equal() { [ "$1" = "$2" ] || fail "${3:-value}: got '$1', expected '$2'"; }

# expect_same_model A B: all that training arrived at is the same, bit for bit (times and bytes sent are not compared).
expect_same_model() {
  local part
  for part in /model /state /users /books /history/epoch /history/learning_rate /history/train_rmse \
    /history/validation_rmse /history/updates; do
    h5diff "$1" "$2" "$part" "$part" >differences 2>&1 || { cat differences; fail "$part differs between $1 and $2"; }
  done
  rm -f differences
}

# shellcheck disable=SC2120
make_ratings() { awk -f "$e2e_folder/ratings.awk" "$@" >ratings.csv; }
# shellcheck disable=SC2120
make_titles() { awk -v titles=1 -f "$e2e_folder/ratings.awk" "$@" >books.csv; }
