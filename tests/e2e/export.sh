#!/bin/bash
# crucible export: what was imported comes out again, and a second round is the first byte for byte.
. "$(dirname "$(readlink -f "$0")")/lib.sh"
needs h5diff hdf5-tools

# Ids that need quotes, numbers with fractions, times.
cat >ratings.csv <<'END'
user_id,book_id,rating,timestamp
"b, c",0345339681,4.5,881250949
"say ""x""",034545104X,-0.25,881250950
anna,0345339681,3,0
"#1",0345339681,0.1,-5
anna,"two; three",1e-3,881250951
END
run 0 import ratings.csv --separator , --format csv -o first.h5

same() { # FILE DATASET...
  local file=$1 dataset
  shift
  for dataset in "$@"; do
    h5diff first.h5 "$file" "$dataset" >differences 2>&1 || { cat differences; fail "$dataset of $file differs"; }
  done
  rm -f differences
}
ratings=(/ratings/user /ratings/book /ratings/rating /ratings/user_offsets)

echo "= csv and tsv keep everything, packed as the suffix says"
for suffix in csv tsv csv.gz tsv.bz2 csv.xz tsv.zst; do
  run 0 export first.h5 -o "a.$suffix"
  run 0 import "a.$suffix" --format csv -o second.h5 --force
  same second.h5 /users/id /books/id /ratings/timestamp "${ratings[@]}"
  run 0 export second.h5 -o "b.$suffix"
  cmp "a.$suffix" "b.$suffix" || fail "the second a.$suffix differs"
  run_on 1 0 export first.h5 -o "one.$suffix"
  cmp "a.$suffix" "one.$suffix" || fail "a.$suffix depends on the number of ranks"
done
head -n 1 a.csv | grep -qx 'user_id,book_id,rating,timestamp' || fail "header of a.csv"

echo "= matrix-market and libsvm hold numbers, with the ids beside them"
run 0 export first.h5 -o a.mtx.gz
expect_file a.mtx.users
expect_equal "$(sed -n 3p a.mtx.users)" "b, c" "third user"
run 0 import a.mtx.gz -o second.h5 --force
same second.h5 "${ratings[@]}"
run 0 export second.h5 -o b.mtx.gz
cmp a.mtx.gz b.mtx.gz || fail "the second a.mtx.gz differs"
run 0 export first.h5 -o a.libsvm
expect_equal "$(sed -n 3p a.libsvm)" "3 1:4.5" "third line of a.libsvm"

echo "= sparse rows in HDF5"
needs_python h5py numpy
run 0 export first.h5 -o a.h5 --format csr
/usr/bin/python3 - <<'PY' || fail "a.h5 is not what scipy would read"
import h5py
a, first = h5py.File("a.h5"), h5py.File("first.h5")
assert list(a["shape"]) == [4, 3]
assert list(a["indptr"]) == list(first["ratings/user_offsets"])
assert list(a["indices"]) == list(first["ratings/book"])
assert list(a["data"]) == list(first["ratings/rating"])
assert list(a["timestamp"]) == list(first["ratings/timestamp"])
assert list(a["user_id"]) == list(first["users/id"]) and list(a["book_id"]) == list(first["books/id"])
PY

echo "= a part of a split"
make_ratings
run 0 import ratings.csv -o many.h5
run 0 split many.h5 --name s --test 0.2 --validation 0.1
run 0 export many.h5 -o test.csv --split s --part test --json report.json
run 0 export many.h5 -o rest.csv --split s --part train,validation
expect_equal "$(json report.json ratings)" "$(($(wc -l <test.csv) - 1))" "ratings of the part"
{ tail -n +2 test.csv; tail -n +2 rest.csv; } | sort >parts
run 0 export many.h5 -o all.csv
tail -n +2 all.csv | sort | cmp - parts || fail "the parts are not the whole"
run 2 export many.h5 -o no.csv --split nothing --part test
expect_err_once "has no split"
run 2 export many.h5 -o no.csv --part test
expect_err_once "--split"

echo "= a dry run says what would be written"
run 0 export many.h5 -o dry.csv --split s --part test --dry-run
expect_out "would write dry.csv: csv, a part of split s of many.h5"
expect_no_file dry.csv

echo "= refusals (tests/faults/disk.sh has full disks)"
run 2 export many.h5 -o no.xyz
expect_err_once ".mtx"
run 2 export many.h5 -o a.csv
expect_err_once "--force"
