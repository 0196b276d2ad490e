#!/bin/bash
# HDF5 from elsewhere: sparse matrices of AnnData, scipy and MATLAB for svd, pca and train; tables and lists of ratings
# in all the types that people keep them in; and damaged ones, refused by dataset and row.
. "$(dirname "$(readlink -f "$0")")/lib.sh"
needs h5diff hdf5-tools
needs_python h5py numpy

make_ratings
/usr/bin/python3 "$e2e_folder/foreign_hdf5.py"

# same_value NAME: the value of JSON `NAME` agrees between dense.json and now.json.
same_value() {
  local now dense
  now=$(json now.json "$1") dense=$(json dense.json "$1")
  expect_number "($now - $dense) < 1e-5 * $dense && ($dense - $now) < 1e-5 * $dense"
}

echo "= a sparse matrix has the singular values of the dense one, by the dense and by the Krylov way"
run 0 svd dense.h5 --values-only --json dense.json
for file in anndata-csr anndata-csc scipy-csr scipy-csc matlab matlab-dense unsorted; do
  run 0 svd "$file.h5" --values-only --json now.json
  for i in 0 5 10; do same_value "singular_values.$i"; done
done
for file in anndata-csr anndata-csc matlab unsorted; do
  run 0 svd "$file.h5" --rank 3 --method krylov --tolerance 1e-6 -o "$file-svd.h5" --json now.json
  expect_equal "$(json now.json method)" krylov method
  for i in 0 1 2; do same_value "singular_values.$i"; done
done
echo "= numpy finds the same singular values in a file by scipy.sparse's layout"
for file in made-csr made-csc; do
  run 0 svd "$file.h5" --rank 6 --method krylov --tolerance 1e-9 -o "$file-svd.h5" --json now.json
  expect_equal "$(json now.json method)" krylov method
  /usr/bin/python3 - made.npy "$file-svd.h5" <<'PY' || fail "singular values of $file differ from numpy's"
import sys, h5py, numpy as np
want = np.linalg.svd(np.load(sys.argv[1]), compute_uv=False)[:6]
found = h5py.File(sys.argv[2])["singular_values"][:]
print(want, found)
sys.exit(0 if found.shape == (6,) and np.allclose(found, want, rtol=1e-8) else 1)
PY
done
run 0 svd dense.h5 --rank 2 -o dense-svd.h5
run 0 svd matlab-dense.h5 --rank 2 -o turned-svd.h5
h5diff --delta=1e-8 dense-svd.h5 turned-svd.h5 /u || fail "MATLAB's matrix is turned"

echo "= principal axes of a sparse matrix, centred without filling it"
run 0 pca dense.h5 --rank 3 --method dc -o dense-pca.h5 --json dense.json
for file in anndata-csr anndata-csc scipy-csr matlab; do
  run 0 pca "$file.h5" --rank 3 --method krylov --tolerance 1e-6 -o "$file-pca.h5" --json now.json
  for i in 0 1 2; do same_value "standard_deviations.$i"; done
done

echo "= ratings in tables and lists, found without being told where"
run_on 1 0 import ratings.csv -o text.h5
for file in table text-table floats words packed; do
  run 0 import "$file.h5" -o "$file-in.h5"
  expect_err "ratings from"
  for dataset in /users/id /books/id /ratings/user /ratings/book /ratings/rating; do
    h5diff "$file-in.h5" text.h5 "$dataset" >out 2>err || fail "h5diff: $dataset of $file-in.h5 differs from the text's"
  done
done
run 0 import table.h5 --triplets ratings/user,ratings/item,ratings/rating -o named-in.h5
h5diff named-in.h5 text.h5 /ratings/rating || fail "named fields of a table"
run 0 import likes.h5 -o likes-in.h5 --json likes.json
expect_equal "$(json likes.json highest_rating)" 1.0 "the highest rating"
run 0 import two.h5 --triplets new -o two-in.h5
run 0 train table.h5 --factors 4 --epochs 2 -o table-model.h5
run 0 train anndata-csc.h5 --factors 2 --epochs 2 -o sparse-model.h5
run 0 train matlab.h5 --factors 2 --epochs 2 -o matlab-model.h5
run_on 1 0 import anndata-csr.h5 -o csr-in.h5
for file in sparse-model matlab-model; do
  h5diff "$file.ratings.h5" csr-in.h5 /ratings || fail "$file.ratings.h5 differs from the import of the rows"
done

echo "= a dry run writes no ratings, and only the ratings of a training are replaced"
run 0 train table.h5 --factors 4 --epochs 2 --dry-run -o dry.h5
expect_out "would write dry.ratings.h5"
expect_no_file dry.ratings.h5
expect_no_file dry.h5
cp text.h5 dry.ratings.h5
run 2 train table.h5 --factors 4 --epochs 2 -o dry.h5
expect_err_once "dry.ratings.h5: exists, and no training wrote it"
cmp text.h5 dry.ratings.h5 || fail "an import was replaced"
run 0 train table.h5 --factors 4 --epochs 3 -o table-model.h5

echo "= what is wrong is refused, by dataset and row"
# refused FILE TEXT: svd refuses it with this text.
refused() {
  run 2 svd "$1" --values-only
  expect_err_once "$2"
  expect_err "crucible: error: $1: "
}
refused bad-index.h5 "dataset /X/indices: entry 5 (row "
refused bad-negative.h5 "is -1, but there are 11 columns"
refused bad-offsets.h5 "dataset /X/indptr: "
refused bad-falling.h5 "dataset /X/indptr: "
refused bad-start.h5 "dataset /X/indptr: begins with 1, not 0"
refused bad-nan.h5 "dataset /X/data: entry 7 (row "
refused bad-length.h5 "dataset /X/indices has 3 values, but /X/data has"
refused bad-rows.h5 "dataset /X/indptr has 5 values"
refused bad-columns.h5 "2147483648 columns"
refused square.h5 "by rows (CSR) and by columns (CSC)"
refused virtual.h5 "is a virtual dataset"
refused external.h5 "keeps its data in another file"
for command in import train; do
  for case in "bad-rating.h5:dataset /X/data, row " "huge.h5:dataset /r, row 9: " "halves.h5:dataset /u, row 3: "; do
    run 2 "$command" "${case%%:*}" -o no.h5
    expect_err_once "${case#*:}"
    expect_no_file no.h5
  done
done
run 2 import two.h5 -o no.h5
expect_err_once "several places"
expect_err_once "/new, /old"
run 2 import dense.h5 -o no.h5
expect_err_once "triplets"
