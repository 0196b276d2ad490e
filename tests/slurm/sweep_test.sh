#!/bin/bash
# Submits the job scripts for sweeps, evaluation and scaling, unchanged, to a Slurm of two emulated nodes: an array with
# a row that fails and one that meets its time limit, and the others while that one runs.
#
#   sweep_test.sh CRUCIBLE JOBS_FOLDER
set -euo pipefail
# shellcheck source=own_slurm.sh
. "$(dirname "$(readlink -f "$0")")/own_slurm.sh"
jobs=$(readlink -f "$2")
cd "$folder"
export TEXT=ratings.csv WORK=$folder/work PARAMETERS=rows.txt CRUCIBLE=$program
unset TRAIN_OPTIONS EVALUATE_OPTIONS
cat >rows.txt <<'ROWS'
# one that ends, one that does not, one that cannot be, and another one that does not end
--factors 4 --epochs 5
--factors 64 --optimizer sgd --epochs 1000000 --patience 0 --regularization 0.05
--factors none
--factors 32 --optimizer sgd --epochs 1000000 --patience 0 --regularization 0.05
ROWS

fail() {
  echo "FAILED: $*"
  squeue
  tail -n 15 ./*.out work/sweep/results.txt
  exit 1
}
submit() { # JOB_SCRIPT [OPTION_OF_SBATCH...]: by a relative name, since its neighbours must be found by it
  (cd "$jobs" && sbatch --parsable --chdir="$folder" --nodes=1 --ntasks-per-node=2 "${@:2}" "./$1")
}
sweep() { LAUNCH="srun --mpi=pmix" submit sweep.sbatch --time=10 "$@"; }
says() { grep -qsE -- "$2" "crucible-$1.out" || return 1; } # JOB PATTERN
must_say() { says "$@" || fail "the log of $1 does not say: $2"; }
trains() { says "sweep-$1" '^epoch'; } # TASK
only_row_2_is_left() { [ "$(squeue -h -r -j "$array" -o %K)" = 2 ]; }
is_back_at_row_2() { says "sweep-${array}_2" 'going on from .* after epoch'; }

echo "= an array of three rows, of which one fails"
array=$(sweep --array=1-3)
holder=$(sweep --array=4 --ntasks-per-node=1)
wait_until trains "${array}_2"
wait_until trains "${holder}_4"
wait_until only_row_2_is_left
grep -qE '^  1 +0\.[0-9]+ .* done ' work/sweep/results.txt || fail "row 1 is not in the table"
grep -q ' failed (train: exit code 2)  --factors none$' work/sweep/results.txt || fail "row 3 is not in the table"
[ "$(cat crucible-sweep-*.out | grep -c 'crucible import')" -eq 1 ] || fail "several tasks imported"

# What follows runs side by side: the time limit, for which Slurm looks twice a minute; a job that is refused, after it
# has waited for half a minute; an evaluation and a scaling.
scontrol update "JobId=${array}_2" TimeLimit=1
refused=$(sweep --array=1,4 --ntasks-per-node=1)
model=$(echo work/sweep/*/evaluation.json)
model=${model%/*}/model.h5
evaluation=$(MODEL=$model submit evaluate.sbatch)
scaling=$(
  RANKS="1 2" ROUNDS=1 USERS=400 BOOKS=100 RATINGS=8000 MATRIX_ROWS=60 MATRIX_COLUMNS=20 \
    TRAIN_OPTIONS="--factors 4 --epochs 2" \
    submit scaling.sbatch
)

echo "= an evaluation and a scaling"
wait_for_job "$evaluation" || fail "the evaluation ended with an error"
[ "$(value "${model%.h5}.evaluation.json" ranks)" = 2 ] || fail "no evaluation by 2 ranks"
wait_for_job "$scaling" || fail "the scaling ended with an error"
[ "$(grep -cE '^(train|svd),(strong|weak),[12],' work/scaling.csv)" -eq 8 ] || fail "another table of scaling"
[ "$(grep -c '<circle' work/scaling.svg)" -eq 8 ] || fail "another picture of scaling"

echo "= row 2 meets its time limit and goes on from its checkpoint"
wait_until is_back_at_row_2
must_say "sweep-${array}_2" 'got USR2'
must_say "sweep-${array}_2" 'train stopped early with its state saved: back into the queue'
scancel "$array"

echo "= a finished row is not run again; one that is being trained is refused"
code=0
wait_for_job "$refused" || code=$?
[ "$code" -eq 1 ] || fail "two jobs for one row: exit code $code"
must_say "sweep-${refused}_1" 'row 1 is finished, nothing is run again'
must_say "sweep-${refused}_4" 'is being written by another job'
scancel "$holder"
echo "passed"
