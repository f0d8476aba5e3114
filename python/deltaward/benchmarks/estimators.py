# SPDX-License-Identifier: MIT
"""The estimators beside scikit-learn's own: scores and times of whole fits, and a grid search."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

import numpy as np

from deltaward.benchmarks import markdown
from deltaward.benchmarks.cases import Array
from deltaward.benchmarks.side_by_side import Spread, interleave, ratios, spread

OWN, OTHER = "deltaward", "scikit-learn"


@dataclass(frozen=True, slots=True)
class Task:
    """A data set that scikit-learn ships, and the parameters that both estimators get."""

    data: str
    kind: str
    parameters: tuple[tuple[str, Any], ...] = ()


# The defaults, but for a regression of values in the hundreds.
TASKS = (
    Task("iris", "MLPClassifier"),
    Task("wine", "MLPClassifier"),
    Task("breast_cancer", "MLPClassifier"),
    Task("digits", "MLPClassifier"),
    Task("diabetes", "MLPRegressor", (("learning_rate_init", 0.01), ("alpha", 1.0))),
)
GRID = {"alpha": [1e-4, 1e-2, 1.0, 10.0], "hidden_layer_sizes": [(50,), (100,)]}


def measure(rounds: int, threads: int, tasks: tuple[Task, ...] = TASKS) -> dict[str, Any]:
    """Fit both estimators on three quarters of the data, in turns, another split in each round.

    Returns
    -------
    dict
        Made for JSON: ``rows`` with ``data``, ``samples``, ``scores`` (mean accuracy or R² on the
        other quarter, by library), ``times`` (seconds of a fit, by library) and ``ratio``:
        scikit-learn's over ours in the same round.
    """
    with _quiet():
        rows = [_row(task, rounds) for task in tasks]
    return {"threads": threads, "rounds": rounds, "rows": rows}


def _row(task: Task, rounds: int) -> dict[str, Any]:
    scores: dict[str, list[float]] = {OWN: [], OTHER: []}
    times: dict[str, list[float]] = {OWN: [], OTHER: []}
    samples = 0
    for seed in range(rounds):
        x, x_test, y, y_test = _split(task, seed)
        samples = len(x)
        pair = {name: _estimator(name, task, seed) for name in (OWN, OTHER)}
        calls = {name: partial(estimator.fit, x, y) for name, estimator in pair.items()}
        if not seed:  # nothing is loaded any more when it is timed
            for name in calls:
                calls[name]()
        # Whose turn comes first changes.
        order = list(calls)[:: 1 if seed % 2 else -1]
        for name, seconds in interleave({name: calls[name] for name in order}, 1).items():
            times[name] += seconds
            scores[name].append(float(pair[name].score(x_test, y_test)))
    return {
        "data": task.data,
        "samples": samples,
        "scores": {name: float(np.mean(found)) for name, found in scores.items()},
        "times": {name: asdict(spread(seconds)) for name, seconds in times.items()},
        "ratio": asdict(ratios(times[OTHER], times[OWN])),
    }


def search(rounds: int, data: str = "digits", **parameters: Any) -> dict[str, Any]:
    """Time a grid search over eight candidates in one process and with two of joblib's.

    Returns
    -------
    dict
        Made for JSON: ``times`` by number of jobs, and ``ratio``: one job's over two's in the same
        round. The workers are there already, as for the second search of a session.
    """
    from sklearn.model_selection import GridSearchCV

    from deltaward.sklearn import MLPClassifier

    x, _, y, _ = _split(Task(data, "MLPClassifier"), 0)
    net = MLPClassifier(random_state=0, **parameters)

    def call(jobs: int) -> Any:
        return lambda: GridSearchCV(net, GRID, cv=3, n_jobs=jobs).fit(x, y)

    calls = {"1": call(1), "2": call(2)}
    with _quiet():
        calls["2"]()
        times = interleave(calls, rounds)
    return {
        "data": data,
        "times": {name: asdict(spread(seconds)) for name, seconds in times.items()},
        "ratio": asdict(ratios(times["1"], times["2"])),
    }


@contextmanager
def _quiet() -> Iterator[None]:
    """Let both end at their last epoch without a warning, in joblib's workers too."""
    from sklearn.exceptions import ConvergenceWarning

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        yield


def _split(task: Task, seed: int) -> tuple[Array, Array, Any, Any]:
    import sklearn.datasets
    from sklearn.model_selection import train_test_split
    from sklearn.preprocessing import StandardScaler

    x, y = getattr(sklearn.datasets, f"load_{task.data}")(return_X_y=True)
    classes = y if task.kind == "MLPClassifier" else None
    x, x_test, y, y_test = train_test_split(x, y, random_state=seed, stratify=classes)
    scaler = StandardScaler().fit(x)
    return np.asarray(scaler.transform(x)), np.asarray(scaler.transform(x_test)), y, y_test


def _estimator(library: str, task: Task, seed: int) -> Any:
    import sklearn.neural_network

    import deltaward.sklearn

    module = deltaward.sklearn if library == OWN else sklearn.neural_network
    return getattr(module, task.kind)(random_state=seed, **dict(task.parameters))


def report(record: dict[str, Any]) -> str:
    """Return what `measure` found, and `search` under its key if it is there, as Markdown."""
    header = ("", "samples", OWN, OTHER, f"{OWN}, ms", f"{OTHER}, ms", f"× {OWN}", "quartiles")
    rows = [
        (
            row["data"],
            f"{row['samples']:,}",
            *(f"{100 * row['scores'][name]:.2f}" for name in (OWN, OTHER)),
            *(markdown.short(1e3 * row["times"][name]["median"]) for name in (OWN, OTHER)),
            *markdown.within(Spread(**row["ratio"])),
        )
        for row in record["rows"]
    ]
    parts = [
        f"A fit with the same parameters and seed, float64 data; accuracy in % (diabetes: 100 R²), "
        f"mean of {record['rounds']} splits; {record['threads']} thread(s)",
        markdown.table(header, rows),
    ]
    if "search" in record:
        found = record["search"]
        one, two = (found["times"][jobs]["median"] for jobs in ("1", "2"))
        parts.append(
            f"`GridSearchCV` over 8 candidates in 3 folds of {found['data']}: {one:.2f} s with "
            f"`n_jobs=1`, {two:.2f} s with `n_jobs=2`, × {found['ratio']['median']:.2f}."
        )
    return "\n\n".join(parts)
