#!/bin/bash
# CrucibleSVD on one rank and on two, against numpy.
#
#   svd.sh CRUCIBLE REPOSITORY
set -euo pipefail
# shellcheck source=lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"
python svd.py
