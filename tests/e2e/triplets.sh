#!/bin/bash
# Foreign HDF5 triplets: three equally long datasets, any order, integer or string ids.
. "$(dirname "$(readlink -f "$0")")/lib.sh"
needs h5diff hdf5-tools
needs_python h5py numpy

make_ratings
/usr/bin/python3 - <<'PY'
import csv, h5py, numpy, random
rows = list(csv.reader(open("ratings.csv")))[1:]
random.Random(1).shuffle(rows)
with h5py.File("integers.h5", "w") as f:
    for column, name in enumerate(("user_id", "book_id", "rating")):
        f[name] = numpy.array([int(row[column]) for row in rows])
with h5py.File("strings.h5", "w") as f:
    f["a/who"] = numpy.array([row[0].encode() for row in rows])
    f["a/what"] = numpy.array([row[1].encode() for row in rows])
    f["a/stars"] = numpy.array([float(row[2]) for row in rows])
PY
run_on 1 0 import ratings.csv -o text.h5
run 0 import integers.h5 --triplets user_id,book_id,rating -o integers-in.h5
run 0 import strings.h5 --triplets a/who,a/what,a/stars -o strings-in.h5
for file in integers-in.h5 strings-in.h5; do
  for dataset in /users/id /books/id /ratings/user /ratings/book /ratings/rating; do
    h5diff "$file" text.h5 "$dataset" >out 2>err || fail "h5diff: $dataset of $file differs from the text's"
  done
done
run 0 train integers.h5 --triplets user_id,book_id,rating --factors 4 --epochs 3 -o model.h5
expect_file model.h5

run 2 import integers.h5 --triplets user_id,book_id,stars -o no.h5
expect_err_once "stars"
expect_no_file no.h5
