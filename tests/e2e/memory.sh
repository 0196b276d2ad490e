#!/bin/bash
# What --dry-run says of memory is what the same command then takes: four commands whose data are about as large as the
# program itself. tests/bench/memory/memory.py has more of them, by hand.
. "$(dirname "$(readlink -f "$0")")/lib.sh"
needs_python json
/usr/bin/python3 "$e2e_folder/../bench/memory/memory.py" forecast "$program" --mpiexec "$mpiexec" --ranks "$ranks" \
  --sizes middle --only "import,train sgd,svd dc,recommend --all" --within 0.15 --work "$PWD" || fail "forecasts"
