# SPDX-License-Identifier: MIT
"""Watching a training from a notebook: ``net.fit(x, y, callbacks=[Live(x[:3], y[:3])])``."""

from deltaward.notebook.live import Live

__all__ = ["Live"]
