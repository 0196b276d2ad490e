#!/bin/bash
# crucible svd: plain matrices by every method, ratings with every fill, models that evaluate and recommend use.
. "$(dirname "$(readlink -f "$0")")/lib.sh"

echo "= a matrix with known singular values: from 1 down to 1e-4, geometrically"
run 0 generate --matrix 60,20,10000 -o matrix.h5
for method in auto pdgesvd dc qr-dc polar gram; do
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

echo "= the plan: every route's memory and whether it fits"
run 0 svd matrix.h5 --dry-run --json plan.json -o no.h5
expect_out "would take qr-dc for 20 singular values"
for route in 0:pdgesvd 1:dc 2:qr-dc 3:polar 4:gram; do
  expect_equal "$(json plan.json "memory.${route%%:*}.method")" "${route#*:}" "route"
  expect_equal "$(json plan.json "memory.${route%%:*}.fits")" true "${route#*:} fits"
  expect_number "$(json plan.json "memory.${route%%:*}.bytes_per_rank") > 0"
  expect_out "  ${route#*:}"
done
expect_no_file no.h5

if /usr/bin/python3 -c 'import h5py, numpy' 2>/dev/null; then
  echo "= any 2-D dataset, however it is stored"
  /usr/bin/python3 "$e2e_folder/foreign_matrices.py" foreign.h5 values.txt
  while read -r name first last; do
    run 0 svd foreign.h5 --dataset "/$name" -o foreign-svd.h5 --force --json foreign.json
    expect_equal "$(json foreign.json rows) $(json foreign.json columns)" "40 13" "shape of $name"
    difference="($(json foreign.json singular_values.0) - $first) / $first"
    expect_number "$difference < 1e-12 && $difference > -1e-12"
    difference="($(json foreign.json singular_values.12) - $last) / $first"
    expect_number "$difference < 1e-12 && $difference > -1e-12"
  done <values.txt
  run 2 svd foreign.h5 --dataset /cube -o no.h5
  expect_err_once "3 dimensions"
  run 2 svd foreign.h5 --dataset /not_finite -o no.h5
  expect_err_once "dataset /not_finite: the element in row 31, column 4"
  expect_no_file no.h5
else
  echo "Skipped: foreign datasets, for /usr/bin/python3 has no h5py or no numpy"
fi

echo "= what ScaLAPACK cannot do at any memory is refused before anything is allocated"
run 0 generate --users 60000 --books 30000 --ratings 200000 -o large.h5
for method in pdgesvd dc qr-dc; do
  run 1 svd large.h5 --rank 20000 --method "$method" -o no.h5 --json no.json
  expect_err_once "--method $method: "
done
run 0 svd large.h5 --rank 20000 --dry-run
[ "$(grep -c impossible out)" -eq 3 ] || fail "three routes are impossible"
run 0 svd large.h5 --rank 5 --dry-run
expect_out "would take krylov for 5 singular values"
expect_no_file no.h5

echo "= ratings become a model"
make_ratings
run 0 import ratings.csv -o ratings.h5
run 0 split ratings.h5 --protocol users --test 0.2 --validation 0 --name users -o held.h5
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
