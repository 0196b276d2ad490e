#!/bin/bash
# Checks that every path of the tree and every source file that a page names exists, and that its local links lead
# somewhere. Without PAGE it checks all pages, and what the comments of C++ files name:
#
#   paths.sh REPOSITORY [PAGE...]        PAGEs are relative to REPOSITORY
#
# A path is what starts with a folder of the top level (`src/train/`), or a name that ends like a source (`trainer.hpp`),
# which may leave out leading folders (`schedule/syncs.cpp`). `*` stands for anything; words in capitals (src/ROOM) and
# <...> for what the reader puts there.
set -euo pipefail
cd "$1"
shift
comments=$(mktemp)
trap 'rm -f "$comments"' EXIT
pages=("$@")
if [ "${#pages[@]}" -eq 0 ]; then
  pages=(README.md CONTRIBUTING.md docs/*.md docs/examples/README.md "$comments")
  grep -rhoE --include='*.[ch]pp' '(^|[^:"])//.*' include src tests docs/examples | sed 's/](/] (/g' >"$comments" || true
fi
files=$(find cmake docs include jobs src tests .ci -type f | sed 's|^|/|')$'\n'
problems=0 checked=0

complain() {
  local where=$1
  [ "$where" != "$comments" ] || where=$(grep -rlwF "${2##* }" include src tests docs/examples | head -n 1)
  echo "$where: $2"
  problems=$((problems + 1))
}

# A name without a folder of the top level: some file of the tree ends like that.
is_there() {
  local pattern=$1
  [ ! -e "$pattern" ] || return 0
  case $pattern in
    cmake/* | docs/* | include/* | jobs/* | src/* | tests/* | .ci/*) compgen -G "$pattern" >/dev/null; return ;;
  esac
  pattern=${pattern//./\\.}
  pattern=${pattern//\*/[^/]*}
  [[ $files =~ /$pattern$'\n' ]]
}

# Of the whole page, blocks of code too; without the targets of links and of builds.
paths_of() {
  local text
  text=$(sed -E 's/\]\([^)]*\)//g; s/--target [^ ]+//g' "$1")
  {
    grep -oE '(^|[^A-Za-z0-9_./$-])(cmake|docs|include|jobs|src|tests|\.ci)/[A-Za-z0-9_./*<>{},-]*' <<<"$text" |
      sed -E 's/^[^a-z.]//'
    grep -oE '[A-Za-z0-9_/*.-]+\.(hpp|cpp|cmake|sbatch|sh|py)\b' <<<"$text"
  } | sed -E 's/[.,]+$//' | sort -u || true
}

links_of() { grep -oE '\]\([^)# ]+' "$1" | sed 's/^](//' | grep -v '^[a-z]*:' | sort -u || true; }

for page in "${pages[@]}"; do
  while IFS= read -r path; do
    # What the reader makes or fills in: words in capitals, <...>, folders outside of the tree.
    [[ $path =~ (^|[/_.])[A-Z][A-Z_]+([/_.]|$) || $path == *'<'* || $path == /* || $path == */tmp/* ]] && continue
    checked=$((checked + 1))
    is_there "${path%/}" || complain "$page" "there is no $path"
  done < <(paths_of "$page")
  while IFS= read -r link; do
    checked=$((checked + 1))
    [ -e "$(dirname "$page")/$link" ] || complain "$page" "the link to $link leads nowhere"
  done < <(links_of "$page")
done
[ "$checked" -gt 0 ] || complain "${pages[*]}" "names no path at all"
[ "$problems" -eq 0 ] || exit 1
echo "$checked paths and links of ${#pages[@]} pages are there"
