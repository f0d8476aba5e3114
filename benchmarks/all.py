# SPDX-License-Identifier: MIT
"""Everything that is measured, and docs/measured.md and docs/speed.png made of it.

Usage: python benchmarks/all.py [--only STEP ...] [--rounds 7] [--threads N]

Each step keeps what it found in build/benchmarks/STEP.json, so that with --only the others stay as
they were measured last; --only without a step only writes the documents again.
"""

import argparse
import datetime
import json
import subprocess
from pathlib import Path

import cold as cold_runs
import goals
import start_up

from deltaward.benchmarks import (
    bits,
    cold,
    estimators,
    features,
    machine,
    prediction,
    process,
    products,
    scaling,
    unused,
)
from deltaward.benchmarks import training as cases
from deltaward.benchmarks.environment import available_cpus
from deltaward.cpu import cpu_info

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "build" / "benchmarks"
TEXT, PICTURE = ROOT / "docs" / "measured.md", ROOT / "docs" / "speed.png"


def run(argv, threads, variables=None):
    """Return what a process of its own measures: the machine, and the records."""
    about, *records = process.run(argv, threads, variables)
    return {"machine": about, "records": records}


def here(record, threads):
    """Return the same of what was measured from here."""
    return {"machine": machine.describe(threads), "records": [record]}


def predict(rounds, threads):
    one = run(["predict", "--samples", 1, "--rounds", rounds], 1)
    many = run(["predict", "--samples", 10_000, "--rounds", rounds], threads)
    return many | {"records": one["records"] + many["records"]}


def features_of(rounds, threads):
    """Measure with one thread, and with all."""
    argv = ["features", "--cases", "B", "--rounds", rounds]
    one = run(argv, 1)
    return one | {
        "records": one["records"] + (run(argv, threads)["records"] if threads > 1 else [])
    }


def avx2(rounds, threads):
    if "avx2" not in cpu_info()["available"]:
        return None
    argv = ["scaling", "--cases", "D", "--rounds", rounds]
    return run(argv, threads, {"DELTAWARD_ISA": "avx2"})


STEPS = {
    "cases": lambda rounds, threads: run(["cases", "--rounds", rounds], threads),
    "predict": predict,
    "cold": lambda rounds, threads: here(cold_runs.measure(min(rounds, 5), threads), threads),
    "start_up": lambda rounds, threads: here(start_up.measure(2 * rounds), threads),
    "products": lambda rounds, threads: run(["products", "--rounds", rounds], 1),
    "scaling": lambda rounds, threads: run(["scaling", "--rounds", rounds], threads),
    "avx2": avx2,
    "features": features_of,
    "unused": lambda rounds, threads: run(
        ["unused", "--cases", "AB", "--rounds", 6 * rounds - 1], 1
    ),
    "estimators": lambda rounds, threads: run(["estimators", "--rounds", rounds], threads),
    "bits": lambda rounds, threads: run(["bits"], threads),
}


def stamp():
    """Return when and of which code a step was measured: steps may be measured one by one."""
    argv = ["git", "-C", str(ROOT), "describe", "--always", "--dirty", "--abbrev=8"]
    told = subprocess.run(argv, capture_output=True, text=True, check=False).stdout.strip()
    now = datetime.datetime.now(datetime.UTC)
    return {"when": f"{now:%Y-%m-%d %H:%M} UTC", "commit": told or "an unknown commit"}


def each(report):
    """Return a report of several records out of one of one."""
    return lambda records: "\n\n".join(map(report, records))


SECTIONS = {
    "cases": ("Training, one epoch", each(cases.report)),
    "predict": ("Prediction", each(prediction.report)),
    "cold": ("From a cold process to 98.0 % on MNIST", each(cold.report)),
    "start_up": ("Start", each(start_up.report)),
    "products": ("Products", products.report),
    "scaling": ("Threads", scaling.report),
    "avx2": ("With AVX2 forced", scaling.report),
    "features": ("What optimizers and regularisation cost", each(features.report)),
    "unused": ("What features cost that nobody asked for", unused.report),
    "estimators": ("Estimators beside scikit-learn's", each(estimators.report)),
    "bits": ("The same bits", bits.report),
}

INTRODUCTION = """\
# Measured

Written by `python benchmarks/all.py`. All times are medians of calls that took turns; × is the time
over deltaward's in the same round, the median of all rounds, so that more than 1 is slower than
deltaward. Before each turn all rest for 0.16 s, and turns shorter than that are taken once before
they are timed; but products and what is unused are measured without a rest. Absolute times drift
with what else the machine does; ratios of one round do so less.
"""


def write(found):
    """Write docs/measured.md, and the picture where matplotlib is installed."""
    parts = [INTRODUCTION.rstrip()]
    if "cases" in found:
        parts.append(machine.heading(found["cases"]["machine"]))
        if draw(found["cases"]):
            parts.append("![Epochs of six cases beside other libraries](speed.png)")
    records = {name: kept["records"] for name, kept in found.items()}
    parts += ["## Goals", goals.table(records)]
    for name, (title, report) in SECTIONS.items():
        if name in found:
            about = found[name]["machine"]
            load = "" if about["load"] is None else f", load before it {about['load']:.1f}"
            when = f"Measured {found[name]['when']} at {found[name]['commit']}{load}."
            parts += [f"## {title}", when, report(records[name])]
    TEXT.write_text("\n\n".join(parts) + "\n", encoding="utf-8")
    print(f"wrote {TEXT}")


def draw(kept):
    try:
        from deltaward.benchmarks import plot

        plot.draw(kept["records"], machine.heading(kept["machine"]), PICTURE)
    except ModuleNotFoundError as error:
        print(f"no picture: {error.name} is not installed")
        return False
    print(f"wrote {PICTURE}")
    return True


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--only", nargs="*", choices=STEPS, default=list(STEPS), metavar="STEP")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--threads", type=int, default=available_cpus())
    given = parser.parse_args()
    KEPT.mkdir(parents=True, exist_ok=True)
    for name in given.only:
        print(f"measuring: {name}", flush=True)
        measured = STEPS[name](given.rounds, given.threads)
        if measured is not None:
            measured |= stamp()
            (KEPT / f"{name}.json").write_text(json.dumps(measured), encoding="utf-8")
    paths = {name: KEPT / f"{name}.json" for name in STEPS}
    found = {n: json.loads(p.read_text(encoding="utf-8")) for n, p in paths.items() if p.exists()}
    write(found)
    if any(map(bits.differ, found.get("bits", {"records": []})["records"])):
        raise SystemExit("different bits")


if __name__ == "__main__":
    main()
