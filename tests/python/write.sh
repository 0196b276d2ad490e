#!/bin/bash
# What write_ratings() writes is what `crucible import` writes of the same ratings, and the program takes it. Files that
# were changed, cut or are something else are refused by name.
#
#   write.sh CRUCIBLE REPOSITORY
set -euo pipefail
# shellcheck source=lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"
needs h5diff hdf5-tools

python hash_test.py

echo "= whole numbers, such numbers as texts, and texts of all lengths"
for kind in numbers spelled texts; do
  python write.py make $kind $kind.csv $kind.titles.csv $kind.h5
  run_on 1 0 import $kind.csv --titles $kind.titles.csv -o $kind.imported.h5
  for part in /users /books /ratings; do
    h5diff $kind.h5 $kind.imported.h5 $part $part >out 2>&1 || fail "$part is otherwise than imported"
  done
  python write.py same $kind.h5 $kind.imported.h5
  run_on 1 0 info $kind.h5 --validate
done
run 0 split numbers.h5 -o numbers.split.h5
run 0 train numbers.split.h5 --factors 3 --epochs 3 -o numbers.model.h5
/usr/bin/python3 "$repository/tests/h5py/documented.py" "$repository/docs/file-format.md" numbers.h5

echo "= what is refused"
mkdir refused
python write.py refused numbers.h5 numbers.model.h5 refused
