# SPDX-License-Identifier: MIT
"""One planted error."""

from pathlib import Path
from typing import NamedTuple


class Mutant(NamedTuple):
    """``old``, which is there once in a file under cpp/, becomes ``new``; this breaks ``what``.

    Looked for in a build for one instruction set beside the plain loops.
    """

    file: str
    what: str
    old: str
    new: str
    isa: str = "avx2"

    def apply(self, root: Path) -> None:
        """Plant it in the sources under a folder."""
        path = root / "cpp" / self.file
        text = path.read_text(encoding="utf-8")
        if (count := text.count(self.old)) != 1:
            raise ValueError(
                f"{self.file}: {self.old!r} is there {count} times; expected once, for the mutant "
                f"of {self.what!r}"
            )
        path.write_text(text.replace(self.old, self.new), encoding="utf-8")
