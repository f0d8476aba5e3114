# SPDX-License-Identifier: MIT
"""Which libraries take part, and why the others do not."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from deltaward.benchmarks.peers import OWN, Peer

T = TypeVar("T")


@dataclass(slots=True)
class Absent:
    """The libraries that do not take part."""

    not_installed: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)  # with what they said


def prepare(peers: Iterable[Peer], make: Callable[[Peer], T]) -> tuple[dict[str, T], Absent]:
    """Make something of every library that is installed, and call it once.

    Parameters
    ----------
    peers : iterable of Peer
        Those that can do what is measured.
    make : callable
        Returns what is to be timed; has called it once, so that nothing is left to be compiled.

    Returns
    -------
    dict, Absent
        What was made, by the names of the libraries; and the others.

    Raises
    ------
    Exception
        What deltaward raised: a comparison without it is none.
    """
    made: dict[str, T] = {}
    absent = Absent()
    for peer in peers:
        if peer.missing():
            absent.not_installed.append(peer.name)
            continue
        try:
            made[peer.name] = make(peer)
        except Exception as error:
            if peer.name == OWN:
                raise
            absent.failed[peer.name] = f"{type(error).__name__}: {error}"
    return made, absent


def tell(record: dict[str, Any]) -> list[str]:
    """Return paragraphs about the absent of a record that has their fields."""
    lines = []
    if record["not_installed"]:
        lines.append(f"Not installed: {', '.join(record['not_installed'])}.")
    lines += [f"{name} failed: {reason}" for name, reason in record["failed"].items()]
    return lines
