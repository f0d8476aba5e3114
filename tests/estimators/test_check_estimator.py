# SPDX-License-Identifier: MIT
"""scikit-learn's own checks of estimators, all of them."""

import json
import os
import subprocess
import sys

import pytest

# scipy looks at SCIPY_ARRAY_API when it is imported, so the checks have a process of their own.
CODE = """
import json, sys, warnings
from sklearn.utils.estimator_checks import check_estimator
import deltaward.sklearn
warnings.simplefilter("ignore")  # the checks train for few epochs
for name in sys.argv[1:]:
    found = check_estimator(getattr(deltaward.sklearn, name)(), on_skip=None, on_fail=None)
    print(json.dumps([(r["check_name"], r["status"], str(r["exception"])) for r in found]))
"""

LEAST = {"MLPClassifier": 60, "MLPRegressor": 55}

# There is nothing to check: a perceptron has probabilities, and no decision_function.
NOT_FOR_US = {"check_classifiers_multilabel_output_format_decision_function"}


@pytest.fixture(scope="module")
def checks() -> dict[str, list[list[str]]]:
    """Name, status and error of each check of each estimator, all by one import of scikit-learn."""
    run = subprocess.run(
        [sys.executable, "-c", CODE, *LEAST],
        env=os.environ | {"SCIPY_ARRAY_API": "1"},
        capture_output=True,
        text=True,
        check=True,
        timeout=110,
    )
    lines = [line for line in run.stdout.splitlines() if line.startswith("[[")]
    return dict(zip(LEAST, map(json.loads, lines), strict=True))


@pytest.mark.parametrize("name", LEAST)
def test_all_checks_pass(checks: dict[str, list[list[str]]], name: str) -> None:
    found = checks[name]
    others = [check for check in found if check[1] != "passed" and check[0] not in NOT_FOR_US]
    passed = [check for check in found if check[1] == "passed"]
    print(f"{name}: {len(passed)} of {len(found)} checks passed")
    assert not others
    assert len(passed) >= LEAST[name]
