#!/bin/bash
# Opens crucible's files with h5py, as a user would: the README's own snippet first, then every dataset, compared with
# the text that was imported, and the test RMSE computed anew in numpy.
#
#   run.sh CRUCIBLE README
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
readme=$(readlink -f "$2")
if ! /usr/bin/python3 -c 'import h5py, numpy' 2>/dev/null; then
  echo "Skipped: /usr/bin/python3 has no h5py or no numpy (Debian: python3-h5py, python3-numpy)"
  exit 77
fi
# shellcheck source=../e2e/lib.sh
. "$here/../e2e/lib.sh" "$1" 2

make_ratings
make_titles
run 0 import ratings.csv --titles books.csv -o ratings.h5
run 0 split ratings.h5 --protocol random --test 0.2 --validation 0.1 --seed 3 -o split.h5
run 0 train split.h5 --factors 4 --epochs 5 -o model.h5
run 0 evaluate model.h5 split.h5 --json evaluation.json

echo "+ the snippet of README.md"
sed -n '/^```python$/,/^```$/p' "$readme" | sed '1d; /^```$/,$d' >snippet.py
[ "$(grep -c . snippet.py)" -ge 3 ] || fail "README.md has no python snippet of at least three lines"
/usr/bin/python3 snippet.py >out 2>err || fail "the snippet failed"
cat out
expect_out "The Odd Dragon, volume 1"

echo "+ read_files.py"
/usr/bin/python3 "$here/read_files.py" ratings.csv books.csv split.h5 model.h5 evaluation.json
