#!/bin/bash
# Checks the shell scripts:  scripts.sh REPOSITORY. Their syntax always, and with shellcheck where it is installed.
set -euo pipefail
cd "$1"
mapfile -t files < <(find jobs tests .ci -name '*.sh' -o -name '*.sbatch' -o -path .ci/run | sort)
for file in "${files[@]}"; do bash -n "$file"; done
if command -v shellcheck >/dev/null; then
  # SC2154, SC2034: what lib.sh sets or uses, a script does not see.
  shellcheck --shell=bash --severity=warning --exclude=SC2154,SC2034 "${files[@]}"
else
  echo "shellcheck is not installed: only the syntax was checked"
fi
echo "${#files[@]} scripts are fine"
