#!/bin/bash
# crucible svd and pca of a matrix that may not be held in memory: --memory, passes over the file, and the peak.
. "$(dirname "$(readlink -f "$0")")/lib.sh"

# near A B TOLERANCE: A is B but for a share of TOLERANCE.
near() { expect_number "($1) - ($2) < ($3) * ($2) && ($2) - ($1) < ($3) * ($2)"; }

echo "= the peak of each rank stays below its share, and the result is the one in memory"
memory=$((64 * ranks + 32))MiB  # 64 of each rank are for the program
run 0 generate --matrix 6000,2000,1e9 -o matrix.h5     # 96 MB
run 0 svd matrix.h5 --rank 6 --method krylov --tolerance 1e-5 -o whole.h5 --json whole.json
run 0 svd matrix.h5 --rank 6 --tolerance 1e-5 --memory "$memory" -o blocks.h5 --json blocks.json
expect_out "passes over the matrix"
expect_out "bounds: a singular value of the matrix is within"
expect_number "$(json blocks.json peak_rss_bytes) * $ranks < (64 * $ranks + 32) * 1048576"
expect_equal "$(json blocks.json method)" krylov method
for i in 0 3 5; do
  near "$(json blocks.json singular_values.$i)" "$(json whole.json singular_values.$i)" 1e-9
  expect_number "$(json blocks.json singular_value_bounds.$i) < 1e-5"
done
expect_number "$(json blocks.json bytes_read) == $(json blocks.json passes) * 6000 * 2000 * 8"
expect_number "$(json blocks.json relative_residual) < 1e-5"
expect_number "$(json blocks.json seconds.read.max) > 0"
near "$(json blocks.json approximation_error)^2" "$(json whole.json energy_left_out) * \
  $(json blocks.json singular_values.0)^2 / $(json blocks.json explained_variance.0)" 1e-6

echo "= the plan, and what does not fit even so"
run 0 svd matrix.h5 --rank 6 --memory "$memory" --dry-run --json plan.json
expect_out "in blocks of"
expect_equal "$(json plan.json stream.fits)" true fits
expect_number "$(json plan.json stream.bytes_per_rank) * $ranks <= 32 * 1048576"
run 1 svd matrix.h5 --rank 6 --memory $((64 * ranks))MiB -o no.h5
expect_err_once "reading the matrix in blocks needs"
run 1 svd matrix.h5 --memory "$memory" -o no.h5
expect_err_once "are allowed (--memory"
run 1 svd matrix.h5 --rank 6 --method dc --memory "$memory" -o no.h5
expect_err_once "--method dc needs"
run 0 svd matrix.h5 --rank 6 --memory 8GiB --dry-run
expect_out "would take qr-dc"
run 2 svd matrix.h5 --rank 6 --memory much -o no.h5
expect_err_once "--memory: 'much' is not a size like 4GiB"
run 2 pca matrix.h5 --rank 6 --memory "$memory" --parallel-analysis 3 -o no.h5
expect_err_once "read in blocks"
make_ratings
run 0 import ratings.csv -o ratings.h5
run 2 svd ratings.h5 --memory 4GiB -o no.h5
expect_err_once "--memory is for dense datasets"
expect_no_file no.h5

echo "= principal axes, with one pass more"
run 0 pca matrix.h5 --rank 3 --method krylov --tolerance 1e-5 -o axes-whole.h5 --json axes-whole.json
run 0 pca matrix.h5 --rank 3 --tolerance 1e-5 --memory "$memory" --scores -o axes.h5 --json axes.json
near "$(json axes.json standard_deviations.2)" "$(json axes-whole.json standard_deviations.2)" 1e-9
expect_number "$(json axes.json passes) > 3"

needs_python h5py numpy
echo "= wide, chunked, packed, single precision, as MATLAB stores it, not finite"
/usr/bin/python3 - >values.txt <<'PY'
import h5py, numpy
random = numpy.random.default_rng(1)
a = (random.standard_normal((300, 12)) * 2.0 ** -numpy.arange(12) @ random.standard_normal((12, 9000))).astype("f4")
print(*numpy.linalg.svd(a.astype("f8"), compute_uv=False)[:4])
with h5py.File("wide.h5", "w") as file:
    file.create_dataset("plain", data=a)
    file.create_dataset("packed", data=a, chunks=(70, 130), compression="gzip", shuffle=True)
    file.create_dataset("tall", data=a.T, chunks=(130, 70))
    file.create_dataset("matlab", data=a.T).attrs["MATLAB_class"] = numpy.bytes_("single")
    a[7, 8000] = numpy.nan
    file.create_dataset("bad", data=a)
PY
read -r first _ _ last <values.txt
little=$((64 * ranks + 16))MiB
for name in plain packed tall matlab; do
  run 0 svd wide.h5 --dataset "/$name" --rank 4 --tolerance 1e-5 --memory "$little" -o "$name.h5" --json "$name.json"
  near "$(json "$name.json" singular_values.0)" "$first" 1e-9
  near "$(json "$name.json" singular_values.3)" "$last" 1e-9
  expect_number "$(json "$name.json" bytes_read) == $(json "$name.json" passes) * 300 * 9000 * 4"
done
expect_equal "$(json matlab.json rows) $(json tall.json rows)" "300 9000" rows
run 2 svd wide.h5 --dataset /bad --rank 4 --memory "$little" -o no.h5
expect_err_once "dataset /bad: the element in row 7, column 8000 "
expect_no_file no.h5
