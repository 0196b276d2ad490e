#!/bin/bash
# --plot of train, svd, pca and compress: one SVG file that stands alone, the same at any number of ranks.
. "$(dirname "$(readlink -f "$0")")/lib.sh"

check() { /usr/bin/python3 "$e2e_folder/plot_picture.py" "$@" || fail "the picture is not as it should be: $1"; }

make_ratings
run 0 import ratings.csv -o ratings.h5
run 0 split ratings.h5 --test 0.2 --validation 0.1 -o split.h5
# Its smallest singular value, 1/90, stands at no tick of the axis: last bits, which differ, would decide about the tick.
run 0 generate --matrix 40,12,90 -o matrix.h5
/usr/bin/python3 "$e2e_folder/picture.py" rgb 61 47 photo.png

echo "= train: errors of training and validation, also of a training that goes on or is over"
train=(train split.h5 --factors 3 --optimizer sgd --patience 0 -o model.h5)
run 0 "${train[@]}" --epochs 4 --plot train.svg
expect_out "train.svg: the picture"
check train.svg "Training of model.h5" 4,4 0 2 validation training "kept: epoch" "RMSE (ratings)" epoch
run 0 "${train[@]}" --epochs 6 --plot train.svg
check train.svg "Training of model.h5" 6,6 0 2
run 0 "${train[@]}" --epochs 6 --plot again.svg
expect_out "nothing left to train"
cmp train.svg again.svg || fail "the picture of a finished training is another one"
run 0 train split.h5 --factors 3 -o draws.h5 --plot draws.svg --json draws.json
epochs=$(json draws.json epochs | grep -o '"epoch"' | wc -l)
check draws.svg "Training of draws.h5" "$epochs,$epochs" 0 2 "draws follow"

echo "= svd: singular values, energy, and the k for 90, 95 and 99 %"
run 0 svd matrix.h5 -o svd.h5 --plot svd.svg --json svd.json
ks=$(/usr/bin/python3 - <<'PY'
import json
shares = json.load(open("svd.json"))["explained_variance"]
ks = [next(k for k in range(1, 13) if sum(shares[:k]) >= share - 1e-12) for share in (0.9, 0.95, 0.99)]
print("k for 90 %: {}; 95 %: {}; 99 %: {}".format(*ks))
PY
)
check svd.svg "Singular values of matrix.h5" 12,12 0 4 "$ks" "singular value (unit of the matrix)" \
  "cumulative energy (%)"
run 0 svd matrix.h5 --values-only --plot values.svg
cmp svd.svg values.svg || fail "the picture depends on whether vectors are computed"
run_on 2 0 svd ratings.h5 --rank 3 -o taste.h5 --plot taste.svg
check taste.svg "Singular values of ratings.h5" 3,3 0 1 "90 %: > 3"

echo "= pca: explained variance and the rows on two axes"
run 0 pca matrix.h5 -o pca.h5 --plot cloud.svg
check cloud.svg "Principal components of matrix.h5" 12 40 4 "explained variance (%)" "component 1 (" "component 2 ("
run_on 2 0 pca matrix.h5 -o pca.h5 --force --plot cloud.svg
check cloud.svg "Principal components of matrix.h5" 12 40 4

echo "= compress: four figures against k"
run 0 compress photo.png --ranks 1,5,20 -o photo --plot compress.svg
check compress.svg "Compression of photo.png" 3,3,3,3,3 0 15 "PSNR (dB)" "structural similarity (SSIM)" \
  "explained variance (%)" "file size (KiB)" "components k" "rank-k picture as PNG"

echo "= what cannot be written is refused before the work"
echo '<svg/>' >foreign.svg
refused() { # MESSAGE ARGUMENT...
  run 2 "${@:2}"
  expect_err_once "$1"
  expect_no_file no.h5
}
for command in "train split.h5" "svd matrix.h5" "pca matrix.h5" "compress photo.png"; do
  for name in no.png no.svgz no; do
    refused "--plot: '$name': pictures are SVG; name a file that ends in .svg" $command -o no.h5 --plot $name
  done
  refused "--plot: the folder 'nowhere' does not exist" $command -o no.h5 --plot nowhere/no.svg
  refused "--plot: 'foreign.svg' exists" $command -o no.h5 --plot foreign.svg
  refused "--plot: 'no.svg' is also the output" $command -o no.svg --plot no.svg
done
refused "exists and is no picture of crucible" train split.h5 -o no.h5 --plot foreign.svg
refused "exists already; --force overwrites it" svd matrix.h5 -o no.h5 --plot svd.svg
refused "is also the file of --json" svd matrix.h5 -o no.h5 --plot no.svg --json no.svg
refused "is in the folder of the output" compress photo.png -o photo --force --plot photo/no.svg
refused "leave --plot out" pca matrix.h5 --project pca.h5 -o no.h5 --plot no.svg
run 0 generate --matrix 20,2,10 -o two.h5
refused "is also the picture of the points" pca two.h5 -o no.h5 --plot no.svg
run 0 svd matrix.h5 -o svd.h5 --force --plot foreign.svg
cmp svd.svg foreign.svg || fail "--force does not overwrite the picture"
run 0 svd matrix.h5 -o no.h5 --plot no.svg --dry-run
expect_no_file no.svg
for file in *.tmp*; do [ ! -e "$file" ] || fail "a temporary file is left: $file"; done
