# SPDX-License-Identifier: MIT
"""What is too long for every run: one command each. The results are in docs/reliability.md."""

import nox

nox.options.default_venv_backend = "venv"
nox.options.sessions = ["soak"]


@nox.session
def soak(session: nox.Session) -> None:
    """Repeat what is random as often as docs/reliability.md says: kills, exits, signals."""
    session.install(".[test]")
    session.run(
        "pytest",
        "tests/dependable",
        "--timeout=3600",
        *session.posargs,
        env={"DELTAWARD_SOAK": "1"},
    )
