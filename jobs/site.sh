# shellcheck shell=bash
# What your cluster wants of a job: the one place to change for all *.sbatch files. They source it on the first node of
# the job; what the environment of sbatch sets already stays. To keep a file of your own elsewhere: CRUCIBLE_SITE=FILE.

# module load gcc openmpi                         # what must be loaded before mpirun works
CRUCIBLE=${CRUCIBLE:-crucible}                    # the program, if it is not on the PATH
LAUNCH=${LAUNCH:-mpirun}                          # mpirun, or: srun --mpi=pmix

# Where jobs go is decided before they start: source this file in your shell before sbatch, or give sbatch --partition
# and --account.
# export SBATCH_PARTITION=compute SBATCH_ACCOUNT=project

export OPENBLAS_NUM_THREADS=${OPENBLAS_NUM_THREADS:-1}  # one rank a core: no threads below
# A daemon that cannot be reached any more (cut link, dead switch) ends the job within seconds instead of hanging it.
export OMPI_MCA_oob_tcp_keepalive_time=${OMPI_MCA_oob_tcp_keepalive_time:-5}
export OMPI_MCA_oob_tcp_keepalive_intvl=${OMPI_MCA_oob_tcp_keepalive_intvl:-2}
export OMPI_MCA_oob_tcp_keepalive_probes=${OMPI_MCA_oob_tcp_keepalive_probes:-3}
