#!/bin/bash
# Installs what crucible needs and this machine lacks, and says what. A second run finds nothing to do and touches
# neither the network nor the package system. Called by quickstart.sh and test.sh; by hand:
#
#   jobs/install.sh                    what building and running need
#   jobs/install.sh --tests --lint     also what the tests and the style checks need
#   jobs/install.sh --fuzz             also what the fuzzers need
#   jobs/install.sh --browser          also a browser, for the test that looks at reports (300 MB)
#
# Debian and Ubuntu: through apt-get, as root or with sudo. Elsewhere it prints what is needed (docs/install.md) and
# goes on if the tools are there.
set -euo pipefail

build_packages=(
  g++ cmake ninja-build pkg-config git
  openmpi-bin libopenmpi-dev libscalapack-openmpi-dev libopenblas-dev libhdf5-openmpi-dev
  libeigen3-dev libboost-program-options-dev nlohmann-json3-dev libxxhash-dev
  libpng-dev libjpeg-dev libgif-dev libgtest-dev
  zlib1g-dev libbz2-dev liblzma-dev libzstd-dev
)
test_packages=(
  bzip2 xz-utils zstd zip python3 python3-h5py python3-numpy python3-yaml hdf5-tools iproute2 dpkg-dev debhelper lintian tcl
)
lint_packages=(clang-format clang-tidy shellcheck)
fuzz_packages=(clang libclang-rt-14-dev)
browser_packages=(chromium chromium-driver python3-selenium)
build_tools=(c++ cmake ninja pkg-config mpirun mpicc)

wanted=("${build_packages[@]}")
for argument in "$@"; do
  case $argument in
    --tests) wanted+=("${test_packages[@]}") ;;
    --lint) wanted+=("${lint_packages[@]}") ;;
    --fuzz) wanted+=("${fuzz_packages[@]}") ;;
    --browser) wanted+=("${browser_packages[@]}") ;;
    *) echo "install.sh: unknown option $argument (known: --tests, --lint, --fuzz, --browser)" >&2; exit 2 ;;
  esac
done

say() { printf '%s\n' "$*" >&2; }

missing_tools() {
  local tool
  for tool in "${build_tools[@]}"; do
    command -v "$tool" >/dev/null || printf '%s ' "$tool"
  done
}

go_on_with_own_tools() { # REASON
  local lacking
  lacking=$(missing_tools)
  say "install.sh: $1"
  say "crucible needs a C++20 compiler, CMake 3.24, Ninja, pkg-config, Open MPI, ScaLAPACK, OpenBLAS, parallel HDF5,"
  say "Eigen 3.4, Boost.Program_options, nlohmann-json, xxHash, libpng, libjpeg, giflib, zlib, bzip2, liblzma, zstd and"
  say "GoogleTest; docs/install.md names the packages for several systems."
  if [ -n "$lacking" ]; then
    say "Not found: $lacking"
    exit 1
  fi
  say "The tools are there, going on: CMake will name any library that is not."
  exit 0
}

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
  go_on_with_own_tools "this system does not use apt-get, so nothing is installed"
fi

installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' 2>/dev/null | sed -n 's/^installed //p')
missing=()
for package in "${wanted[@]}"; do
  grep -qxF -- "$package" <<<"$installed" || missing+=("$package")
done
[ "${#missing[@]}" -gt 0 ] || exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || go_on_with_own_tools \
    "not root and no sudo; as root: apt-get install --no-install-recommends ${missing[*]}"
  as_root=(sudo)
fi
say "Installing ${#missing[@]} packages: ${missing[*]}"
apt=(env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 -o Dpkg::Options::=--force-confold)
log=$(mktemp)
trap 'rm -f "$log"' EXIT
run_apt() {
  "${as_root[@]}" "${apt[@]}" "$@" >"$log" 2>&1 </dev/null && return
  tail -n 20 "$log" >&2
  say "install.sh: apt-get $1 failed (above its last lines)"
  exit 1
}
run_apt update
run_apt install -y --no-install-recommends "${missing[@]}"
say "Installed."
