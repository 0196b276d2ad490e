#!/bin/bash
# Checks that clang-format would change nothing:  format.sh REPOSITORY. Other versions than 14 format otherwise.
set -euo pipefail
cd "$1"
formatter=
for name in clang-format-14 clang-format; do
  found=$("$name" --version 2>/dev/null) || continue
  [[ $found != *"version 14."* ]] || { formatter=$name; break; }
done
if [ -z "$formatter" ]; then
  echo "Skipped: clang-format 14 is not installed${found:+, but $found}"
  exit 77
fi
mapfile -t files < <(find include src tests docs -name '*.hpp' -o -name '*.cpp' | sort)
"$formatter" --dry-run -Werror "${files[@]}"
echo "${#files[@]} files are formatted as .clang-format says"
