"""Holds the lists of libraries against each other: cmake/CrucibleDependencies.cmake is what is needed; Spack's recipe,
the Debian package and jobs/install.sh name it in their own words. Also reads CITATION.cff.

usage: recipes.py SOURCE_FOLDER VERSION
"""

import ast
import os
import re
import sys

# Of CrucibleDependencies.cmake: the names of Spack and Debian, and the least version, if there is one.
LIBRARIES = {
    "MPI": ("mpi", "libopenmpi-dev"),
    "HDF5": ("hdf5", "libhdf5-openmpi-dev"),
    "ScaLAPACK": ("netlib-scalapack openblas", "libscalapack-openmpi-dev libopenblas-dev"),
    "Eigen3": ("eigen", "libeigen3-dev"),
    "Boost": ("boost", "libboost-program-options-dev"),
    "nlohmann_json": ("nlohmann-json", "nlohmann-json3-dev"),
    "PNG": ("libpng", "libpng-dev"),
    "JPEG": ("jpeg", "libjpeg-dev"),
    "GIF": ("giflib", "libgif-dev"),
    "PkgConfig": ("pkgconfig", "pkg-config"),
    "XXHASH": ("xxhash", "libxxhash-dev"),
    "ZLIB": ("zlib-api", "zlib1g-dev"),
    "BZip2": ("bzip2", "libbz2-dev"),
    "LibLZMA": ("xz", "liblzma-dev"),
    "ZSTD": ("zstd", "libzstd-dev"),
    "GTest": ("googletest", "libgtest-dev"),
}
OPTIONAL = {"ELPA"}  # off unless it is asked for
TOOLS = {"spack": {"c", "cxx", "cmake", "ninja"},
         "debian": {"debhelper-compat", "cmake", "ninja-build"},
         "install": {"g++", "cmake", "ninja-build", "git", "openmpi-bin"}}

problems = []


def read(*path):
    with open(os.path.join(sys.argv[1], *path), encoding="utf-8") as file:
        return file.read()


def same(what, found, expected):
    if found != expected:
        problems.append(f"{what}: not needed {sorted(found - expected)}, missing {sorted(expected - found)}")


def names(column):
    return {name for pair in LIBRARIES.values() for name in pair[column].split()}


def spack_dependencies(tree):
    """{package: spec} of the calls of depends_on()."""
    specs = [node.args[0].value for node in ast.walk(tree)
             if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "depends_on"]
    return {re.split(r"[@ +%]", spec)[0]: spec for spec in specs}


def main():
    version = sys.argv[2]
    cmake = re.sub(r"#.*", "", read("cmake", "CrucibleDependencies.cmake"))
    needed = dict(re.findall(r"(?:crucible_need|find_package)\((\w+) ?([\d.]*)", cmake))
    needed.update((name, "") for name in re.findall(r"pkg_check_modules\((\w+)", cmake) if name not in OPTIONAL)
    same("recipes.py knows", set(LIBRARIES), set(needed))

    tree = ast.parse(read("cmake", "packaging", "spack", "package.py"), "package.py")
    spack = spack_dependencies(tree)
    same("Spack's package.py", set(spack) - TOOLS["spack"], names(0))
    for library, least in needed.items():
        if least and f"@{least}:" not in spack[LIBRARIES[library][0].split()[0]]:
            problems.append(f"Spack's package.py: {library} needs at least {least}")
    if f'version("{version}")' not in read("cmake", "packaging", "spack", "package.py"):
        problems.append(f"Spack's package.py is not of version {version}")

    fields = read("cmake", "packaging", "debian", "control").split("Build-Depends:")[1].split("\n\n")[0]
    debian = set(re.findall(r"^ ([\w.+-]+)", fields, re.MULTILINE))
    same("debian/control", debian - TOOLS["debian"], names(1) - {"libgtest-dev"})

    script = read("jobs", "install.sh")
    packages = set(re.search(r"build_packages=\(([^)]*)\)", script).group(1).split())
    same("jobs/install.sh", packages - TOOLS["install"], names(1))

    try:
        import yaml
    except ImportError:
        print("Not tried: /usr/bin/python3 has no yaml (Debian: python3-yaml), so CITATION.cff is not read")
    else:
        citation = yaml.safe_load(read("CITATION.cff"))
        for key in ("cff-version", "message", "title", "authors", "version", "license"):
            if not citation.get(key):
                problems.append(f"CITATION.cff has no {key}")
        if str(citation.get("version")) != version:
            problems.append(f"CITATION.cff is of version {citation.get('version')}, the program of {version}")
    if problems:
        sys.exit("\n".join(problems))
    print(f"{len(LIBRARIES)} libraries, {len(spack)} dependencies of Spack, {len(debian)} of Debian")


main()
