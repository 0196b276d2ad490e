"""Runs the program `crucible`."""

import os
import shutil
import subprocess
from pathlib import Path

from crucible.errors import ProgramError

INSTALLED = Path(__file__).resolve().parents[4] / "bin" / "crucible"  # of PREFIX/share/crucible/python/crucible


def find_program(program=None):
    """The path of the program: `program`, the environment's CRUCIBLE, the one on PATH, or the one installed with this
    package, in this order. Raises ProgramError if there is none."""
    for name in filter(None, (program, os.environ.get("CRUCIBLE"))):
        found = shutil.which(name)
        if found is None:
            raise ProgramError(f"{name}: is not a program that can be run; name the program `crucible`")
        return found
    found = shutil.which("crucible") or (str(INSTALLED) if os.access(INSTALLED, os.X_OK) else None)
    if found is None:
        raise ProgramError("the program crucible is not on PATH; install it, or name it with the environment variable "
                           "CRUCIBLE")
    return found


def run(arguments, ranks=1, program=None):
    """Runs `crucible ARGUMENTS...` on `ranks` MPI ranks, and returns what it printed.

    More than one rank are started by mpirun, or by what the environment's MPIEXEC names. Raises ProgramError with the
    program's last words if it fails.
    """
    command = [find_program(program), *map(str, arguments)]
    if ranks != 1:
        command = [os.environ.get("MPIEXEC", "mpirun"), "-n", str(ranks), *command]
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    except OSError as error:
        raise ProgramError(f"{command[0]}: cannot be run: {error.strerror}") from error
    if done.returncode != 0:
        words = "\n".join(done.stderr.strip().splitlines()[-20:])
        raise ProgramError(f"`{' '.join(command)}` ended with exit code {done.returncode}:\n{words}", done.returncode)
    return done.stdout
