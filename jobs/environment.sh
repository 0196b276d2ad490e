# shellcheck shell=bash
# Sourced by quickstart.sh and test.sh: Open MPI's settings for ranks that share one machine with each other and with
# whatever else runs there. A cluster job needs other ones: see site.sh.
if [ "$(id -u)" -eq 0 ]; then
  export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
fi
# More ranks than cores are fine; they then must not spin while they wait, nor all be pinned to the first cores.
export OMPI_MCA_rmaps_base_oversubscribe=${OMPI_MCA_rmaps_base_oversubscribe:-1}
export OMPI_MCA_mpi_yield_when_idle=${OMPI_MCA_mpi_yield_when_idle:-1}
export OMPI_MCA_hwloc_base_binding_policy=${OMPI_MCA_hwloc_base_binding_policy:-none}

if ! getent hosts "$(uname -n)" >/dev/null; then
  echo "Warning: the host name $(uname -n) does not resolve, so that every mpirun takes about ten seconds to start." >&2
  echo "         Mend it with: echo '127.0.1.1 $(uname -n)' >> /etc/hosts" >&2
fi
