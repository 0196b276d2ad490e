# For a repository of your own:  spack repo create local; mkdir local/packages/crucible; copy this file there;
# spack repo add local.  docs/install.md has the commands.
from spack.package import *


class Crucible(CMakePackage):
    """Distributed SVD recommender: Funk SVD by stochastic gradient descent, and dense and truncated singular value
    decompositions, over MPI with ScaLAPACK and parallel HDF5."""

    # Built from a clone:  spack dev-build crucible@0.1.0, or spack develop, in the folder of the clone.
    version("0.1.0")

    license("Apache-2.0")

    depends_on("c", type="build")
    depends_on("cxx", type="build")
    depends_on("cmake@3.24:", type="build")
    depends_on("ninja", type="build")
    depends_on("pkgconfig", type="build")

    # All three have to stand on the same MPI: Spack's concretizer sees to it.
    depends_on("mpi")
    depends_on("hdf5@1.10: +mpi")
    depends_on("netlib-scalapack")
    depends_on("openblas")

    depends_on("eigen@3.4:3", type=("build", "link"))
    depends_on("boost@1.74: +program_options")
    depends_on("nlohmann-json@3.9:", type=("build", "link"))
    depends_on("xxhash@0.8:")
    depends_on("libpng")
    depends_on("jpeg")
    depends_on("giflib@5.1:")
    depends_on("zlib-api")
    depends_on("bzip2")
    depends_on("xz")
    depends_on("zstd")
    depends_on("googletest", type="test")

    conflicts("%gcc@:11", msg="crucible needs C++20 as GCC 12 has it")

    generator("ninja")

    def cmake_args(self):
        return [self.define("CRUCIBLE_TESTS", self.run_tests)]

    @run_after("install")
    @on_package_attributes(run_tests=True)
    def check_version(self):
        Executable(self.prefix.bin.crucible)("--version", "--verbose")
