# SPDX-License-Identifier: MIT
"""How a training run shows itself on the terminal."""

import math
import sys
from types import TracebackType
from typing import Self

Figures = dict[str, float]


def format_figures(figures: Figures) -> str:
    """Write figures as ``cost 0.1234  accuracy 97.1 %``, leaving out what is NaN."""
    parts = []
    for key, value in figures.items():
        if key in ("seconds", "learning_rate") or value != value:
            continue
        text = f"{100 * value:.2f} %" if key.endswith("accuracy") else f"{value:.4f}"
        parts.append(f"{key} {text}")
    return "  ".join(parts)


class Silent:
    """Shows nothing, and is what the other two are made from."""

    def __init__(self, epochs: int, samples: int) -> None:
        self.epochs = epochs
        self.samples = samples

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def learn(self, samples: int) -> None:
        """Take how many samples an epoch has, which was not known, before `finish`."""
        self.samples = samples

    def update(self, epoch: int, samples: int, figures: Figures) -> None:
        """Show figures in the middle of an epoch, after so many of its samples."""

    def finish(self, epoch: int, figures: Figures, rate: float = math.nan) -> None:
        """Show the figures of a finished epoch, and how many samples a second it trained on."""

    def close(self) -> None:
        """Leave the terminal as it should stay."""


class Lines(Silent):
    """One line an epoch on standard error."""

    def finish(self, epoch: int, figures: Figures, rate: float = math.nan) -> None:
        """Print the epoch: its seconds are all that it took, the rate is that of the training."""
        print(
            f"epoch {epoch}/{self.epochs}  {format_figures(figures)}  "
            f"learning_rate {figures['learning_rate']:.4g}  {figures['seconds']:.2f} s  "
            f"{rate:,.0f} samples/s",
            file=sys.stderr,
        )


# Columns that a narrow terminal keeps for the bar itself, and for "  123k samples/s".
BAR_WIDTH = 10
RATE_WIDTH = 17


def fit_figures(figures: Figures, room: float) -> str:
    """Write the most that fits into so many columns, the last accuracy in any case.

    What falls first is the rate, then the costs, then the accuracy of training.
    """
    shown = {k: v for k, v in figures.items() if k != "seconds" and v == v}
    accuracies = {k: v for k, v in shown.items() if k.endswith("accuracy")} or shown
    for choice in (shown, accuracies, dict(list(accuracies.items())[-1:])):
        text = format_figures(choice)
        if len(text) + RATE_WIDTH <= room:
            return f"{text}  {{rate_fmt}}".lstrip()
        if len(text) <= room:
            break
    return text


class Bar(Silent):
    """A tqdm bar over the samples of all epochs, on standard error."""

    def __init__(self, epochs: int, samples: int) -> None:
        super().__init__(epochs, samples)
        # 60 ms to import, so only where a bar is shown.
        from tqdm.auto import tqdm

        self.bar = tqdm(
            total=epochs * samples,
            unit=" samples",
            unit_scale=True,
            dynamic_ncols=True,
            bar_format="{desc} {percentage:3.0f}% |{bar}|",
        )
        self.validation: Figures = {}
        self._show(1, 0, {})

    def _show(self, epoch: int, samples: int, figures: Figures) -> None:
        description = f"epoch {epoch}/{self.epochs}"
        self.bar.set_description_str(description, refresh=False)
        columns = self.bar.format_dict["ncols"] or math.inf
        room = columns - len(f"{description} 100% || ") - BAR_WIDTH
        text = fit_figures(figures | self.validation, room)
        self.bar.bar_format = f"{{desc}} {{percentage:3.0f}}% |{{bar}}| {text}"
        self.bar.update((epoch - 1) * self.samples + samples - self.bar.n)

    def learn(self, samples: int) -> None:
        """Give the bar the length that it did not have."""
        super().learn(samples)
        self.bar.total = self.epochs * samples

    def update(self, epoch: int, samples: int, figures: Figures) -> None:
        """Move the bar on."""
        self._show(epoch, samples, figures)

    def finish(self, epoch: int, figures: Figures, rate: float = math.nan) -> None:
        """Move the bar to the end of the epoch."""
        self.validation = {k: v for k, v in figures.items() if k.startswith("val_")}
        self._show(epoch, self.samples, figures)

    def close(self) -> None:
        """Leave the last state of the bar on its line."""
        self.bar.refresh()
        self.bar.close()


def reporter(verbose: int, epochs: int, samples: int) -> Silent:
    """Make the one that ``verbose`` asks for: 0 silent, 1 a bar, 2 a line an epoch."""
    return (Silent, Bar, Lines)[verbose](epochs, samples)
