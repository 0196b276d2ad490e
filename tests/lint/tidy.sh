#!/bin/bash
# Runs clang-tidy on the sources that the last commit changed, since one file takes up to half a minute:
#
#   tidy.sh REPOSITORY BUILD_FOLDER [SOURCE...]
#
# TIDY_BASE=COMMIT       compare with this commit instead of the one before the last
# TIDY_FILES=12          check at most so many files; the others are named
# TIDY_SECONDS=300       start no further file after so many seconds; the others are named
#
# Sources given by name are all checked. Without a commit to compare with, a fixed sample is.
set -euo pipefail
repository=$1 build=$2
shift 2
cd "$repository"
if ! command -v clang-tidy >/dev/null; then
  echo "Skipped: clang-tidy is not installed"
  exit 77
fi
limit=${TIDY_FILES:-12} seconds=${TIDY_SECONDS:-300}

candidates() {
  local base=${TIDY_BASE:-HEAD~1}
  if git rev-parse --verify --quiet "$base^{commit}" >/dev/null 2>&1; then
    git diff --name-only --diff-filter=d "$base" -- 'src/*.cpp'
  else
    echo "No commit to compare with: checking a fixed sample" >&2
    ls src/core/*.cpp src/mpi/*.cpp
  fi
}
if [ $# -gt 0 ]; then
  files=("$@")
  limit=$#
  seconds=$((100 * $#))
else
  mapfile -t files < <(candidates)
fi
if [ "${#files[@]}" -eq 0 ]; then
  echo "The last commit changed no source file"
  exit 0
fi

# clang cannot read the headers that GCC precompiled.
commands=$(mktemp -d)
trap 'rm -rf "$commands"' EXIT
sed -E 's/ -Winvalid-pch| -include [^ ]*cmake_pch[.]hxx//g' "$build/compile_commands.json" >"$commands/compile_commands.json"
build=$commands

# One worker a core; each takes the next file until the time is up.
export build
deadline=$(($(date +%s) + seconds))
export deadline
check_one() {
  if [ "$(date +%s)" -ge "$deadline" ]; then
    echo "not checked for lack of time: $1"
    return 0
  fi
  local out
  # The options are GCC's: clang need not know all of its warnings.
  if out=$(clang-tidy --quiet --extra-arg=-Wno-unknown-warning-option -p "$build" "$1" 2>/dev/null); then
    echo "fine: $1"
  else
    printf 'FAILED: %s\n%s\n' "$1" "$out"
    return 1
  fi
}
export -f check_one
printf 'not checked, over the limit of files: %s\n' "${files[@]:$limit}" | sed '/: $/d'
printf '%s\0' "${files[@]:0:$limit}" | xargs -0 -n 1 -P "$(nproc)" bash -c 'check_one "$1"' check_one
