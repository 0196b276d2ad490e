#!/bin/bash
# Checks that clang-format would change nothing:  format.sh REPOSITORY
set -euo pipefail
cd "$1"
if ! command -v clang-format >/dev/null; then
  echo "Skipped: clang-format is not installed"
  exit 77
fi
mapfile -t files < <(find include src tests -name '*.hpp' -o -name '*.cpp' | sort)
clang-format --dry-run -Werror "${files[@]}"
echo "${#files[@]} files are formatted as .clang-format says"
