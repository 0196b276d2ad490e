# shellcheck shell=bash
# Sourced by the tests of job scripts on a real Slurm:  TEST.sh CRUCIBLE [more]. Starts a Slurm of two emulated nodes
# with 4 CPUs each, and stops it at the end. Installs Slurm where it is missing; exit code 77 (skipped) where this is
# not possible.
set -euo pipefail
slurm_folder=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
program=$1

skip() { echo "Skipped: $*"; exit 77; }
[ "$(id -u)" -eq 0 ] || skip "starting a Slurm of one's own takes root"
if ! command -v slurmctld >/dev/null || ! command -v slurmd >/dev/null || ! command -v munged >/dev/null; then
  command -v apt-get >/dev/null || skip "there is no Slurm, and no apt-get to install it with"
  export DEBIAN_FRONTEND=noninteractive
  { apt-get -o DPkg::Lock::Timeout=300 update -qq &&
    apt-get -o DPkg::Lock::Timeout=300 install -y -qq --no-install-recommends slurm-wlm munge >/dev/null; } ||
    skip "there is no Slurm, and apt-get cannot install it"
fi
why_not=$("$slurm_folder/cluster.sh" check 2>&1) || skip "$why_not"
# Never talk to a Slurm that this machine may belong to.
export SLURM_CONF=/nonexistent

folder=$(mktemp -d /tmp/crucible-slurm.XXXXXX)
finish() {
  "$slurm_folder/cluster.sh" down "$folder/slurm"
  rm -rf "$folder"
}
trap finish EXIT
trap 'exit 1' INT TERM
"$slurm_folder/cluster.sh" up "$folder/slurm" 2 4
export SLURM_CONF=$folder/slurm/slurm.conf

awk -f "$slurm_folder/../e2e/ratings.awk" >"$folder/ratings.csv"
awk -v titles=1 -f "$slurm_folder/../e2e/ratings.awk" >"$folder/books.csv"

fail() { echo "FAILED: $*"; exit 1; }
wait_until() { # COMMAND...
  local deadline=$((SECONDS + 240))
  while [ "$SECONDS" -lt "$deadline" ]; do
    "$@" && return
    sleep 0.2
  done
  fail "in four minutes it did not come to: $*"
}
has_ended() { # JOB: a squeue that did not reach the controller says nothing
  local running
  running=$(squeue -h -j "$1" -o %i) && [ -z "$running" ]
}
# Waits for the end of a job or an array and returns its highest exit code. (sbatch --wait looks after 2, 10, 42 and 74
# seconds.)
wait_for_job() { # JOB
  wait_until has_ended "$1"
  return "$(scontrol show job "$1" | sed -n 's/.* ExitCode=\([0-9]*\):.*/\1/p' | sort -n | tail -n 1)"
}
value() { # FILE NAME: the first number of that name in a JSON file
  sed -n 's/.*"'"$2"'": *\([-0-9.e+]*\).*/\1/p' "$1" | head -n 1
}
