#!/bin/bash
# paths.sh finds what is wrong with a page:  paths_can_fail.sh REPOSITORY
set -euo pipefail
check=$(dirname "$(readlink -f "$0")")/paths.sh
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
mkdir -p cmake docs include jobs src/core tests .ci
touch src/core/error.cpp docs/a.md

# page TEXT: a page with this text alone.
page() { printf '%s\n' "$1" >docs/page.md; }
good() { page "$1"; "$check" . docs/page.md >out || { cat out; echo "refused, but right: $1"; exit 1; }; }
bad() { page "$1"; ! "$check" . docs/page.md >out || { echo "accepted, but wrong: $1"; exit 1; }; grep -qF "$2" out; }

good 'See `src/core/error.cpp`, `core/error.cpp`, `error.cpp`, `src/core/` and `src/*/error.cpp`.'
good '[a page](a.md#there), [the source](../src/core/error.cpp), [far away](https://example.org/src/none.cpp) `src/core`'
good 'Make `src/ROOM/name.cpp` beside `src/core/error.cpp`.'
bad 'See `src/core/errors.cpp`.' 'there is no src/core/errors.cpp'
bad 'See src/none/ for that.' 'there is no src/none/'
bad 'See `gone.hpp` beside `error.cpp`.' 'there is no gone.hpp'
bad 'See `or.cpp`.' 'there is no or.cpp'
bad 'See `src/none/*.cpp`.' 'there is no src/none/*.cpp'
bad '[a page](b.md) of `error.cpp`' 'the link to b.md leads nowhere'
bad 'Nothing here.' 'names no path at all'

# Without a page: comments too.
mkdir -p docs/examples
touch README.md CONTRIBUTING.md docs/examples/README.md
rm docs/page.md
echo 'int a;  // see core/error.cpp and src/core/' >src/core/error.cpp
"$check" . >out || { cat out; echo "refused, but right: a comment"; exit 1; }
echo 'int a;  // see core/errors.cpp' >src/core/error.cpp
! "$check" . >out || { echo "accepted, but wrong: a comment"; exit 1; }
grep -qF 'src/core/error.cpp: there is no core/errors.cpp' out
echo "paths.sh tells right from wrong"
