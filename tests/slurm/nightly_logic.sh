#!/bin/bash
# What jobs/nightly.sbatch decides, without Slurm, MPI and data.
#
#   nightly_logic.sh NIGHTLY_SBATCH
# shellcheck source=logic.sh
. "$(dirname "$(readlink -f "$0")")/logic.sh"

next_night() { touch -d "$(date -d "@$(($(date +%s) + 1))")" ratings.csv; sleep 1.1; }
trained() { # from|anew
  local seen=anew
  ! grep -q "^train .* --from $folder/work/model.h5 " ran || seen=from
  [ "$seen" = "$1" ] || fail "trained $seen, expected $1"
}

echo "= the first night trains from nothing, the second from the first's model"
TRAIN_OPTIONS="--factors 3" job 0 import split train evaluate
trained anew
grep -q "^train [^ ]* --factors 3 --keep" ran || fail "not with TRAIN_OPTIONS"
[ -e work/model.h5 ] || fail "no model"
[ ! -e work/model.prev.h5 ] || fail "a model before the first"
job 0
next_night
echo 'echo second >"$output"' >does/train
job 0 import split train evaluate
trained from
grep -q second work/model.h5 || fail "tonight's model is not in its place"
[ -e work/model.prev.h5 ] || fail "last night's model was not kept"
[ ! -e work/tonight.h5 ] || fail "tonight's model has two names"
job 0

echo "= ANEW trains from nothing"
next_night
ANEW=yes TRAIN_OPTIONS="--optimizer sgd" job 0 import split train evaluate
trained anew
grep -q "^train [^ ]* --optimizer sgd --keep" ran || fail "not with TRAIN_OPTIONS"

echo "= options are those of the kind of night"
next_night
TRAIN_OPTIONS="--factors 3" WARM_OPTIONS="--epochs 12" job 0 import split train evaluate
grep -q -- "--epochs 12" ran || fail "no WARM_OPTIONS"
! grep -q -- "--factors 3" ran || fail "TRAIN_OPTIONS on a warm night"
! grep -q -- "--optimizer" ran || fail "an optimizer on a warm night: it is the model's"

echo "= stopped in time: back into the queue, and on from there; last night's model stays until the end"
echo 'echo half >"$output"; exit 3' >does/train
next_night
cp work/model.h5 before.h5
job 3 import split train
echo 'grep -q half "$output" && echo whole >"$output"' >does/train
cmp -s work/model.h5 before.h5 || fail "the model was replaced by half of one"
job 0 train evaluate
trained from
grep -q whole work/model.h5 || fail "tonight's model is not in its place"

echo "= an unfinished model of another night does not stand in the way"
echo 'echo old >"$output"; exit 3' >does/train
next_night
job 3 import split train
next_night
echo '[ ! -e "$output" ] && echo new >"$output"' >does/train
job 0 import split train evaluate
grep -q new work/model.h5 || fail "the other night's model is there"

echo "= stopped before anything was saved: another turn would do no more"
echo 'exit 3' >does/train
next_night
job 1 import split train
grep -q "has saved nothing yet" log || fail "it does not say why"
echo "= a failed training or judgement leaves last night's model"
cp work/model.h5 before.h5
echo 'exit 2' >does/train
job 2 train
rm does/train
echo 'exit 1' >does/evaluate
job 1 train evaluate
cmp -s work/model.h5 before.h5 || fail "the model was replaced"
rm does/evaluate
job 0 train evaluate
echo "passed"
