# SPDX-License-Identifier: MIT
"""What is too long for every run: one command each. The results are in docs/reliability.md."""

import nox

nox.options.default_venv_backend = "venv"
nox.options.sessions = ["soak"]

PROJECT = nox.project.load_toml("pyproject.toml")
# What a core that .ci/instrument builds is tested with.
INSTRUMENTED = [
    *(need for need in PROJECT["build-system"]["requires"] if "pybind11" in need),
    *PROJECT["project"]["dependencies"],
    *("gcovr>=8.3", "ninja", "hypothesis", "pytest", "pytest-timeout", "pytest-xdist"),
]


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


def _instrumented(session: nox.Session, script: str) -> None:
    session.install(*INSTRUMENTED)
    session.run(script, "python", external=True)


@nox.session
def sanitize(session: nox.Session) -> None:
    """Test the core under AddressSanitizer and UndefinedBehaviorSanitizer."""
    _instrumented(session, ".ci/sanitize")


@nox.session
def tsan(session: nox.Session) -> None:
    """Test what uses threads under ThreadSanitizer."""
    _instrumented(session, ".ci/tsan")


@nox.session
def oom(session: nox.Session) -> None:
    """Let each allocation of the core fail."""
    _instrumented(session, ".ci/oom")


@nox.session
def coverage(session: nox.Session) -> None:
    """Measure which lines of the package the tests reach, those that run in children too."""
    # With the libraries that are compared with: what reads their models runs only beside them.
    session.install(".[test,bench]", "coverage>=7.12")
    session.run("coverage", "erase")
    session.run("coverage", "run", "-m", "pytest", *session.posargs)
    session.run("coverage", "combine")
    session.run("coverage", "report")


@nox.session
def coverage_core(session: nox.Session) -> None:
    """Measure which lines and branches of the core its tests reach."""
    _instrumented(session, ".ci/coverage")


@nox.session
def fuzz(session: nox.Session) -> None:
    """Feed all that reads files with changed ones: nox -s fuzz -- --seconds 600 [target...]."""
    session.install(".[test]")
    session.run("python", "-m", "fuzz", *session.posargs, env={"PYTHONPATH": "tests"})


@nox.session
def mutants(session: nox.Session) -> None:
    """Plant errors in the core, one after the other, and see that the suite finds each."""
    session.install(".[test]", "pybind11>=3.1,<3.2", "ninja")
    session.run("python", "tests/mutate.py", *session.posargs)


@nox.session
def mutants_python(session: nox.Session) -> None:
    """Let mutmut plant errors in the package: nox -s mutants_python [-- --sample N] [WORD...]."""
    # Exactly this one: tests/mutate_python.py uses what it does not promise to keep.
    session.install(".[test,bench]", "mutmut==3.8.1")
    session.run("python", "tests/mutate_python.py", *session.posargs)


@nox.session
def links(session: nox.Session) -> None:
    """Follow the links of the documentation that lead outside."""
    session.install(".[docs]")
    session.run("sphinx-build", "-q", "-b", "linkcheck", "docs", "build/links")
