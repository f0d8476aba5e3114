# SPDX-License-Identifier: MIT
"""``deltaward data``."""

import sys
from argparse import ArgumentParser, Namespace
from dataclasses import asdict

from deltaward.cli import options
from deltaward.cli.command import Command
from deltaward.cli.errors import UsageError, naming
from deltaward.cli.output import is_terminal, note, say, say_json

WRONG_CONTENT = 1


def _add_options(parser: ArgumentParser) -> None:
    choice = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    for name, summary, run in (
        ("list", "the data sets by name, and where each is on this machine", _list),
        ("fetch", "download a data set into the cache, if the cache lacks it", _fetch),
        ("verify", "compare the files of a data set with their published SHA-256", _verify),
    ):
        action = choice.add_parser(name, help=summary, description=f"{summary.capitalize()}.")
        if run is not _list:
            action.add_argument("name", metavar="NAME", help="digits, mnist or fashion")
        if run is _verify:
            action.add_argument(
                "--path",
                metavar="DIR",
                help="the folder with the files (default: where they would be loaded from)",
            )
        options.add_json(action)
        action.set_defaults(action=run)


def _list(given: Namespace) -> int:
    from deltaward.datasets import registry

    found = [registry.status(name) for name in registry.NAMES]
    if given.json:
        for status in found:
            say_json({"event": "data"} | asdict(status) | {"folder": str(status.folder)})
        return 0
    for status in found:
        say(f"{status.name:<8} {status.title:<14} {status.licence:<13} {status.source}")
        say(f"{'':<8} {status.folder}")
    return 0


def _fetch(given: Namespace) -> int:
    from deltaward.datasets import registry

    _check_name(given.name)
    held = registry.status(given.name)
    if held.source == "DELTAWARD_DATA" and not given.json:
        note(
            f"DELTAWARD_DATA has it too, in {held.folder}, and is looked at first: no download is "
            "needed there"
        )
    folder = registry.fetch(given.name, progress=is_terminal(sys.stderr) and not given.json)
    if given.json:
        say_json({"event": "result", "name": given.name, "folder": str(folder)})
    else:
        say(str(folder))
    return 0


def _verify(given: Namespace) -> int:
    from deltaward.datasets import registry

    _check_name(given.name)
    if given.name == "digits" and given.path is not None:
        raise UsageError("--path: the digits are in the package; expected no folder")
    with naming("--path"):
        checks = registry.verify(given.name, given.path)
    ok = all(check.ok for check in checks)
    if given.json:
        for check in checks:
            about = {"path": str(check.path), "ok": check.ok, "problem": check.problem}
            say_json({"event": "file"} | about)
        say_json({"event": "result", "name": given.name, "ok": ok})
    else:
        for check in checks:
            say(f"ok     {check.path}" if check.ok else f"WRONG  {check.problem}")
    return 0 if ok else WRONG_CONTENT


def _check_name(name: str) -> None:
    from deltaward.datasets import registry

    if name not in registry.NAMES:
        raise UsageError(f"NAME: {name!r}; expected one of {', '.join(registry.NAMES)}")


def _run(given: Namespace) -> int:
    status: int = given.action(given)
    return status


COMMAND = Command(
    name="data",
    summary="list, fetch and verify data sets",
    description="List, download and verify the data sets that deltaward knows by name.",
    add_options=_add_options,
    run=_run,
)
