# SPDX-License-Identifier: MIT
"""What draws or writes files."""

from collections.abc import Callable, Iterator
from typing import Any

import deltaward as dw
from array_cases.case import CLASSES, Case, X, Y, network, written
from array_layouts import DTYPES, PLACES


def _drawn(draw: Callable[..., Any]) -> Any:
    from matplotlib.figure import Figure

    def numbers(**arrays: Any) -> Any:
        figure = draw(**arrays)
        assert isinstance(figure, Figure)
        figure.set_dpi(30)
        return written(lambda path: figure.savefig(path, metadata={"Software": None}), ".png")

    return numbers


def _plots() -> Iterator[tuple[str, Callable[..., Any], dict[str, Any]]]:
    plots = dw.plots
    yield "confusion_matrix", plots.confusion_matrix, {"y_true": Y, "y_pred": Y[::-1]}
    yield (
        "misclassified",
        lambda x, y: plots.misclassified(network(), x, y, shape=(2, 3)),
        CLASSES,
    )
    yield "saturation", lambda x: plots.saturation(network(), x), {"x": X}


def _live(x: Any, y: Any) -> Any:
    from deltaward.notebook import Live

    live = Live(x, y)
    net = network()
    net.fit(X, Y, verbose=0, callbacks=[live])
    return net.weights, str(live.samples)


def cases() -> Iterator[Case]:
    for name, draw, arrays in _plots():
        says = {"y_pred": "y_(pred|true)"}
        yield Case(
            f"plots.{name}",
            lambda draw=draw, **a: _drawn(draw)(**a),
            arrays,
            says,
            needs="matplotlib",
            is_slow=True,
        )
    for suffix in ("gif", "mp4"):
        yield Case(
            f"Network.to_{suffix}",
            lambda x, y, suffix=suffix: written(
                lambda path: getattr(network(), f"to_{suffix}")(path, x, y, dpi=50, frames=1),
                f".{suffix}",
            ),
            {"x": X[:1], "y": Y[:1]},
            needs="imageio_ffmpeg" if suffix == "mp4" else "matplotlib",
            is_slow=True,
            is_long=True,
        )
    yield Case(
        "Network.to_html",
        lambda x, y: written(lambda path: network().to_html(path, x, y), ".html"),
        CLASSES,
        is_slow=True,
    )
    yield Case("notebook.Live", _live, CLASSES, needs="anywidget", is_slow=True)
    yield Case(
        "datasets.write_idx",
        lambda array: written(lambda path: dw.datasets.write_idx(path, array)),
        {"array": X},
        kinds=(*PLACES, *DTYPES, "0-d"),  # no rows are a file, too
    )
