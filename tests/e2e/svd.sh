#!/bin/bash
# crucible svd: plain matrices by every method, ratings with every fill, models that evaluate and recommend use.
. "$(dirname "$(readlink -f "$0")")/lib.sh"

echo "= a matrix with known singular values: from 1 down to 1e-4, geometrically"
run 0 generate --matrix 60,20,10000 -o matrix.h5
for method in auto pdgesvd dc qr-dc gram; do
  run 0 svd matrix.h5 --method "$method" --block 8 -o svd.h5 --force --json svd.json
  expect_number "$(json svd.json singular_values.0) - 1 < 1e-12 && 1 - $(json svd.json singular_values.0) < 1e-12"
  expect_number "$(json svd.json singular_values.19) > 0.99999e-4 && $(json svd.json singular_values.19) < 1.00001e-4"
  expect_number "$(json svd.json residual) < 30"
  [ "$method" = gram ] || expect_number "$(json svd.json orthogonality) < 30"
done
expect_equal "$(json svd.json rows) $(json svd.json columns)" "60 20" "shape"
run 0 svd matrix.h5 --rank 3 --method krylov --tolerance 1e-6 -o few.h5 --json few.json
expect_equal "$(json few.json method)" krylov method
expect_number "$(json few.json singular_values.2) < $(json few.json singular_values.1)"
run 0 svd matrix.h5 --values-only
expect_out "singular value"
run 0 info svd.h5
expect_out "crucible-svd"

echo "= what cannot be done is refused before anything is written"
run 2 svd matrix.h5 --rank 21 -o no.h5
expect_err_once "--rank: 21 is more than the 20 singular values"
run 2 svd matrix.h5 --method krylov -o no.h5
expect_err_once "--rank"
run 2 svd matrix.h5 --grid 9x9 -o no.h5
expect_err_once "--grid"
run 2 svd matrix.h5 --grid 2 -o no.h5
expect_err_once "like 2x3"
run 2 svd matrix.h5 --fill mean -o no.h5
expect_err_once "for ratings files"
run 2 svd svd.h5 -o no.h5
expect_err_once "--dataset (/u, /v)"
run 2 svd matrix.h5 --dataset /nowhere -o no.h5
run 2 svd matrix.h5
expect_err_once "--output"
expect_no_file no.h5

echo "= ratings become a model"
make_ratings
run 0 import ratings.csv -o ratings.h5
run 0 split ratings.h5 --protocol users --test 0.2 --validation 0 --name readers -o held.h5
for fill in zero mean bias; do
  run 0 svd held.h5 --fill "$fill" --rank 8 -o "$fill.h5" --json "$fill.json"
  expect_equal "$(json "$fill.json" method)" krylov method
  run 0 evaluate "$fill.h5" held.h5 --json "$fill-judged.json"
done
run 0 svd held.h5 --rank 8 --method dc -o dense.h5 --json dense.json
difference="($(json dense.json singular_values.7) - $(json zero.json singular_values.7)) / $(json dense.json singular_values.7)"
expect_number "$difference < 1e-3 && $difference > -1e-3"
run 0 svd held.h5 --dry-run --json plan.json
expect_out "krylov"
expect_number "$(json plan.json memory.0.bytes_per_rank) > 0"
