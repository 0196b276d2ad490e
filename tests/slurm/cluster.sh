#!/bin/bash
# A real Slurm on this one machine, for tests: munged, slurmctld and one slurmd for each emulated node, started by hand
# (no systemd, no cgroups, no database) and listening on the loopback interface alone.
#
#   cluster.sh check                            says why it cannot be done here, with exit code 1
#   cluster.sh up FOLDER [NODES=2] [CPUS=4]     then: export SLURM_CONF=FOLDER/slurm.conf
#   cluster.sh down FOLDER
#
# Everything it writes stands in FOLDER; it ends only the daemons that it started there.
set -euo pipefail

fail() { echo "cluster.sh: $*" >&2; exit 1; }

is_free() { ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# The first of a row of NODES + 1 free ports.
free_ports() {
  local base port
  for base in $(seq 17000 20 19000); do
    for port in $(seq "$base" $((base + nodes))); do
      is_free "$port" || continue 2
    done
    echo "$base"
    return
  done
  fail "no free ports between 17000 and 19000"
}

start_munge() {
  mkdir -p "$folder/munge"
  chmod 700 "$folder/munge"
  head -c 1024 /dev/urandom >"$folder/munge/key"
  chmod 400 "$folder/munge/key"
  munged --force --key-file="$folder/munge/key" --socket="$folder/munge.sock" --pid-file="$folder/munged.pid" \
    --log-file="$folder/munge/log" --seed-file="$folder/munge/seed"
}

write_configuration() {
  local host base node
  host=$(uname -n)
  base=$(free_ports)
  cat <<CONF
ClusterName=crucible
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$base
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
CredType=cred/munge
AuthInfo=socket=$folder/munge.sock,cred_expire=10   # also how long a requeued job waits (by default 120 s)
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool.%n
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.%n.pid
SlurmctldLogFile=$folder/log/slurmctld
SlurmdLogFile=$folder/log/slurmd.%n
TmpFS=$folder/tmp.%n
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SwitchType=switch/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerType=sched/backfill
SchedulerParameters=sched_interval=2,bf_interval=2,batch_sched_delay=0
SlurmdParameters=config_overrides
ReturnToService=2
SlurmctldTimeout=30
SlurmdTimeout=20
MessageTimeout=20
MinJobAge=86400
KillWait=5
JobRequeue=1
PropagateResourceLimitsExcept=MEMLOCK
CONF
  for node in $(seq 1 "$nodes"); do
    echo "NodeName=n$node NodeHostname=$host NodeAddr=127.0.0.1 Port=$((base + node)) CPUs=$cpus RealMemory=2000"
  done
  echo "PartitionName=main Nodes=n[1-$nodes] Default=YES MaxTime=INFINITE State=UP"
}

# Runs COMMAND as on a node of its own: with a /dev/shm of its own, because Open MPI names its shared memory after the
# host, which both nodes are; and with the /sys/fs/cgroup that slurmd wants to see, though nothing here uses it.
as_node() { # COMMAND...
  unshare --mount bash -c 'mount -t tmpfs none /dev/shm
    if [ "$(stat -f -c %T /sys/fs/cgroup 2>/dev/null)" != tmpfs ]; then
      mount -t tmpfs none /sys/fs/cgroup && mkdir /sys/fs/cgroup/systemd &&
        mount -t cgroup -o none,name=systemd none /sys/fs/cgroup/systemd
    fi && exec "$@"' -- "$@"
}

start_nodes() {
  local node
  for node in $(seq 1 "$nodes"); do
    mkdir -p "$folder/spool.n$node" "$folder/tmp.n$node"
    as_node slurmd -f "$SLURM_CONF" -N "n$node" || { cat "$folder/log/slurmd.n$node" >&2; exit 1; }
  done
}

idle_nodes() { sinfo -h -N -t idle -o %N 2>/dev/null | sort -u | wc -l; }

check() {
  local program
  [ "$(id -u)" -eq 0 ] || fail "must be root"
  for program in slurmctld slurmd munged; do
    command -v "$program" >/dev/null || fail "$program is not installed"
  done
  getent hosts "$(uname -n)" >/dev/null || fail "add '127.0.0.1 $(uname -n)' to /etc/hosts"
  as_node true 2>/dev/null || fail "mount namespaces, or mounts in them, are not allowed here"
}

up() {
  check
  mkdir -p "$folder"/{state,log}
  chmod 755 "$folder"
  start_munge
  export SLURM_CONF=$folder/slurm.conf
  write_configuration >"$SLURM_CONF"
  slurmctld -f "$SLURM_CONF"
  start_nodes
  for _ in $(seq 150); do
    [ "$(idle_nodes)" -ne "$nodes" ] || { echo "Slurm is up: $nodes nodes x $cpus CPUs"; return; }
    sleep 0.2
  done
  tail -n 5 "$folder"/log/* >&2
  fail "the nodes did not become idle"
}

end_daemon() { # PIDFILE PROGRAM: ends the process that the file names, if it still is that program
  local pid
  pid=$(cat "$1" 2>/dev/null) || return 0
  [[ "$(readlink "/proc/$pid/exe" 2>/dev/null)" == */$2* ]] || return 0
  kill -TERM "$pid" 2>/dev/null || return 0
  for _ in $(seq 50); do
    kill -0 "$pid" 2>/dev/null || return 0
    sleep 0.1
  done
  kill -KILL "$pid" 2>/dev/null || true
}

down() {
  export SLURM_CONF=$folder/slurm.conf
  timeout 20 scancel --user root 2>/dev/null || true
  local pidfile
  for _ in $(seq 50); do
    [ -n "$(timeout 5 squeue -h -t RUNNING,COMPLETING 2>/dev/null)" ] || break
    sleep 0.2
  done
  for pidfile in "$folder"/slurmd.*.pid; do end_daemon "$pidfile" slurmd; done
  end_daemon "$folder/slurmctld.pid" slurmctld
  end_daemon "$folder/munged.pid" munged
}

[ $# -ge 2 ] || [ "${1:-}" = check ] || { sed -n '2,9s/^# \{0,1\}//p' "$0"; exit 2; }
folder=${2:-} nodes=${3:-2} cpus=${4:-4}
case $1 in
  check) check ;;
  up) up ;;
  down) down ;;
  *) fail "unknown action $1" ;;
esac
