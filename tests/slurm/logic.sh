# shellcheck shell=bash
# Sourced by tests of what a job script decides, without Slurm, MPI and data:  TEST.sh JOB_SCRIPT. Goes to a scratch
# folder with a launcher that only notes what it is asked to run and does what the test tells it to, and a scontrol that
# notes that it was called.
set -euo pipefail
script=$(readlink -f "$1")
folder=$(mktemp -d "${TMPDIR:-/tmp}/crucible-logic.XXXXXX")
trap 'rm -rf "$folder"' EXIT
cd "$folder"
mkdir bin does

fail() {
  echo "FAILED: $*"
  tail -n 40 log ran 2>/dev/null
  exit 1
}

cat >bin/launch <<'LAUNCH'
#!/bin/bash
# launch -n RANKS CRUCIBLE COMMAND INPUT ARGUMENT...: writes the output, if nothing else is said in does/COMMAND.
ranks=$2 command=$4 input=$5
echo "${*:4}" >>ran
while [ $# -gt 0 ]; do
  case $1 in -o) output=$2 ;; --json) json=$2 ;; esac
  shift
done
if [ -e "does/$command" ]; then . "does/$command"; elif [ -n "${output:-}" ]; then : >"$output"; fi
LAUNCH
printf '#!/bin/bash\necho "$*" >>requeued\n' >bin/scontrol
# A job script looks twice a second whether a step has ended, and every second for a lock.
printf '#!/bin/bash\ncase $1 in 0.5 | 1) set -- 0.02 ;; esac\nexec %s "$1"\n' "$(type -P sleep)" >bin/sleep
chmod +x bin/*
export PATH=$folder/bin:$PATH LAUNCH=launch CRUCIBLE=crucible WORK=$folder/work TEXT=$folder/ratings.csv
export SLURM_JOB_ID=7 SLURM_JOB_NODELIST=n SLURM_NTASKS=4
unset TRAIN_OPTIONS
: >ratings.csv

# job CODE [COMMAND...]: runs the job and expects its exit code and the commands that it runs, by their first word,
# train+fresh for one that starts over.
job() {
  local want=$1 code=0
  shift
  rm -f ran requeued
  { bash "$script" >log 2>&1 || code=$?; } 2>/dev/null
  expect_end "$want" "$code" "$@"
}
expect_end() { # WANTED CODE [COMMAND...]
  local commands
  [ "$2" -eq "$1" ] || fail "exit code $2, expected $1"
  touch ran
  commands=$(awk '{ printf "%s%s ", $1, / --fresh/ ? "+fresh" : "" }' ran)
  [ "${commands% }" = "${*:3}" ] || fail "ran $commands, expected ${*:3}"
  if [ "$1" -eq 3 ]; then
    [ "$(cat requeued)" = "requeue 7" ] || fail "it was not put back into the queue once"
  else
    [ ! -e requeued ] || fail "it was put back into the queue"
  fi
}
