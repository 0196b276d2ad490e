# shellcheck shell=bash
# Sourced by the Slurm jobs beside it, with the folder WORK set: the settings of site.sh, and the steps that they share.
set -u
# shellcheck source=site.sh
. "${CRUCIBLE_SITE:-$(dirname "${BASH_SOURCE[0]}")/site.sh}" || exit 1
if [ "$(id -u)" -eq 0 ]; then export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1; fi
# srun --mpi=pmix: the tree of Slurm 22.05 lets some ranks through MPI_Init's last barrier while others still wait at the
# first, and a rank that gets a message then ends with a jump to address 0 (docs/cluster.md). The ring holds them all.
export SLURM_PMIX_FENCE=${SLURM_PMIX_FENCE:-ring}

echo "== $(date '+%F %T') job $SLURM_JOB_ID (start $((${SLURM_RESTART_COUNT:-0} + 1))) on $SLURM_JOB_NODELIST," \
     "$SLURM_NTASKS ranks"
mkdir -p "$WORK" && WORK=$(cd "$WORK" && pwd) || exit 1

# From here on without $(...): bash 5.2 breaks off with a syntax error where a trap comes in the middle of one.
say() { printf '== %(%T)T %s\n' -1 "$*"; }

step='' signal='' must_end='' hands_on=''
hand_on() { # SIGNAL
  say "got $1"
  signal=$1 must_end=yes
  [ -z "$step" ] || kill -s "$1" "$step" 2>/dev/null
}

# Slurm signals this shell alone: from now on it hands the signals of a job that must end on to the running step. One
# that can save its state ends with exit code 3, and must_be_done puts the job back into the queue.
go_on_after_time_limit() {
  # Ranks that mpirun tells to end have this many seconds to save their state.
  export OMPI_MCA_odls_base_sigkill_timeout=10
  hands_on=yes
  trap 'hand_on USR2' USR2
  trap 'hand_on TERM' TERM
}

requeue() { # WHY
  say "$1: back into the queue"
  scontrol requeue "$SLURM_JOB_ID"
  exit 3
}

must_have_time() { # WHAT
  [ -z "$must_end" ] || requeue "no time is left for $1"
}

# Runs `crucible "$@"` on so many ranks and returns its exit code.
on_ranks() { # RANKS COMMAND ARGUMENT...
  local ranks=$1 code
  shift
  must_have_time "$1"
  say "crucible $*"
  # shellcheck disable=SC2086  # LAUNCH may have options
  $LAUNCH -n "$ranks" "$CRUCIBLE" "$@" &
  step=$!
  # Between these two lines a signal finds no step: it is handed on here.
  [ -z "$must_end" ] || kill -s USR2 "$step" 2>/dev/null
  # A signal cuts `wait` short, and bash can then lose the code of a step that ends at that moment. So it is asked for
  # only when the step has ended; traps come between two sleeps.
  while [ -n "$hands_on" ] && kill -0 "$step" 2>/dev/null; do sleep 0.5; done
  while :; do
    signal=
    wait "$step"
    code=$?
    [ -n "$signal" ] || break
  done
  step=
  return "$code"
}
on_all_ranks() { on_ranks "$SLURM_NTASKS" "$@"; }

# Ends the job unless CODE is 0; with 3 (stopped early, state saved) it goes back into the queue.
must_be_done() { # CODE WHAT
  case $1 in
    0) return ;;
    3) requeue "$2 stopped early with its state saved" ;;
  esac
  say "$2 failed with exit code $1${must_end:+ after a signal to end}"
  exit "$1"
}

# Choosing the regularization can take all the time of a job: another turn would do no more.
end_without_state() {
  say "train has saved nothing yet: give the job more --time"
  exit 1
}

is_out_of_date() { # OUTPUT INPUT
  [ ! -e "$1" ] || [ "$2" -nt "$1" ]
}

# shellcheck disable=SC2086  # the OPTIONS are meant to be cut at spaces
import_ratings() { # RATINGS: from TEXT, unless it is there and as new
  if is_out_of_date "$1" "$TEXT"; then
    on_all_ranks import "$TEXT" ${TITLES:+--titles "$TITLES"} $IMPORT_OPTIONS -o "$1" --force
    must_be_done $? import
  fi
}

# shellcheck disable=SC2086
split_ratings() { # RATINGS SPLIT: unless it is there and as new
  if is_out_of_date "$2" "$1"; then
    on_all_ranks split "$1" $SPLIT_OPTIONS -o "$2" --force
    must_be_done $? split
  fi
}
