#!/bin/bash
# crucible report: one page of models, evaluations and decompositions.
. "$(dirname "$(readlink -f "$0")")/lib.sh"
needs_python h5py

check() { /usr/bin/python3 "$e2e_folder/report_page.py" "$@" || fail "the page is not as it should be: $1"; }
# history FILE COLUMN: its last epoch, with four digits.
history() {
  /usr/bin/python3 -c 'import h5py, sys; print("%.4f" % h5py.File(sys.argv[1])["history/" + sys.argv[2]][-1])' "$@"
}
four() { LC_ALL=C printf '%.4f' "$1"; }

make_ratings
run 0 import ratings.csv -o ratings.h5
run 0 split ratings.h5 --test 0.2 --validation 0.1 -o split.h5
run 0 train split.h5 --factors 3 --epochs 4 --patience 0 --user-factor-regularization 0.05 --book-factor-regularization 0.05 \
  -o model.h5
run 0 train split.h5 --factors 5 --epochs 6 --patience 0 --optimizer adamw -o other.h5
run 0 split ratings.h5 --protocol users --test 0.1 --validation 0.2 -o users.h5
run 0 train users.h5 --factors 3 --epochs 4 --overlap-every 2 -o users-model.h5
run 0 evaluate model.h5 split.h5 --beside other.h5 --metrics rmse,ndcg --bootstrap 50 --json test.json
run 0 evaluate model.h5 split.h5 --part validation --metrics rmse --bootstrap 0 --json validation.json
run 0 generate --matrix 40,12,100 -o matrix.h5
run 0 svd matrix.h5 -o svd.h5 --json svd.json
run 0 pca matrix.h5 --scores -o pca.h5
run 0 svd ratings.h5 --rank 3 -o taste.h5

echo "= one model"
run 0 report model.h5 -o one.html --json one.json
expect_out "one.html: a page of 1 file"
expect_equal "$(json one.json models) $(json one.json evaluations) $(json one.json decompositions)" "1 0 0" counts
check one.html 4 "crucible report" "$(history model.h5 train_rmse)" "$(history model.h5 validation_rmse)" \
  "--user-factor-regularization 0.05" "factors 3" "0.05 options"
run 0 report users-model.h5 -o users.html
check users.html 6 "Overlap@10 by epoch" "$(history users-model.h5 overlap_at_10)"

echo "= everything side by side"
run 0 report model.h5 other.h5 test.json validation.json svd.h5 pca.h5 taste.h5 --title 'A <b>bold</b> & "plain" report' \
  -o all.html
check all.html 15 'A <b>bold</b> & "plain" report' "model.h5 other.h5" "optimizer averaged adamw" \
  "$(four "$(json test.json metrics.rmse)")" "$(four "$(json test.json intervals.rmse.0)") to" \
  "$(four "$(json test.json baselines.book_mean.rmse)")" \
  "book mean $(four "$(json validation.json baselines.book_mean.rmse)")" "model.h5 less other.h5" "40 × 12" "Scores of pca.h5"
expect_number "$(grep -c 'class="level"' all.html) == 2 * $(json validation.json baselines | grep -o rmse | wc -l)"
# The figures of an svd of known singular values: k for 90 % of the energy.
wanted=$(/usr/bin/python3 - <<'PY'
import json
values = json.load(open("svd.json"))["singular_values"]
total, sums = sum(v * v for v in values), 0
for k, v in enumerate(values, 1):
    sums += v * v
    if sums >= 0.9 * total:
        break
print(k)
PY
)
tr -d '\n' <all.html | grep -qF "svd</td><td>40 × 12</td><td>$(json svd.json method)</td><td>12</td><td>$wanted</td>" ||
  fail "k for 90 % is not $wanted"

echo "= the same page at any number of ranks"
run_on 2 0 report model.h5 other.h5 test.json validation.json svd.h5 pca.h5 taste.h5 \
  --title 'A <b>bold</b> & "plain" report' -o again.html
