#!/bin/bash
# Installs everything, moves the prefix, and builds docs/examples against it outside the source tree: with CMake, and one
# by pkg-config. Each example runs on 1 and 2 ranks and checks itself.
#
#   examples.sh CRUCIBLE CMAKE SOURCE_FOLDER BUILD_FOLDER COMPILER LIBDIR SANITIZED
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
cmake=$2 source=$(readlink -f "$3") build=$(readlink -f "$4") compiler=$5 libdir=$6 sanitized=$7
# shellcheck source=../e2e/lib.sh
. "$here/../e2e/lib.sh" "$1" 2
[ "$sanitized" = 0 ] || skip "a program without sanitizers cannot link a library with them"
needs pkg-config pkg-config

"$cmake" --install "$build" --prefix "$PWD/first" >out 2>err || fail "cmake --install"
mv first prefix
cp -r "$source/docs/examples" examples
for folder in "$source" "$build" "$PWD/first"; do
  ! grep -rF "$folder/" "prefix/$libdir/cmake" "prefix/$libdir/pkgconfig" || fail "a package file names $folder"
done
! grep -rE -e '-W(all|extra|error|shadow)|-fsanitize|crucible_options' "prefix/$libdir/cmake" "prefix/$libdir/pkgconfig" ||
  fail "options of the build leak to others"

echo "= with CMake"
"$cmake" -S examples -B built -DCMAKE_CXX_COMPILER="$compiler" -DCMAKE_PREFIX_PATH="$PWD/prefix" \
  -DCMAKE_BUILD_TYPE=Release >out 2>err || fail "examples do not configure"
"$cmake" --build built -j 2 >out 2>err || fail "examples do not build"

# example RANKS PROGRAM WORDS: it succeeds, and says WORDS.
example() {
  echo "+ [$1] $2"
  timeout $((120 * patience)) "$mpiexec" -n "$1" "$2" >out 2>err </dev/null || fail "exit code $?: $2 on $1 ranks"
  expect_out "$3"
}
for ranks in 1 2; do
  example $ranks built/train_in_memory "user 42, book "
  example $ranks built/svd_by_block "singular value 3: "
  example $ranks built/custom_metric "first_hit@1"
done

echo "= with pkg-config"
export PKG_CONFIG_PATH=$PWD/prefix/$libdir/pkgconfig
read -ra flags < <(pkg-config --cflags --libs crucible)
"$compiler" -std=c++20 -O1 examples/svd_by_block.cpp "${flags[@]}" -o by_pkg_config >out 2>err ||
  fail "an example does not build by pkg-config"
example 2 ./by_pkg_config "singular value 3: "

echo "= another minor version is refused, and so is a project without C"
mkdir wrong
printf '%s\n' 'cmake_minimum_required(VERSION 3.24)' 'project(wrong LANGUAGES C CXX)' \
  'find_package(crucible 99.0 REQUIRED)' >wrong/CMakeLists.txt
! "$cmake" -S wrong -B wrong/built -DCMAKE_PREFIX_PATH="$PWD/prefix" >out 2>&1 || fail "version 99 was found"
expect_out "99.0"
sed -i 's/LANGUAGES C CXX/LANGUAGES CXX/; s/ 99.0//' wrong/CMakeLists.txt
rm -r wrong/built
! "$cmake" -S wrong -B wrong/built -DCMAKE_PREFIX_PATH="$PWD/prefix" >out 2>&1 || fail "a project without C configures"
expect_out "LANGUAGES C CXX"
