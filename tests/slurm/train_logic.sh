#!/bin/bash
# What jobs/train.sbatch decides, without Slurm, MPI and data.
#
#   train_logic.sh TRAIN_SBATCH
# shellcheck source=logic.sh
. "$(dirname "$(readlink -f "$0")")/logic.sh"

newer_text() { touch -d "$(date -d "@$(($(date +%s) + 1))")" ratings.csv; sleep 1.1; }
saves='sleep 0.01; : >"$output"'

echo "= once, and again"
job 0 import split train evaluate
job 0 train evaluate
echo "= newer ratings start over, and once only"
newer_text
job 0 import split train+fresh evaluate
job 0 train evaluate

echo "= stopped in time: back into the queue, and on from there"
echo "$saves; exit 3" >does/train
newer_text
job 3 import split train+fresh
job 3 train
rm does/train
job 0 train evaluate

echo "= stopped before anything was saved: another turn would do no more"
echo 'exit 3' >does/train
newer_text
job 1 import split train+fresh
grep -q "has saved nothing yet" log || fail "it does not say why"
job 1 train+fresh
rm does/train
job 0 train+fresh evaluate

echo "= killed between split and train, then before the first checkpoint, then after it"
echo 'exit 1' >does/split
newer_text
job 1 import split
echo ': >"$output"; kill -KILL $PPID; exit 1' >does/split
job 137 split
rm does/split
echo 'exit 137' >does/train
job 137 train+fresh
job 137 train+fresh
echo "$saves; exit 137" >does/train
job 137 train+fresh
job 137 train
rm does/train
job 0 train evaluate
job 0 train evaluate

echo "= the exit code of a step that ends while signals come is its own"
# Ends at the first signal that it sees, while more are on their way.
cat >does/train <<'TRAIN'
seen=0 code=$(cat exit_code)
trap 'seen=$((seen + 1))' USR2 TERM
touch training
for ((i = 0; i < 500 && seen < 1; i++)); do sleep 0.02; done
exit "$code"
TRAIN
bombarded_job() { # SIGNAL SECONDS BETWEEN
  local job code=0
  rm -f ran requeued training
  bash "$script" >log 2>&1 &
  job=$!
  until [ -e training ]; do sleep 0.02; done
  for _ in $(seq 200); do
    kill -s "$1" "$job" 2>/dev/null || break
    sleep "$2"
  done
  wait "$job" || code=$?
  expect_end "$(cat exit_code)" "$code" train
}
for round in 1 2; do
  for code in 3 1 137; do
    echo "$code" >exit_code
    bombarded_job USR2 "0.00$round"
    bombarded_job TERM "0.01$round"
  done
done

echo "= a signal after the training: no time for more"
echo 'trap "" USR2; kill -s USR2 $PPID; sleep 0.1; : >"$output"' >does/train
job 3 train
grep -q "no time is left for evaluate" log || fail "it does not say why"
rm does/train
echo "= a signal to a step that cannot save ends the job"
echo 'trap - USR2; kill -s USR2 $PPID; for ((i = 0; i < 1000; i++)); do sleep 0.1; done' >does/evaluate
job 140 train evaluate
echo "passed"
