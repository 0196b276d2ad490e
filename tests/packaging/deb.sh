#!/bin/bash
# The Debian package is built from what was compiled for the tests, installs, and its program trains.
#
#   deb.sh CRUCIBLE SOURCE_FOLDER BUILD_FOLDER
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
source=$(readlink -f "$2") build=$(readlink -f "$3")
# shellcheck source=../e2e/lib.sh
. "$here/../e2e/lib.sh" "$1" 2
needs dpkg-buildpackage dpkg-dev
needs dh debhelper

echo "= dpkg-buildpackage"
before=$(ls -A "$source")
"$source/cmake/packaging/build_deb.sh" debs "$build" >out 2>err || fail "build_deb.sh"
expect_equal "$(ls -A "$source")" "$before" "the top level afterwards"
version=$(sed -n 's/^project(crucible VERSION \([0-9.]*\).*/\1/p' "$source/CMakeLists.txt")
package=debs/crucible_${version}_$(dpkg --print-architecture).deb
expect_file "$package"
dpkg-deb --field "$package" Depends >out
for library in openmpi-bin libopenmpi libhdf5-openmpi libscalapack-openmpi libopenblas; do expect_out "$library"; done

if command -v lintian >/dev/null; then
  echo "= lintian"
  # A new package closes no bug; nobody's address is known; the program runs with what its manual pages do not need.
  lintian --fail-on error --suppress-tags initial-upload-closes-no-bugs,bogus-mail-host "$package" >out 2>err || fail "lintian"
else
  echo "Not tried: lintian is not installed"
fi

echo "= dpkg --install"
mkdir root
if [ "$(id -u)" -eq 0 ]; then
  mkdir -p root/var/lib/dpkg/info root/var/lib/dpkg/updates
  touch root/var/lib/dpkg/status root/var/lib/dpkg/available
  # The libraries that it depends on are those of the system around the scratch root.
  dpkg --root="$PWD/root" --force-depends --install "$package" >out 2>err || fail "dpkg --install"
  dpkg --root="$PWD/root" --status crucible >out
  expect_out "Status: install ok installed"
else
  dpkg-deb --extract "$package" root
fi
expect_file root/usr/share/man/man1/crucible.1.gz
expect_file root/usr/share/doc/crucible/copyright

echo "= the installed program"
program=$PWD/root/usr/bin/crucible
run_on 1 0 --version --verbose
expect_out "crucible $version ("
expect_out "HDF5"
run 0 generate --users 300 --books 80 --ratings 6000 -o ratings.h5
run 0 train ratings.h5 --factors 4 --epochs 3 -o model.h5
run 0 recommend model.h5 --user 1 --top 3
expect_out "   3. "