cmp all.html again.html || fail "the page depends on the number of ranks"

echo "= ratings: a map of the most rated books, and lists with titles"
make_titles
run 0 import ratings.csv --titles books.csv -o titled.h5
run 0 split titled.h5 --test 0.2 --validation 0.1 -o titled-split.h5
run 0 train titled-split.h5 --factors 3 --epochs 2 --optimizer sgd -o titled-model.h5 --json train.json
run 0 report titled-model.h5 titled-split.h5 train.json -o titled.html --json titled.json
expect_equal "$(json titled.json ratings) $(json titled.json timings)" "1 1" counts
user=$(sed -n 's/.*<h3>User \([^<]*\)<.*/\1/p' titled.html | head -n 1)
run 0 recommend titled-model.h5 --ratings titled-split.h5 --user "$user" --top 1 --json list.json
check titled.html 5 "Sample recommendations" "$(json list.json users.0.books.0.title)" "On it are all" \
  "train on $ranks rank"

echo "= a folder of compress, and scaling.csv"
/usr/bin/python3 "$e2e_folder/picture.py" rgb 61 47 photo.png
run 0 compress photo.png --ranks 1,5,20 -o photo --json photo.json
cat >scaling.csv <<'CSV'
command,scaling,ranks,work,seconds,least,most,samples,speedup,efficiency,peak_rss_bytes
train,strong,1,1,2,1.9,2.1,15,1,1,1000
train,strong,2,1,1.1,1,1.2,15,1.82,0.91,1000
train,weak,1,1,2,1.9,2.1,15,1,1,1000
train,weak,2,2,2.2,2,2.4,15,1.82,0.91,1000
CSV
run 0 report photo/ scaling.csv -o photo.html --json made.json
expect_equal "$(json made.json compressions) $(json made.json scalings)" "1 1" counts
check photo.html 6 "k = 5" "$(four "$(json photo.json ranks.1.ssim)")" "Strong scaling" "1.82 0.91"
expect_number "$(grep -o '<img ' photo.html | wc -l) == 3"

echo "= hostile names"
cp model.h5 '<script>alert(1)&".h5'
run 0 report '<script>alert(1)&".h5' -o hostile.html
check hostile.html 4 '<script>alert(1)&".h5'

echo "= what is no such file is refused by name, and nothing is left"
mkdir folder
mkfifo fifo
echo '{"command": "train"}' >train.json
echo '{"epochs": []}' >foreign.json
head -c 3000 model.h5 >cut.h5
head -c 20000 model.h5 >short.h5
readable="a report is made of models of train, ratings, results of svd and pca, folders of compress, JSON of commands, \
and scaling.csv"
refused() { # MESSAGE FILE...
  run 2 report "${@:2}" -o no.html
  expect_err_once "$1"
  expect_no_file no.html
}
refused "ratings.csv: is neither HDF5 nor JSON of crucible; $readable" model.h5 ratings.csv
refused "matrix.h5: is a 'crucible-matrix' file; $readable" matrix.h5
refused "train.json: is JSON of the command 'train' that lacks figures" train.json
refused "foreign.json: is JSON, but not of crucible; $readable" foreign.json
refused "cut.h5: is neither HDF5 nor JSON of crucible; $readable" cut.h5
refused "short.h5: " short.h5
refused "folder: is not a regular file; $readable" folder
refused "fifo: is not a regular file; $readable" fifo
refused "none.h5: there is no such file" none.h5
refused "./model.h5: is given twice" model.h5 ./model.h5
run 2 report model.h5 -o one.html
expect_err_once "--output: 'one.html' exists already; --force overwrites it"
run 2 report model.h5 -o model.h5 --force
expect_err_once "--output: 'model.h5' is also the input"
run 0 report model.h5 test.json -o one.html --force
check one.html 8
run 0 report model.h5 --dry-run -o no.html
expect_no_file no.html
