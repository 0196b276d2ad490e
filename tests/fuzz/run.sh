#!/bin/bash
# Builds the fuzzers with clang and runs them, as many at a time as there are cores:
#
#   run.sh TIME [TARGET...]        TIME each: hours, or with a unit: 8, 0.5, 10m, 5s; all targets unless named
#   run.sh build                   builds only
#   run.sh --fast TIME [TARGET...] without sanitizers: ten times as many inputs, and fewer kinds of faults that show.
#                                  Each new input that it keeps then runs with sanitizers.
#
# What they learn stays in build/fuzz/corpus, so that the next run goes on from there; inputs that crash or hang go to
# build/fuzz/finds. Exit code 1 where there are any, 77 where clang or its runtime is missing.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.."
all=(text rows source unpack options ratings model image foreign)
build=$PWD/build/fuzz  # corpus and finds
preset=fuzz

skip() { echo "Skipped: $1"; exit 77; }
command -v clang++ >/dev/null || skip "clang is not installed (jobs/install.sh --fuzz)"
runtime=$(clang++ -print-file-name="lib/linux/libclang_rt.fuzzer-$(uname -m).a" 2>/dev/null)
[ -e "$(clang++ -print-resource-dir)/lib/linux/libclang_rt.fuzzer-$(uname -m).a" ] || [ -e "$runtime" ] ||
  skip "clang has no libFuzzer (jobs/install.sh --fuzz)"

build_all() { # PRESET
  cmake --preset "$1" >"build/$1.log" 2>&1 && cmake --build --preset "$1" >>"build/$1.log" 2>&1 ||
    { tail -n 30 "build/$1.log"; echo "The fuzzers cannot be built"; exit 1; }
}

seconds() { # TIME
  case $1 in
    *s) echo "${1%s}" ;;
    *m) awk -v t="${1%m}" 'BEGIN { print int(t * 60) }' ;;
    *) awk -v t="${1%h}" 'BEGIN { print int(t * 3600) }' ;;
  esac
}

# fuzz TARGET SECONDS: prints one line on how it went. 0 seconds: once through the inputs that are there.
fuzz() {
  local program=build/$preset/tests/fuzz/fuzz_$1 corpus=$build/corpus/$1 log=$build/finds/$1.log code=0 leaks=1
  # After some ten thousand foreign files clang 14's own search for leaks reads memory that is not mapped.
  [ "$1" != foreign ] || leaks=0
  mkdir -p "$corpus"
  CRUCIBLE_FUZZ_SEEDS=$corpus "$program" >"$log" 2>&1
  # Uniform choice of inputs: libFuzzer's entropic one takes longer than the parsers that it calls.
  local most=()
  [ "$2" -gt 0 ] || most=(-runs=0)
  "$program" -max_total_time="$2" "${most[@]}" -entropic=0 -timeout=300 -rss_limit_mb=2048 -print_final_stats=1 \
    -detect_leaks=$leaks -artifact_prefix="$build/finds/$1-" "$corpus" >"$log" 2>&1 || code=$?
  local runs
  runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
  echo "$1: ${runs:-?} executions in $2 seconds, $(find "$corpus" -type f | wc -l) inputs kept, exit code $code"
  [ "$code" -eq 0 ] || { grep -v '^#' "$log" | tail -n 40; return 1; }
}

[ $# -ge 1 ] || { sed -n '2,13s/^# \{0,1\}//p' "$0"; exit 2; }
mkdir -p build
if [ "$1" = build ]; then
  build_all fuzz
  exit 0
fi
if [ "$1" = --fast ]; then
  preset=fuzz-fast
  shift
  [ $# -ge 1 ] || { echo "run.sh: --fast needs a TIME" >&2; exit 2; }
fi
time=$(seconds "$1")
shift
targets=("$@")
[ $# -gt 0 ] || targets=("${all[@]}")
. jobs/environment.sh
# Short stacks of allocations, and freed memory that is soon used again: twice as many executions a second.
export ASAN_OPTIONS=leak_check_at_exit=0:malloc_context_size=4:quarantine_size_mb=4:thread_local_quarantine_size_kb=64
export LSAN_OPTIONS=suppressions=$PWD/tests/support/lsan.supp:print_suppressions=0
[ -n "${FUZZERS_ARE_BUILT:-}" ] || build_all "$preset"
mkdir -p "$build/finds"
export -f fuzz
export build preset
fuzz_all() { printf '%s\0' "${targets[@]}" | xargs -0 -n 1 -P "$(nproc)" bash -c 'fuzz "$1" "$0" || exit 1' "$1"; }
code=0
fuzz_all "$time" || code=1
if [ "$preset" = fuzz-fast ]; then
  preset=fuzz
  build_all fuzz
  fuzz_all 0 || code=1
fi
exit "$code"
