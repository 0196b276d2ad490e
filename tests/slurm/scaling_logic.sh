#!/bin/bash
# What jobs/scaling.sbatch measures and what its table and picture say, without Slurm, MPI and data.
#
#   scaling_logic.sh SCALING_SBATCH
# shellcheck source=logic.sh
. "$(dirname "$(readlink -f "$0")")/logic.sh"

unset RANKS USERS BOOKS RATINGS TRAIN_OPTIONS MATRIX_ROWS MATRIX_COLUMNS SVD_OPTIONS
export ROUNDS=1
# Training of size S on R ranks takes S / R seconds, and a sixteenth for each rank; the first epoch does not count. The
# decomposition has a second that nobody shares.
cat >does/train <<'TRAIN'
size=${input##*-for-} size=${size%.h5}
awk -v s="$size" -v r="$ranks" 'BEGIN {
  t = s / r + r / 16
  printf "{\"ranks\": %d, \"peak_rss_bytes\": 1000, \"epochs\": [{\"seconds\": 99}, {\"seconds\": %.9f}]}\n", r, t }' >"$json"
TRAIN
cat >does/svd <<'SVD'
size=${input##*-for-} size=${size%.h5}
awk -v s="$size" -v r="$ranks" 'BEGIN {
  printf "{\"ranks\": %d, \"peak_rss_bytes\": 2000, \"seconds\": {\"factor\": {\"max\": %.9f}}}\n", r, s / r + 1 }' >"$json"
SVD

has_table() { # LINE...: below the head
  printf '%s\n' "command,scaling,ranks,work,seconds,least,most,samples,speedup,efficiency,peak_rss_bytes" "$@" >expected
  diff expected work/scaling.csv || fail "another table"
}

echo "= a run that fails ends the job, and the next one goes on from there"
export RANKS="2 4"
mv does/svd works
echo 'exit 1' >does/svd
job 1 generate train+fresh generate svd
mv works does/svd
job 0 svd train+fresh generate train+fresh svd generate svd
compgen -G 'work/scaling/*.h5' >/dev/null && fail "its inputs are left"
grep -q '^generate --users 80000 --books 8000 --ratings 10000000 ' ran || fail "it does not train on twice as much"
grep -q '^generate --matrix 8000,1000 ' ran || fail "it does not decompose twice as much"
measurements="train,strong,2,1,1.125,1.125,1.125,1,1,1,1000
train,strong,4,1,0.75,0.75,0.75,1,1.5,0.75,1000
train,weak,2,1,1.125,1.125,1.125,1,1,1,1000
train,weak,4,2,1.25,1.25,1.25,1,1.8,0.9,1000
svd,strong,2,1,2,2,2,1,1,1,2000
svd,strong,4,1,1.5,1.5,1.5,1,1.33333,0.666667,2000
svd,weak,2,1,2,2,2,1,1,1,2000
svd,weak,4,2,2,2,2,1,2,1,2000"
has_table $measurements
job 0
has_table $measurements

echo "= another round: medians"
sed -i 's|r / 16|r / 4|' does/train
ROUNDS=2 job 0 generate train+fresh generate svd train+fresh generate train+fresh svd generate svd
grep -qx 'train,strong,4,1,1.125,0.75,1.5,2,1.16667,0.583333,1000' work/scaling.csv || fail "no median"

echo "= picture"
python3 - work/scaling.svg <<'PICTURE' || fail "the picture has other points"
import sys, xml.etree.ElementTree
points = [title.text for title in xml.etree.ElementTree.parse(sys.argv[1]).iter("{http://www.w3.org/2000/svg}title")]
print(*points, sep="\n")
sys.exit(points != ["train on 2 ranks: 1", "train on 4 ranks: 1.17", "svd on 2 ranks: 1", "svd on 4 ranks: 1.33",
                    "train on 2 ranks: 1", "train on 4 ranks: 0.808", "svd on 2 ranks: 1", "svd on 4 ranks: 1"])
PICTURE

echo "= figures of other settings are not mixed"
BOOKS=900 job 2
RANKS="4 8" job 2
grep -q "has figures of other settings" log || fail "it does not say why"

echo "= all tasks of the job by default"
rm -r work
RANKS='' SLURM_NTASKS=6 bash "$script" >log 2>&1 || fail "exit code $?"
[ "$(ls work/scaling/*.json | wc -l)" -eq 14 ] || fail "there are not 14 measurements"
[ -e work/scaling/train-for-1-on-6-round-1.json ] || fail "the last one is not of 6 ranks"
echo "passed"
