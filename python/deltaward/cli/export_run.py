# SPDX-License-Identifier: MIT
"""What ``deltaward export`` does with its options."""

from argparse import Namespace
from pathlib import Path

from deltaward.cli import options
from deltaward.cli.errors import UsageError
from deltaward.cli.export_formats import FORMATS
from deltaward.cli.output import say, say_json


def run(given: Namespace) -> int:
    """Write the file and report."""
    name = given.format or _by_suffix(given.output)
    form = FORMATS[name]
    for other in FORMATS.values():
        for option in other.options:
            if option not in form.options and getattr(given, option) is not None:
                raise UsageError(f"--{option}: {form.title} takes none")
    net = options.load_model(given.model)
    text, about = form.write(net, given)
    if given.json:
        say_json({"event": "result", "format": name, "model": given.model} | about)
    else:
        say(text)
    return 0


def _by_suffix(path: str) -> str:
    suffix = Path(path).suffix.lower()
    for name, form in FORMATS.items():
        if form.suffix == suffix:
            return name
    known = ", ".join(form.suffix for form in FORMATS.values())
    raise UsageError(f"--output: {path!r}; expected a name that ends with {known}, or --format")
