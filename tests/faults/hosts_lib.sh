# shellcheck shell=bash
# Sourced by the tests with several hosts:  TEST.sh CRUCIBLE RANKS [more]. What they have beyond lib.sh's.
#
# The hosts are network namespaces on one bridge, each with a name of its own (h1, h2, ...), so this takes root and
# iproute2; it skips elsewhere. They share all files. mpirun runs on h1.
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/lib.sh"
[ "$(id -u)" -eq 0 ] || skip "hosts can be set up by root only"
for tool in ip nsenter unshare h5diff; do command -v "$tool" >/dev/null || skip "$tool is not installed"; done

cluster=crucible$$ net=10.77.0 hosts=0
namespace() { echo "$cluster-h$1"; }
switch=$cluster-switch

take_down() {
  local code=$? i
  set +e
  for ((i = 1; i <= hosts; i++)); do
    kill_host "$i"
    ip netns del "$(namespace "$i")" 2>/dev/null
  done
  ip netns del "$switch" 2>/dev/null
  (exit "$code")
  stop_job_at_end
}

# set_up NUMBER: that many hosts.
set_up() {
  local i
  ip netns add "$switch" 2>/dev/null || skip "network namespaces cannot be made here"
  trap take_down EXIT
  ip -n "$switch" link add bridge type bridge 2>/dev/null || skip "this kernel has no bridges"
  ip -n "$switch" link set bridge up
  echo "127.0.0.1 localhost" >hosts
  for ((i = 1; i <= $1; i++)); do
    hosts=$i
    ip netns add "$(namespace "$i")"
    ip -n "$(namespace "$i")" link set lo up
    ip link add "port$i" netns "$switch" type veth peer name eth0 netns "$(namespace "$i")"
    ip -n "$switch" link set "port$i" master bridge up
    ip -n "$(namespace "$i")" addr add "$net.$i/24" dev eth0
    ip -n "$(namespace "$i")" link set eth0 up
    echo "$net.$i h$i" >>hosts
  done
  # on HOST COMMAND...: as on that host. Called by mpirun in the place of ssh, too. What a test writes to HOST.setup is
  # done there first, by bash: mounts of that host alone, for example.
  cat >on <<EOF_ON
#!/bin/bash
host=\$1
shift
exec nsenter --net="/run/netns/$cluster-\$host" unshare --uts --mount bash -c \\
  'mount --bind "$scratch/hosts" /etc/hosts; hostname "\$0"; cd "$scratch"
   [ ! -e "\$0.setup" ] || . "./\$0.setup"; eval "exec \$*"' "\$host" "\$@"
EOF_ON
  chmod +x on
  export OMPI_MCA_plm=rsh OMPI_MCA_plm_rsh_agent=$scratch/on OMPI_MCA_oob_tcp_if_include=eth0
  export OMPI_MCA_btl_tcp_if_include=eth0 OMPI_MCA_btl=self,vader,tcp OMPI_MCA_pml=ob1
  # mpirun alone would wait for ever for a host that is gone: these end it after 11 seconds (docs/cluster.md).
  export OMPI_MCA_oob_tcp_keepalive_time=5 OMPI_MCA_oob_tcp_keepalive_intvl=2 OMPI_MCA_oob_tcp_keepalive_probes=3
}

# host_list RANKS HOST...: the argument of mpirun's --host, with the ranks spread evenly; the first hosts have one more.
host_list() {
  local left=$1 on list=
  shift
  while [ $# -gt 0 ]; do
    on=$(((left + $# - 1) / $#)) left=$((left - (left + $# - 1) / $#))
    list=$list${list:+,}$1:$on
    shift
  done
  echo "$list"
}

# start_on "HOST..." RANKS ARGUMENT...: runs crucible in the background on these hosts, as start of lib.sh does here.
start_on() {
  local list
  # shellcheck disable=SC2086
  list=$(host_list "$2" $1)
  shift
  local on=$1
  shift
  echo "+ [$list] crucible $*"
  : >err.all  # what an earlier job said must not be taken for this one's
  # By name: started by its path, mpirun has the other hosts set PATH first, which cannot be exec'ed.
  ./on h1 "${mpiexec##*/}" -n "$on" --host "$list" "$program" "$@" >out 2>err.all </dev/null &
  job=$!
}

# all_hosts: their names.
all_hosts() { seq -s ' ' -f 'h%g' 1 "$hosts"; }

# run_on_hosts CODE ARGUMENT...: on all hosts, to the end, and expects this exit code.
run_on_hosts() {
  local want=$1
  shift
  start_on "$(all_hosts)" "$ranks" "$@"
  end_of_job
  [ "$code" -eq "$want" ] || fail "exit code $code, expected $want: crucible $* on $hosts hosts"
}

cut_link() { ip -n "$(namespace "$1")" link set eth0 down; }
heal_link() { ip -n "$(namespace "$1")" link set eth0 up; }

# kill_host N: all that runs there is gone at once. Stopped first, so that nothing of it sees another part die.
kill_host() {
  local pids
  mapfile -t pids < <(ip netns pids "$(namespace "$1")" 2>/dev/null)
  [ "${#pids[@]}" -gt 0 ] || return 0
  kill -STOP "${pids[@]}" 2>/dev/null || true
  kill -KILL "${pids[@]}" 2>/dev/null || true
}

# end_within SECONDS: the job ends, with an error, in this time, and nothing is left of it on any host. Failures of hosts
# are found by time limits, of 11 seconds and more: SECONDS is far above, to hold on busy machines too.
end_within() {
  local began=$SECONDS i
  end_of_job
  echo "ended with $code after $((SECONDS - began)) seconds"
  [ "$code" -ne 0 ] || fail "the job ended with success"
  [ $((SECONDS - began)) -le $(($1 * patience)) ] || fail "it took $((SECONDS - began)) seconds to end"
  wait_until 40 no_ranks || fail "ranks are still there"
  for ((i = 1; i <= hosts; i++)); do
    wait_until 20 host_is_idle "$i" || fail "on h$i are still the processes $(ip netns pids "$(namespace "$i")")"
  done
}
host_is_idle() { [ -z "$(ip netns pids "$(namespace "$1")")" ]; }
