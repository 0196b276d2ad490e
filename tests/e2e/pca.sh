#!/bin/bash
# crucible pca: principal axes of a matrix and of ratings, and the picture of a cloud in two dimensions.
. "$(dirname "$(readlink -f "$0")")/lib.sh"

run 0 generate --matrix 200,2,10 -o cloud.h5
run 0 pca cloud.h5 -o pca.h5 --scores --json pca.json
expect_file pca.svg
grep -q '<svg' pca.svg || fail "pca.svg is no SVG"
expect_number "$(grep -c '<circle' pca.svg) == 600"
expect_number "$(json pca.json explained_variance.0) + $(json pca.json explained_variance.1) > 1 - 1e-9"
expect_number "$(json pca.json residual) < 30 && $(json pca.json orthogonality) < 30"
expect_equal "$(json pca.json centered)" true centered
run 2 pca cloud.h5 -o pca.h5
expect_err_once "exists already"
run 0 pca cloud.h5 -o plain.h5 --no-center --json plain.json
expect_number "$(json plain.json singular_values.0) > 1 - 1e-9 && $(json plain.json singular_values.0) < 1 + 1e-9"
expect_only cloud.h5 pca.h5 pca.svg pca.json plain.h5 plain.svg plain.json

echo "= krylov minds --tolerance on a dense matrix too"
run 0 generate --matrix 300,120,10 -o flat.h5
run 0 pca flat.h5 --rank 3 --method krylov --tolerance 0.3 -o loose.h5 --json loose.json
run 0 pca flat.h5 --rank 3 --method krylov --tolerance 1e-9 -o tight.h5 --json tight.json
expect_number "$(json loose.json relative_residual) > 1e-6 && $(json tight.json relative_residual) < 1e-8"

echo "= ratings are centred without making them dense, and agree with the dense way"
make_ratings
run 0 import ratings.csv -o ratings.h5
run 0 pca ratings.h5 --rank 5 -o sparse.h5 --json sparse.json
expect_equal "$(json sparse.json method)" krylov method
run 0 pca ratings.h5 --rank 5 --method dc -o dense.h5 --json dense.json
ratio="$(json sparse.json standard_deviations.4) / $(json dense.json standard_deviations.4)"
expect_number "$ratio > 0.999 && $ratio < 1.001"
expect_no_file sparse.svg

echo "= standardised columns, the number of components that are more than noise, rows projected later"
run 0 pca flat.h5 --standardize --scores --parallel-analysis 5 -o z.h5 --json z.json
expect_equal "$(json z.json standardized)" true standardized
expect_number "$(json z.json components_above_noise) >= 0 && $(json z.json parallel_analysis.components) >= 0"
expect_out "parallel analysis"
run 0 pca flat.h5 --project z.h5 -o scores.h5
/usr/bin/python3 - <<'EOF' || fail "projected rows are not the scores"
import h5py, numpy
with h5py.File("z.h5") as z, h5py.File("scores.h5") as s:
    assert numpy.allclose(z["scores"], s["scores"], atol=1e-9), abs(z["scores"][:] - s["scores"][:]).max()
    assert numpy.allclose(z["scales"][:] > 0, True)
EOF
run 0 pca ratings.h5 --project sparse.h5 -o users.h5
run 2 pca cloud.h5 --project z.h5 -o no.h5
expect_err_once "the axes of z.h5 have 120 columns, but the rows of cloud.h5 have 2"
run 2 pca cloud.h5 --project z.h5 --dry-run
run 2 pca ratings.h5 --project z.h5 -o no.h5
expect_err_once "not those of ratings"
run 2 pca ratings.h5 --fill mean --project sparse.h5 -o no.h5
expect_err_once "filled with"
sed '2,$s/,/,b/' ratings.csv >others.csv
run 0 import others.csv -o others.h5
run 2 pca others.h5 --project sparse.h5 -o no.h5
expect_err_once "other books"
run 2 pca flat.h5 --project z.h5 --scores -o no.h5
expect_err_once "leave --scores out"
run 2 pca flat.h5 --no-center --standardize -o no.h5
expect_err_once "leave --no-center out"
run 2 pca ratings.h5 --rank 5 --parallel-analysis 3 -o no.h5
expect_err_once "name a dense --method"
run 2 pca flat.h5 --project flat.h5 -o no.h5
expect_no_file no.h5
