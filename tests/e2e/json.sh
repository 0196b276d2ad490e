#!/bin/bash
# What --json writes is what docs/json.md says, key by key and for every command, and docs/commands.md is what
# `crucible help --markdown` prints.
. "$(dirname "$(readlink -f "$0")")/lib.sh"
docs=$e2e_folder/../../docs

report() { run 0 "${@:2}" --json "$1.json"; }  # NAME ARGUMENT...

make_ratings
make_titles
printf '1,1,5\n1,2,good\n2,1,4\n' >bad.csv
report import import ratings.csv --titles books.csv -o ratings.h5
report import-bad import bad.csv --skip-bad-rows 1 -o bad.h5
gzip -c ratings.csv >ratings.csv.gz
report import-packed import ratings.csv.gz -o packed.h5
report export export ratings.h5 -o exported.mtx
report generate generate --users 50 --books 20 --ratings 400 -o made.h5
report generate-matrix generate --matrix 16,6 -o matrix.h5
report split split ratings.h5 --test 0.2 --validation 0.1 --folds 3 -o split.h5
report train train split.h5 --factors 3 --epochs 2 -o model.h5
report train-all train ratings.h5 --factors 2 --epochs 2 -o other.h5
run 0 train split.h5 --optimizer sgd --factors 3 --epochs 2 -o sgd.h5
report train-warm train split.h5 --from sgd.h5 -o warm.h5
report train-again train ratings.h5 --factors 2 --epochs 2 -o other.h5
report info info split.h5
report info-model info model.h5 --validate
report info-find info split.h5 --find dragon --limit 2
report info-user info split.h5 --user 7
report evaluate evaluate model.h5 split.h5 --groups --beside other.h5 --baselines ease
report recommend recommend model.h5 --ratings split.h5 --user 7,nobody
report recommend-new recommend model.h5 --rate 2=5,4=5 --explain
report recommend-similar recommend model.h5 --similar 2
report recommend-all recommend model.h5 --ratings split.h5 --all -o all.csv
report tune tune split.h5 --folds --factors 2,3 --epochs 2 -o tuned
report tune-plan tune split.h5 --factors 2,3 -o planned --dry-run
report svd svd matrix.h5 -o svd.h5
report svd-values svd matrix.h5 --values-only
report svd-plan svd ratings.h5 --rank 3 --dry-run
report pca pca matrix.h5 -o pca.h5
report generate-large generate --matrix 3000,300 -o large.h5  # 7 MB
report svd-stream svd large.h5 --rank 2 --memory $((64 * ranks + 6))MiB -o large-svd.h5
report svd-stream-plan svd large.h5 --rank 2 --memory $((64 * ranks + 6))MiB --dry-run
report pca-stream pca large.h5 --rank 2 --memory $((64 * ranks + 6))MiB -o large-pca.h5
report pca-stream-plan pca large.h5 --rank 2 --memory $((64 * ranks + 6))MiB --dry-run
# A grey picture of 4 x 3 pixels.
printf '%s' iVBORw0KGgoAAAANSUhEUgAAAAQAAAADCAAAAACRn/EaAAAAF0lEQVR42mNgUPXKZ4ha8s6CYYvyJEYAHqcEbbQd+9gAAAAASUVORK5CYII= \
  | base64 -d >picture.png
report compress compress picture.png --ranks 1,2 -o picture
report expand expand picture/factors.h5 -o expanded.png
report report report model.h5 evaluate.json -o page.html
report doctor doctor

run_on 1 0 --help
mv out help.txt

/usr/bin/python3 "$e2e_folder/json_keys.py" "$docs/json.md" help.txt ./*.json

echo "= the config shows what was settled: the split, metrics and ranks that were taken"
settled() { # FILE OPTION VALUE
  expect_equal "$(/usr/bin/python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))["config"].get(sys.argv[2]))' "$1.json" "$2")" \
    "$3" "$2 in $1.json"
}
for name in train evaluate tune; do settled $name split holdout; done
settled tune metrics rmse,mae
report compress-default compress picture.png -o default
settled compress-default ranks 1,3

echo "= docs/commands.md"
run 0 help --markdown
diff -u "$docs/commands.md" out || fail "docs/commands.md is out of date: crucible help --markdown > docs/commands.md"
run 0 help train
expect_out "usage: crucible train"
run 2 help trian
expect_err_once "did you mean 'train'?"
