# SPDX-License-Identifier: MIT
"""The version, the same as in ``pyproject.toml`` (a test compares them).

Written here because reading the installed metadata costs an import of 20 ms.
"""

__version__ = "0.1.0"
