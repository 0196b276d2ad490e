#!/bin/bash
# What jobs/sweep.sbatch decides and what its table says, without Slurm, MPI and data.
#
#   sweep_logic.sh SWEEP_SBATCH
# shellcheck source=logic.sh
. "$(dirname "$(readlink -f "$0")")/logic.sh"

export PARAMETERS=rows.txt TRAIN_OPTIONS="--epochs 9"
unset EVALUATE_OPTIONS
table=work/sweep/results.txt
printf '# factors alone\n--factors 4\n\n  --factors 8   --seed=2\n--factors 16 --no-biases\n' >rows.txt
echo 'echo "ratings 1" >"$output"' >does/split
trains='echo model >"$output"; echo "{\"best_epoch\": 2, \"epochs\": [{\"seconds\": 0.5}, {\"seconds\": 0.25}]}" >"$json"'
echo "$trains" >does/train
judged() { echo "echo '{\"metrics\": {\"rmse\": $1, \"ndcg@10\": 0.125}}' >\"\$json\"" >does/evaluate; }

row() { # ROW CODE [COMMAND...]
  export SLURM_ARRAY_TASK_ID=$1
  job "${@:2}"
}
shows() { # PATTERN...: the lines of the table below its head
  local pattern number=1
  for pattern in "$@"; do
    number=$((number + 1))
    sed -n "${number}p" "$table" | grep -qE "$pattern" || { cat "$table"; fail "line $number is not like $pattern"; }
  done
  [ "$(wc -l <"$table")" -eq "$number" ] || { cat "$table"; fail "the table has not $number lines"; }
}

echo "= rows that are not there"
row '' 2
grep -q "sbatch --array=1-3 " log || fail "it does not say which array"
row 0 2
row 4 2

echo "= one row after the other, the best first"
judged 0.75
row 1 0 import split train evaluate
grep -q "^train .* --epochs 9 --factors 4 -o " ran || fail "it trains with other options"
shows '^  1  0.75 +0.125 +2  +0.375  done   --epochs 9 --factors 4$' '^  2 .* open ' '^  3 .* open '
judged 0.5
row 2 0 train evaluate
shows '^  2   0.5 .* --factors 8 --seed=2$' '^  1  0.75 ' '^  3 .* open '

echo "= a finished row is not run again, wherever it stands"
row 1 0
printf '%s\n' '--factors 16 --no-biases' '--factors 4' '--factors 8 --seed=2' >rows.txt
row 2 0
row 3 0
shows '^  3   0.5 ' '^  2  0.75 ' '^  1 .* open '

echo "= stopped in time: back into the queue, and on from there"
echo "$trains; exit 3" >does/train
row 1 3 train
folder_of_row() { sed -n 's/^train .* -o \(.*\)\/model.h5 .*/\1/p' ran; }
before=$(folder_of_row)
"$(dirname "$script")/sweep.py" table rows.txt work/sweep work/split.h5 "$TRAIN_OPTIONS" work/sweep/results.csv "$table"
shows '^  3 ' '^  2 ' '^  1 .* begun '
echo "$trains" >does/train
judged 0.25
row 1 0 train evaluate
[ "$(folder_of_row)" = "$before" ] || fail "it goes on in another folder"
shows '^  1  0.25 ' '^  3 ' '^  2 '
[ "$(head -n 1 work/sweep/results.csv)" = \
  "row,state,folder,best_epoch,epoch_seconds,rmse,ndcg@10,epochs,factors,no-biases,seed" ] || fail "other columns"
[ "$(sed -n 2p work/sweep/results.csv)" = \
  "1,done,${before##*/},2,0.375,0.25,0.125,9,16,yes," ] || fail "another line"

echo "= stopped before anything was saved: another turn would do no more"
echo '--factors 32' >>rows.txt
echo 'exit 3' >does/train
row 4 1 train
grep -q "has saved nothing yet" log || fail "it does not say why"

echo "= a failure stands in the table until the row is run again"
echo 'exit 2' >does/train
row 4 2 train
shows '^  1 ' '^  3 ' '^  2 ' '^  4 .* failed \(train: exit code 2\)  --epochs 9 --factors 32$'
echo "$trains" >does/train
row 4 0 train evaluate
shows '^  1 ' '^  4 .* done ' '^  3 ' '^  2 '

echo "= other figures are asked for: models are there, and are judged again"
EVALUATE_OPTIONS="--metrics rmse" row 1 0 train evaluate
EVALUATE_OPTIONS="--metrics rmse" row 1 0
row 1 0 train evaluate

echo "= newer ratings: all rows anew"
touch -d '-1 hour' work/*.h5
touch ratings.csv
echo 'echo "ratings 2" >"$output"' >does/split
row 3 0 import split train evaluate
shows '^  3 .* done ' '^  1 .* open ' '^  2 .* open ' '^  4 .* open '

echo "= tasks that start together import once"
rm -r work
echo 'sleep 0.4; echo >"$output"' >does/import
rm -f ran
for task in 1 2 3; do SLURM_JOB_ID=$task SLURM_ARRAY_TASK_ID=$task bash "$script" >"log.$task" 2>&1 & done
wait
[ "$(grep -c '^import' ran)" -eq 1 ] && [ "$(grep -c '^split' ran)" -eq 1 ] || fail "several tasks imported"
shows '^  1 .* done ' '^  2 .* done ' '^  3 .* done ' '^  4 .* open '

echo "= a signal while another task imports: back into the queue"
exec 8>work/sweep/prepare.lock
flock 8
rm -f ran requeued
SLURM_ARRAY_TASK_ID=4 bash "$script" >log 2>&1 &
waiting=$!
until pgrep -P "$waiting" sleep >/dev/null; do sleep 0.02; done
kill -s USR2 "$waiting"
for _ in $(seq 500); do
  kill -0 "$waiting" 2>/dev/null || break
  sleep 1
done
kill -s KILL "$waiting" 2>/dev/null || true
code=0
wait "$waiting" || code=$?
expect_end 3 "$code"
grep -q "no time is left for preparing" log || fail "it does not say why"
echo "passed"
