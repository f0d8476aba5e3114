# SPDX-License-Identifier: MIT
"""The command line: ``deltaward train``, ``evaluate``, ``predict``, ``check`` and so on.

One file a command, listed in `table`; what several commands share is in `options`. The modules
import little: pooch, tqdm, safetensors and Pillow only inside of what needs them.
"""

from deltaward.cli.entry import main

__all__ = ["main"]
