#!/bin/bash
# The component program of `cmake --install` puts the program, its documents, its job scripts and the Python package
# where they belong and nothing else there, and the program and the package run from there.
#
#   installed.sh CRUCIBLE CMAKE SOURCE_FOLDER BUILD_FOLDER BINDIR DOCDIR DATADIR
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
cmake=$2 source=$(readlink -f "$3") build=$(readlink -f "$4") bindir=$5 docdir=$6 datadir=$7
# shellcheck source=../e2e/lib.sh
. "$here/../e2e/lib.sh" "$1" 2

version=$(sed -n 's/^project(crucible VERSION \([0-9.]*\).*/\1/p' "$source/CMakeLists.txt")
"$cmake" --install "$build" --component program --prefix "$PWD/prefix" >out 2>err || fail "cmake --install"
(cd prefix && find . -type f -printf '%P\n' | sort) >found
{
  echo "$bindir/crucible"
  (cd "$source" && find README.md LICENSE CHANGELOG.md docs jobs -type f -printf "$docdir/%p\n")
  (cd "$source/src/python" && find pyproject.toml crucible -name '*.[pt][yo]*' -not -name '*.pyc' -type f \
    -printf "$datadir/crucible/python/%p\n")
  printf "$datadir/%s\n" bash-completion/completions/crucible zsh/site-functions/_crucible \
    fish/vendor_completions.d/crucible.fish man/man1/crucible.1
  echo "$datadir/crucible/modulefiles/crucible/$version"
  "$program" --help | sed -n "s|^  \([a-z][a-z]*\) .*|$datadir/man/man1/crucible-\1.1|p"
} | sort >expected
diff expected found || fail "other files are installed than expected (<) or found (>)"
for file in README.md docs/install.md jobs/train.sbatch; do
  cmp "$source/$file" "prefix/$docdir/$file" || fail "$file is installed otherwise"
done
[ -x "prefix/$docdir/jobs/quickstart.sh" ] || fail "a job script is not executable"

echo "= the installed program runs"
program=$PWD/prefix/$bindir/crucible
run_on 1 0 --version
expect_out "crucible $version ("
run_on 1 0 help --completion zsh
cmp out "prefix/$datadir/zsh/site-functions/_crucible" || fail "the completion is installed otherwise"
run_on 1 0 help --man train
cmp out "prefix/$datadir/man/man1/crucible-train.1" || fail "a manual page is installed otherwise"
run 0 generate --users 300 --books 80 --ratings 6000 -o ratings.h5
run 0 train ratings.h5 --factors 4 --epochs 3 -o model.h5
run 0 recommend model.h5 --user 1 --top 3
expect_out "   3. "

echo "= the installed package finds the installed program"
if /usr/bin/python3 -c "import h5py, numpy" 2>/dev/null; then
  env -u CRUCIBLE PATH=/usr/bin:/bin PYTHONPATH=$PWD/prefix/$datadir/crucible/python PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 -c "
import crucible
assert crucible.find_program() == '$program', crucible.find_program()
print(len(crucible.load_model('model.h5').recommend('1', top=3)), 'books')" >out 2>err || fail "the installed package"
  expect_out "3 books"
else
  echo "Not tried: /usr/bin/python3 has no h5py or no numpy"
fi
