#!/bin/bash
# Submits a job script of jobs/, unchanged, to a Slurm of two emulated nodes, and checks what it leaves behind.
#
#   job_test.sh CRUCIBLE JOB_SCRIPT [LAUNCH]
# shellcheck source=own_slurm.sh
. "$(dirname "$(readlink -f "$0")")/own_slurm.sh"
script=$2 launch=${3:-mpirun}

submit() { # Submits the job, waits for its end and prints its log; returns its exit code.
  local code=0 log job
  job=$(TEXT=$folder/ratings.csv TITLES=$folder/books.csv WORK=$folder/work CRUCIBLE=$program LAUNCH=$launch \
    sbatch --parsable --chdir="$folder" "$script") || return
  wait_for_job "$job" || code=$?
  for log in "$folder"/*.out; do
    echo "---- ${log##*/}"
    cat "$log"
    mv "$log" "$log.seen"
  done
  echo "---- exit code $code"
  return "$code"
}

export SVD_OPTIONS="--fill mean --rank 2"
submit || fail "the job ended with an error"
case ${script##*/} in
  train.sbatch | nightly.sbatch)
    evaluation=$folder/work/evaluation.json
    [ -s "$folder/work/model.h5" ] || fail "no model"
    [ -s "$evaluation" ] || fail "no evaluation"
    nodes=$(sed -n 's/^#SBATCH --nodes=//p' "$script")
    [ "$(value "$evaluation" ranks)" = $((4 * nodes)) ] || fail "the evaluation is not of $nodes nodes with 4 ranks"
    rmse=$(value "$evaluation" rmse)
    awk -v rmse="$rmse" 'BEGIN { exit !(rmse > 0 && rmse < 0.85) }' || fail "test RMSE is $rmse, expected under 0.85"
    ;;
  svd.sbatch)
    [ -s "$folder/work/svd.h5" ] || fail "no model"
    [ "$(value "$folder/work/svd.json" ranks)" = 8 ] || fail "the decomposition does not say 8 ranks"
    [ "$(value "$folder/work/svd.json" rows)" = 300 ] || fail "the decomposition is not of 300 users"
    found=$(value "$folder/work/evaluation.json" overlap@10)
    sed -n '/"baselines"/,$p' "$folder/work/evaluation.json" >"$folder/baselines.json"
    popular=$(value "$folder/baselines.json" overlap@10)
    awk -v a="$found" -v b="$popular" 'BEGIN { exit !(a > 2 * b && b > 0) }' ||
      fail "overlap@10 is $found, not twice that of popularity, $popular"
    ;;
  *) fail "no checks are known for $script" ;;
esac

before=$(stat -c %y "$folder/work/ratings.h5")
submit || fail "the job ended with an error when submitted again"
[ "$before" = "$(stat -c %y "$folder/work/ratings.h5")" ] || fail "the second run imported again"

if [ "${script##*/}" = train.sbatch ]; then
  awk -f "$slurm_folder/../e2e/ratings.awk" -v share=0.4 >"$folder/ratings.csv"
  submit || fail "the job ended with an error after newer ratings"
  [ "$before" != "$(stat -c %y "$folder/work/ratings.h5")" ] || fail "newer ratings were not imported"
  [ -s "$folder/work/model.prev.h5" ] || fail "the model of the older ratings was not kept"
  [ ! -e "$folder/work/split-anew" ] || fail "the job would start over again"
fi
if [ "${script##*/}" = nightly.sbatch ]; then
  # 20 users and 5 books more than last night
  awk -f "$slurm_folder/../e2e/ratings.awk" -v users=320 -v books=125 >"$folder/ratings.csv"
  awk -f "$slurm_folder/../e2e/ratings.awk" -v titles=1 -v books=125 >"$folder/books.csv"
  submit || fail "the job ended with an error on the second night"
  grep -q "20 new users" "$folder"/*.seen || fail "the second night did not go on from the first"
  [ -s "$folder/work/model.prev.h5" ] || fail "the first night's model was not kept"
  rmse=$(value "$evaluation" rmse)
  awk -v rmse="$rmse" 'BEGIN { exit !(rmse > 0 && rmse < 0.85) }' || fail "the second night's RMSE is $rmse"
fi
if [ "${script##*/}" = svd.sbatch ]; then
  "$program" generate --matrix 90,40,1000 -o "$folder/matrix.h5"
  SVD_OPTIONS="" MATRIX=$folder/matrix.h5 submit || fail "the job for a matrix ended with an error"
  residual=$(value "$folder/work/svd.json" residual)
  awk -v residual="$residual" 'BEGIN { exit !(residual > 0 && residual < 30) }' || fail "the residual is $residual"
fi
echo "passed"
