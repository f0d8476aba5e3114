# SPDX-License-Identifier: MIT
"""The scripts of the page as one: ES modules that import each other, joined in that order."""

import re
from collections.abc import Callable

_IMPORT = re.compile(r'^import (\{[^}]*\}) from "\./(\w+)\.js";$', re.MULTILINE)
_EXPORT = re.compile(r"^export ((?:const|function|class) (\w+))", re.MULTILINE)
_LICENCE = "// SPDX-License-Identifier: MIT\n"


def bundle(read: Callable[[str], str], entry: str) -> str:
    """Join `entry` and what it imports, each file once and after what it needs itself.

    Each keeps a scope of its own, a function that returns what the file exports.

    Parameters
    ----------
    read : callable
        Returns the text of a file by its name.
    entry : str
        The name of the first, without ``.js``.

    Returns
    -------
    str
        A script without imports and exports.

    Raises
    ------
    ValueError
        If files import each other in a circle.
    """
    done: list[str] = []
    open_, seen = set[str](), set[str]()

    def add(name: str) -> None:
        if name in open_:
            raise ValueError(f"{name}.js: imports itself by way of {', '.join(sorted(open_))}")
        if name in seen:
            return
        open_.add(name)
        seen.add(name)
        text = read(f"{name}.js")
        for _, needed in _IMPORT.findall(text):
            add(needed)
        open_.remove(name)
        exported = ", ".join(found for _, found in _EXPORT.findall(text))
        text = _EXPORT.sub(r"\1", _IMPORT.sub(r"const \1 = \2_js;", text))
        text = text.removeprefix(_LICENCE).strip()
        done.append(f"const {name}_js = (() => {{\n{text}\nreturn {{ {exported} }};\n}})();\n")

    add(entry)
    return _LICENCE + "\n".join(done)
