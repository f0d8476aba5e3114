# SPDX-License-Identifier: MIT
"""``python -m deltaward.benchmarks``: what `process.run` starts."""

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from typing import Any

from deltaward.benchmarks.cases import CASES
from deltaward.benchmarks.environment import keep_to
from deltaward.benchmarks.machine import describe
from deltaward.cpu import cpu_info


def _cases(given: Namespace) -> Iterator[dict[str, Any]]:
    from deltaward.benchmarks.training import measure

    for name in given.cases:
        yield {"event": "case"} | measure(CASES[name], given.rounds, given.threads)


def _predict(given: Namespace) -> Iterator[dict[str, Any]]:
    from deltaward.benchmarks.prediction import measure

    yield {"event": "predict"} | measure(given.samples, given.rounds, given.threads)


def _products(given: Namespace) -> Iterator[dict[str, Any]]:
    from deltaward.benchmarks.products import measure

    for record in measure(cpu_info()["isa"], given.rounds):
        yield {"event": "product"} | record


def _scaling(given: Namespace) -> Iterator[dict[str, Any]]:
    from deltaward.benchmarks.scaling import measure

    for name in given.cases:
        yield {"event": "scaling"} | measure(CASES[name], given.rounds, given.threads)


def _unused(given: Namespace) -> Iterator[dict[str, Any]]:
    from deltaward.benchmarks.unused import measure

    for name in given.cases:
        yield {"event": "unused"} | measure(CASES[name], given.rounds, given.threads)


def _features(given: Namespace) -> Iterator[dict[str, Any]]:
    from deltaward.benchmarks.features import measure

    for name in given.cases:
        yield {"event": "features"} | measure(CASES[name], given.rounds, given.threads)


def _estimators(given: Namespace) -> Iterator[dict[str, Any]]:
    from deltaward.benchmarks.estimators import measure, search

    found = measure(given.rounds, given.threads)
    yield {"event": "estimators"} | found | {"search": search(min(given.rounds, 3))}


def _bits(given: Namespace) -> Iterator[dict[str, Any]]:
    from deltaward.benchmarks.bits import measure

    for name in given.cases:
        yield {"event": "bits"} | measure(CASES[name])


MEASURED = {
    "cases": _cases,
    "predict": _predict,
    "products": _products,
    "scaling": _scaling,
    "features": _features,
    "unused": _unused,
    "estimators": _estimators,
    "bits": _bits,
}


def main() -> None:
    """Print what the machine is, and then what was measured, one JSON object a line."""
    parser = ArgumentParser()
    parser.add_argument("measured", choices=MEASURED)
    parser.add_argument("--cases", default="".join(CASES))
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--samples", type=int, default=1)
    parser.add_argument("--threads", type=int, required=True)
    given = parser.parse_args()
    keep_to(given.threads)
    # What libraries print is not to get between the objects.
    out, sys.stdout = sys.stdout, sys.stderr
    print(json.dumps({"event": "machine"} | describe(given.threads)), file=out, flush=True)
    for record in MEASURED[given.measured](given):
        print(json.dumps(record), file=out, flush=True)


if __name__ == "__main__":
    main()
