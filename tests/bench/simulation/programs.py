"""Builds the simulated and the real programs, and runs them."""
import json
import os
import pathlib
import shutil
import signal
import subprocess

import platforms

HERE = pathlib.Path(__file__).resolve().parent
SMPI = ["--log=root.thres:error", "--cfg=smpi/coll-selector:ompi", "--cfg=contexts/stack-size:256",
        "--cfg=network/bandwidth-factor:0.9", "--cfg=network/latency-factor:1",
        "--cfg=network/crosstraffic:0", "--cfg=smpi/os:0:3e-7:0", "--cfg=smpi/or:0:3e-7:0"]


def missing():
    """What the simulation needs and is not installed."""
    return [name for name in ("smpicxx", "smpirun", "cmake") if shutil.which(name) is None]


def build(folder, simulated):
    """Builds the programs with smpicxx or mpicxx; the folder with them."""
    compiler = "smpicxx" if simulated else "mpicxx"
    generator = ["-G", "Ninja"] if shutil.which("ninja") else []
    subprocess.run(["cmake", *generator, "-S", HERE / "program", "-B", folder, f"-DCMAKE_CXX_COMPILER={compiler}",
                    f"-DCRUCIBLE_SIMULATED={'ON' if simulated else 'OFF'}"], check=True, stdout=subprocess.DEVNULL)
    subprocess.run(["cmake", "--build", folder, "-j", str(os.cpu_count())], check=True, stdout=subprocess.DEVNULL)
    return pathlib.Path(folder)


def words(options):
    """Options as words of a command line."""
    return [word for name, value in options.items() for word in (f"--{name}", str(value))]



LONGEST = 120  # seconds of one run


def last_json(command):
    """The last line of JSON that a command prints."""
    # smpirun is a script: a run that lasts too long is ended with all that it started.
    with subprocess.Popen([str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          start_new_session=True) as process:
        try:
            text, errors = process.communicate(timeout=LONGEST)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            raise
    if process.returncode != 0:
        raise RuntimeError(errors[-2000:])
    return json.loads([line for line in text.splitlines() if line.startswith("{")][-1])


def real(program, ranks, options):
    """A real run."""
    return last_json(["mpirun", "-n", ranks, program, *words(options)])


def simulated(program, ranks, xml, scratch, options, measured=False):
    """A simulated run on the platform `xml`. With `measured`, work takes the time that it takes here."""
    platform = scratch / "platform.xml"
    platform.write_text(xml)
    hosts = scratch / "hosts"
    hosts.write_text("".join(f"n{rank}\n" for rank in range(ranks)))
    compute = ["--cfg=smpi/simulate-computation:" + ("yes" if measured else "no"), "--cfg=smpi/host-speed:1Gf"]
    private = [] if program.name == "core_driver" else ["--cfg=smpi/privatization:no"]
    return last_json(["smpirun", "-np", ranks, "-platform", platform, "-hostfile", hosts, *SMPI, *compute, *private,
                      program, *words(options)])


def small_case(sync, shards):
    """Few ratings, but every book in every slice of the users."""
    return {"sync": sync, "users": 400, "books": 200, "ratings": 20000, "shards": shards}


def compare_bytes(folder, scratch, ranks):
    """Bytes of an epoch, of the core and of the skeleton, for each schedule: [(schedule, core, skeleton)]."""
    rows = []
    xml = platforms.cluster("fat-tree", 100, platforms.nodes_for(ranks))
    for sync in ("allreduce", "rotate"):
        case = small_case(sync, ranks)
        core = simulated(folder / "core_driver", ranks, xml, scratch, {**case, "epochs": 1})
        bare = simulated(folder / "skeleton", ranks, xml, scratch, {**case, "syncs": core["syncs"]})
        rows.append((sync, core, bare))
    return rows
