#!/bin/bash
# A link between hosts is cut while training runs on two of them: the job ends, nothing is left running, and the same
# command goes on from the last checkpoint once the link is back. A cut of two seconds does no harm.
#
# The hosts are network namespaces on one bridge, each with a name of its own, so this takes root and iproute2; it skips
# elsewhere. mpirun alone would wait for ever: its keep-alive settings (docs/cluster.md) end it after 11 seconds, and the
# watchdog ends ranks that it does not reach. The watchdog must be the slower one: an mpirun that loses a rank first sends
# the order to stop into the cut link, and the system repeats that for a quarter of an hour before it looks at keep-alive.
#
#   hosts.sh CRUCIBLE RANKS
. "$(dirname "$(readlink -f "$0")")/lib.sh"
[ "$(id -u)" -eq 0 ] || skip "hosts can be set up by root only"
for tool in ip nsenter unshare h5diff; do command -v "$tool" >/dev/null || skip "$tool is not installed"; done

name=crucible$$ net=10.77.0
host() { echo "$name-h$1"; }
switch=$name-switch

take_down() {
  local code=$? i pid
  set +e
  for i in 1 2; do
    for pid in $(ip netns pids "$(host $i)" 2>/dev/null); do kill -KILL "$pid"; done
    ip netns del "$(host $i)" 2>/dev/null
  done
  ip netns del "$switch" 2>/dev/null
  (exit "$code")
  stop_job_at_end
}

ip netns add "$switch" 2>/dev/null || skip "network namespaces cannot be made here"
trap take_down EXIT
ip -n "$switch" link add bridge type bridge 2>/dev/null || skip "this kernel has no bridges"
ip -n "$switch" link set bridge up
echo "127.0.0.1 localhost" >hosts
for i in 1 2; do
  ip netns add "$(host $i)"
  ip -n "$(host $i)" link set lo up
  ip link add "port$i" netns "$switch" type veth peer name eth0 netns "$(host $i)"
  ip -n "$switch" link set "port$i" master bridge up
  ip -n "$(host $i)" addr add "$net.$i/24" dev eth0
  ip -n "$(host $i)" link set eth0 up
  echo "$net.$i h$i" >>hosts
done

# on HOST COMMAND...: as on that host. Called by mpirun in the place of ssh, too.
cat >on <<EOF
#!/bin/bash
host=\$1
shift
exec nsenter --net="/run/netns/$name-\$host" unshare --uts --mount bash -c \\
  'mount --bind "$scratch/hosts" /etc/hosts; hostname "\$0"; cd "$scratch"; eval "exec \$*"' "\$host" "\$@"
EOF
chmod +x on
export OMPI_MCA_plm=rsh OMPI_MCA_plm_rsh_agent=$scratch/on OMPI_MCA_oob_tcp_if_include=eth0
export OMPI_MCA_btl_tcp_if_include=eth0 OMPI_MCA_btl=self,vader,tcp OMPI_MCA_pml=ob1
export OMPI_MCA_oob_tcp_keepalive_time=5 OMPI_MCA_oob_tcp_keepalive_intvl=2 OMPI_MCA_oob_tcp_keepalive_probes=3

start_on_hosts() { # ARGUMENT...
  : >err.all
  # By name: started by its path, mpirun has the other hosts set PATH first, which cannot be exec'ed.
  ./on h1 "${mpiexec##*/}" -n "$ranks" --host "h1:$((ranks - ranks / 2)),h2:$((ranks / 2))" "$program" "$@" \
    >out 2>err.all </dev/null &
  job=$!
}
cut_link() { ip -n "$(host 2)" link set eth0 down; }
heal_link() { ip -n "$(host 2)" link set eth0 up; }

run_on 1 0 generate --users 4000 --books 800 --ratings 200000 --seed 3 -o ratings.h5
train=(train ratings.h5 --factors 16 --rate-schedule constant --hang-timeout 20)
start_on_hosts "${train[@]}" --epochs 400 -o reference.h5
end_of_job
[ "$code" -eq 0 ] || fail "exit code $code on two hosts"
train+=(--epochs 400 --checkpoint-every 20 --keep 0 -o model.h5)

echo "= the link is cut"
start_on_hosts "${train[@]}"
wait_until 60 epoch_reached 30 || fail "training did not start"
cut_link
began=$SECONDS
end_of_job
took=$((SECONDS - began))
echo "ended with $code after $took seconds"
[ "$code" -ne 0 ] || fail "the job ended with success"
[ "$took" -le 45 ] || fail "it took $took seconds to end"
grep -qE "lost communication|nothing went on" err.all || fail "no message says what happened"
wait_until 40 no_ranks || fail "ranks are still there"

echo "= the link is back: the same command goes on"
heal_link
run_on 1 0 info model.h5 --validate
start_on_hosts "${train[@]}"
end_of_job
[ "$code" -eq 0 ] || fail "exit code $code after the link was healed"
expect_err "going on from model.h5 after epoch"
expect_same_model reference.h5 model.h5

echo "= a cut of two seconds"
rm -f model.h5
start_on_hosts "${train[@]}"
wait_until 60 epoch_reached 30 || fail "training did not start"
cut_link
sleep 2
heal_link
end_of_job
[ "$code" -eq 0 ] || fail "exit code $code after a short cut"
expect_same_model reference.h5 model.h5
