# SPDX-License-Identifier: MIT
"""``python -m deltaward``: the command line."""

import sys

from deltaward.cli import main

if __name__ == "__main__":
    sys.exit(main())
