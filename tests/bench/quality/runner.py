"""Runs the program in a folder, for the benchmarks of quality."""

import os
import subprocess


class Runner:
    def __init__(self, crucible, folder, ranks):
        self.crucible, self.folder, self.ranks = os.path.abspath(crucible), folder, ranks
        os.makedirs(folder, exist_ok=True)

    def run(self, *arguments):
        launch = ["mpirun", "-n", str(self.ranks)] if self.ranks > 1 else []
        command = launch + [self.crucible, *map(str, arguments), "--quiet"]
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise SystemExit(f"{' '.join(command)} failed:\n{done.stderr}")
