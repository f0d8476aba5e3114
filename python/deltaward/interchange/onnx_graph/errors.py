# SPDX-License-Identifier: MIT
"""What is wrong with a node."""


class UnreadableError(Exception):
    """A part of a graph that no network of deltaward has.

    Attributes
    ----------
    where : str, optional
        The node; by default the one that is being read.
    """

    def __init__(self, why: str, where: str | None = None) -> None:
        super().__init__(why)
        self.where = where
