#!/bin/bash
# `crucible doctor`: says of each thing whether it is well and what to do, and ends with 1 only if something is wrong.
. "$(dirname "$(readlink -f "$0")")/lib.sh"

run 0 doctor --json doctor.json
for name in MPI HDF5 BLAS cores memory limits "this folder" scratch SVD training; do
  grep -qE "^$name +(ok|warning) " out || fail "nothing is said of $name"
done
expect_equal "$(json doctor.json checks.0.name)" MPI "the first check"
expect_number "$(grep -c 'residual' out) == 1"
run 0 doctor --quick
! grep -qE "^(SVD|training) " out || fail "--quick trains"

echo "= several ranks"
run_on 2 0 doctor --json two.json
expect_out "2 ranks"
expect_out "shared memory"
expect_equal "$(grep -c '^MPI ' out)" 1 "lines on MPI"

echo "= what is wrong is said with how to mend it"
SLURM_STEP_NUM_TASKS=3 run_on 1 1 doctor --quick --json wrong.json
expect_out "1 rank of 3 tasks that were started"
expect_out "srun --mpi=pmix"
expect_equal "$(json wrong.json health)" wrong "health"
code=0
(ulimit -n 64 && "$program" doctor --quick >out 2>err) || code=$?
expect_equal "$code" 0 "exit code with few open files"
expect_out "ulimit -n"
