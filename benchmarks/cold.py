# SPDX-License-Identifier: MIT
"""From a cold process to 98.0 % on MNIST's test images, and the memory that it takes.

Usage: python benchmarks/cold.py [--rounds 5] [--threads N]

The recipes are the scripts in benchmarks/cold.
"""

import argparse
import gzip
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path

from deltaward.benchmarks import cold, machine
from deltaward.benchmarks.environment import available_cpus
from deltaward.datasets import registry
from deltaward.datasets.folder import find_files

FOLDER = Path(__file__).resolve().parent / "cold"
SCRIPTS = {
    "deltaward, Adam": FOLDER / "deltaward_adam.py",
    "JAX, scan, Adam": FOLDER / "jax_scan_adam.py",
    "PyTorch, Adam": FOLDER / "pytorch_adam.py",
    "Keras on JAX, Adam": FOLDER / "keras_adam.py",
    "scikit-learn, Adam": FOLDER / "scikit_learn_adam.py",
}


@contextmanager
def zipped():
    """Make a folder with MNIST's four files as .gz, copies of where they are."""
    with tempfile.TemporaryDirectory() as folder:
        for name, path in find_files(registry.fetch("mnist") if absent() else located()).items():
            target = Path(folder) / f"{name}.gz"
            if path.suffix == ".gz":
                shutil.copyfile(path, target)
            else:
                with open(path, "rb") as plain, gzip.open(target, "wb") as packed:
                    shutil.copyfileobj(plain, packed)
        yield Path(folder)


def located():
    return registry.status("mnist").folder


def absent():
    return registry.status("mnist").source == "absent"


def measure(rounds, threads):
    with zipped() as folder:
        return cold.measure(SCRIPTS, folder, rounds, threads)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", type=int, default=available_cpus())
    given = parser.parse_args()
    print(machine.heading(machine.describe(given.threads)) + "\n")
    print(cold.report(measure(given.rounds, given.threads)))


if __name__ == "__main__":
    main()
