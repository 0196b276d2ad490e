#!/bin/bash
# The recipes for other package systems name the same libraries as the build, and the modulefile leads to the program.
#
#   recipes.sh CRUCIBLE CMAKE SOURCE_FOLDER BUILD_FOLDER BINDIR DATADIR
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
cmake=$2 source=$(readlink -f "$3") build=$(readlink -f "$4") bindir=$5 datadir=$6
# shellcheck source=../e2e/lib.sh
. "$here/../e2e/lib.sh" "$1" 2
packaging=$source/cmake/packaging
version=$(sed -n 's/^project(crucible VERSION \([0-9.]*\).*/\1/p' "$source/CMakeLists.txt")

echo "= libraries: Spack, Debian, jobs/install.sh and the build agree"
/usr/bin/python3 "$here/recipes.py" "$source" "$version" >out 2>err || fail "recipes.py"
cat out

echo "= Apptainer: the image is made by the scripts that are tested here"
for script in jobs/install.sh cmake/packaging/build_deb.sh; do
  grep -qF "$script" "$packaging/crucible.def" || fail "crucible.def does not call $script"
  [ -x "$source/$script" ] || fail "no program $script"
done

echo "= modulefile"
needs tclsh tcl
"$cmake" --install "$build" --component program --prefix "$PWD/prefix" >out 2>err || fail "cmake --install"
cat >load.tcl <<'TCL'
# What `module load` defines, for one file.
set ModulesCurrentModulefile [lindex $argv 0]
foreach word {module-whatis conflict} { proc $word args {} }
proc prepend-path {name value} { puts "$name=$value" }
proc setenv {name value} { puts "$name=$value" }
source $ModulesCurrentModulefile
TCL
mv prefix moved
tclsh load.tcl "moved/$datadir/crucible/modulefiles/crucible/$version" >out 2>err || fail "the modulefile"
expect_out "PATH=$PWD/moved/$bindir"
expect_out "PYTHONPATH=$PWD/moved/$datadir/crucible/python"
program=$(sed -n 's/^CRUCIBLE=//p' out)
run_on 1 0 --version
expect_out "crucible $version ("
