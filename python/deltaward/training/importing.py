# SPDX-License-Identifier: MIT
"""Importing late, in a process that may be forked meanwhile."""

import os
import threading

# A child that is forked while another thread imports waits forever for what that thread was about
# to import: so a fork waits for the import.
# (The same thread may hold it twice: a signal's handler that forks, or trains, comes in between.)
importing = threading.RLock()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(
        before=importing.acquire,
        after_in_parent=importing.release,
        after_in_child=importing.release,
    )
