#!/bin/bash
# Hosts that are not alike. Another version of the program on one is refused, with both versions and their hosts. Other
# processors are no harm: training has the same bits where the C library takes other routines on one host, and the SVD
# the same singular values where OpenBLAS does, which doctor reports.
#
#   hosts_mixed.sh CRUCIBLE RANKS CRUCIBLE_OF_ANOTHER_VERSION
. "$(dirname "$(readlink -f "$0")")/hosts_lib.sh"
other_program=$(readlink -f "$3")
set_up 2

run_on 1 0 generate --users 2000 --books 400 --ratings 40000 --seed 3 -o ratings.h5

echo "= another version on one host"
version=$("$program" --version) other=$("$other_program" --version)
echo "mount --bind '$other_program' '$program' || exit" >h2.setup
run_on_hosts 2 train ratings.h5 -o new.h5
expect_err_once "different versions of crucible: ${version#crucible } on h1; ${other#crucible } on h2"
expect_no_file new.h5

if ! grep -qw avx2 /proc/cpuinfo; then
  echo "  without AVX2 there are no two kinds of processor to act"
  exit 0
fi
echo "= an older processor on one host"
train=(train ratings.h5 --factors 8 --epochs 4 --sync rotate --shards 4 --instruction-set portable)
decompose=(svd ratings.h5 --method dc --rank 10)
run_on 1 0 "${train[@]}" -o one.h5
run_on 1 0 "${decompose[@]}" -o one_svd.h5
echo 'export OPENBLAS_CORETYPE=Haswell' >h1.setup
echo 'export OPENBLAS_CORETYPE=Prescott GLIBC_TUNABLES=glibc.cpu.hwcaps=-AVX512F,-AVX2,-FMA,-FMA4' >h2.setup
run_on_hosts 0 "${train[@]}" -o mixed.h5
expect_same_model one.h5 mixed.h5
run_on_hosts 0 "${decompose[@]}" -o mixed_svd.h5
h5diff --relative=1e-9 one_svd.h5 mixed_svd.h5 /model/singular_values /model/singular_values >differences ||
  fail "the singular values differ: $(tail -n 3 differences)"
start_on "h1 h2" "$ranks" doctor
end_of_job
grep -q "Haswell on h1; Prescott on h2" out err || fail "doctor does not name the kernels of the hosts"
