#!/bin/bash
# Opens crucible's files with h5py, as a user would: the README's own snippets first, then every dataset, compared with
# the text that was imported, the test RMSE and the lists computed anew in numpy, and docs/file-format.md with every
# kind of file.
#
#   run.sh CRUCIBLE REPOSITORY
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
repository=$(readlink -f "$2")
readme=$repository/README.md
# shellcheck source=../e2e/lib.sh
. "$here/../e2e/lib.sh" "$1" 2
needs_python h5py numpy

make_ratings
make_titles
run 0 import ratings.csv --titles books.csv -o ratings.h5
run 0 split ratings.h5 --protocol random --test 0.2 --validation 0.1 --seed 3 -o split.h5
run 0 train split.h5 --factors 4 --epochs 5 -o model.h5
run 0 evaluate model.h5 split.h5 --json evaluation.json

echo "+ the snippets of README.md"
sed -n '/^```python$/,/^```$/{/^```/!p}' "$readme" >snippets.py
[ "$(grep -c import snippets.py)" -eq 2 ] || fail "README.md has not two python snippets that import something"
PYTHONPATH=$repository/src/python PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 snippets.py >out 2>err ||
  fail "the snippets failed"
cat out
expect_out "The Odd Dragon, volume 1"

echo "+ read_files.py"
run 0 recommend model.h5 --ratings split.h5 --all --top 12 -o lists.h5
/usr/bin/python3 "$here/read_files.py" ratings.csv books.csv split.h5 model.h5 evaluation.json lists.h5

echo "+ documented.py"
run 0 generate --users 50 --books 20 --ratings 300 --timestamps -o times.h5
run 0 split times.h5 --protocol last --folds 3 --name newest
run 0 train split.h5 --factors 3 --epochs 4 --optimizer adagrad --checkpoint-every 2 -o slots.h5
run 0 svd ratings.h5 --rank 3 -o ratings-svd.h5
run 0 generate --matrix 30,20 -o matrix.h5
run 0 svd matrix.h5 -o svd.h5
run 0 svd matrix.h5 --values-only -o values.h5
run 0 pca matrix.h5 --rank 4 --scores -o pca.h5
/usr/bin/python3 "$here/../e2e/picture.py" rgb 60 40 picture.png
run 0 compress picture.png --ranks 3 -o pictures
/usr/bin/python3 "$here/documented.py" "$repository/docs/file-format.md" ratings.h5 split.h5 times.h5 model.h5 slots.h5 \
  slots.prev.h5 lists.h5 ratings-svd.h5 matrix.h5 svd.h5 values.h5 pca.h5 pictures/factors.h5
