# SPDX-License-Identifier: MIT
"""Every public function that takes arrays, and how to call it with small ones."""

from array_cases import of_book, of_equations, of_estimators, of_metrics, of_network, of_pictures
from array_cases.case import Case

CASES: list[Case] = [
    case
    for module in (of_network, of_equations, of_metrics, of_book, of_estimators, of_pictures)
    for case in module.cases()
]
