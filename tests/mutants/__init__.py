# SPDX-License-Identifier: MIT
"""Planted errors of the core, each of which some test has to find: ``python tests/mutate.py``."""
