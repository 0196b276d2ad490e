#!/bin/bash
# Makes a Debian package of crucible with dpkg-buildpackage. debian/ has to stand at the top of a tree, so a copy of this
# one is made in a temporary folder.
#
#   cmake/packaging/build_deb.sh OUTPUT_FOLDER                 compiles everything, about ten minutes of one core
#   cmake/packaging/build_deb.sh OUTPUT_FOLDER BUILD_FOLDER    packages the program that was built there
#
# Needs dpkg-dev, debhelper and what is needed to build (jobs/install.sh --tests installs them).
set -euo pipefail
[ $# -ge 1 ] || { sed -n '2,8s/^# \{0,1\}//p' "$0"; exit 2; }
root=$(readlink -f "$(dirname "$(readlink -f "$0")")/../..")
mkdir -p "$1"
output=$(readlink -f "$1")
[ $# -lt 2 ] || export CRUCIBLE_BUILD
[ $# -lt 2 ] || CRUCIBLE_BUILD=$(readlink -f "$2")

version=$(sed -n 's/^project(crucible VERSION \([0-9.]*\).*/\1/p' "$root/CMakeLists.txt")
stated=$(sed -n '1s/^crucible (\([^)]*\)).*/\1/p' "$root/cmake/packaging/debian/changelog")
[ "$version" = "$stated" ] || {
  echo "build_deb.sh: cmake/packaging/debian/changelog is of version $stated, the program of $version" >&2
  exit 1
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tree=$work/crucible-$version
mkdir "$tree"
tar -C "$root" -cf - CMakeLists.txt LICENSE README.md CHANGELOG.md cmake docs include jobs src | tar -C "$tree" -xf -
cp -r "$root/cmake/packaging/debian" "$tree/debian"
cd "$tree"
dpkg-buildpackage --build=binary --no-sign --jobs=auto
mv "$work"/crucible_*.deb "$output"/
