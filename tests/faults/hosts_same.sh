#!/bin/bash
# Several hosts get what one host gets with as many ranks: training and judging the same bits, the SVD the same singular
# values. So they do where the network of one host is slow (in the long form also far too slow).
#
#   hosts_same.sh CRUCIBLE RANKS [short|all]
. "$(dirname "$(readlink -f "$0")")/hosts_lib.sh"
command -v tc >/dev/null || skip "tc is not installed"
form=${3:-short}
set_up 3

# slow_down N RATE: all that the host sends goes at that rate, or a message late where the kernel can do it.
slow_down() {
  local at
  at=$(namespace "$1")
  ip netns exec "$at" tc qdisc replace dev eth0 root netem delay 2ms rate "$2" 2>/dev/null ||
    ip netns exec "$at" tc qdisc replace dev eth0 root tbf rate "$2" burst 32kb latency 500ms 2>/dev/null ||
    skip "this kernel can make no network slow"
}

run_on 1 0 generate --users 3000 --books 600 --ratings 100000 --seed 3 -o ratings.h5
run_on 1 0 split ratings.h5 --protocol random --test 0.1 --validation 0.1 -o split.h5
sync_modes=(allreduce) methods=(dc)  # rotate across hosts: hosts_dead.sh
[ "$form" != all ] || sync_modes=(allreduce rotate) methods=(pdgesvd dc qr-dc polar gram krylov)
train() { # SYNC MODEL: what is trained, in the array options
  options=(train split.h5 --factors 8 --regularization 0.1 --epochs 4 --patience 0 --sync "$1" -o "$2")
  [ "$1" != rotate ] || options+=(--shards 12)
  [ "$form" = all ] || options+=(--optimizer sgd)
}

echo "= three hosts"
for sync in "${sync_modes[@]}"; do
  train "$sync" "one_$sync.h5"
  run 0 "${options[@]}"
  train "$sync" "three_$sync.h5"
  run_on_hosts 0 "${options[@]}"
  expect_same_model "one_$sync.h5" "three_$sync.h5"
done
judge=(evaluate one_allreduce.h5 split.h5 --bootstrap 0)
run 0 "${judge[@]}" --json one.json
run_on_hosts 0 "${judge[@]}" --json three.json
expect_equal "$(json three.json metrics)" "$(json one.json metrics)" "the figures of evaluate on three hosts"
decompose=(svd split.h5 --split holdout --rank 10 --method)
for method in "${methods[@]}"; do
  run 0 "${decompose[@]}" "$method" -o "one_$method.h5"
  run_on_hosts 0 "${decompose[@]}" "$method" -o "three_$method.h5"
  h5diff --relative=1e-9 "one_$method.h5" "three_$method.h5" /model/singular_values /model/singular_values >differences ||
    fail "singular values by $method differ: $(tail -n 3 differences)"
done

echo "= three hosts, one with a slow network"
slow_down 2 20mbit
for sync in "${sync_modes[@]}"; do
  train "$sync" "slow_$sync.h5"
  run_on_hosts 0 "${options[@]}"
  expect_same_model "one_$sync.h5" "slow_$sync.h5"
done
if [ "$form" = all ]; then
  echo "= and with one that is far too slow: slower than the watchdog's limit for all of it, but never silent"
  slow_down 2 2mbit
  train allreduce slower.h5
  run_on_hosts 0 "${options[@]}" --hang-timeout 20
  expect_same_model one_allreduce.h5 slower.h5
fi
