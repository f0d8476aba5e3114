# SPDX-License-Identifier: MIT
"""The figure that all plots are drawn on. Importing this imports matplotlib."""

import io

from matplotlib.figure import Figure


class NotebookFigure(Figure):  # type: ignore[misc]  # mypy reads matplotlib nowhere
    """A figure that notebooks show without pyplot, which would bring a backend and a state."""

    def _repr_png_(self) -> bytes:
        file = io.BytesIO()
        self.savefig(file, format="png")
        return file.getvalue()
