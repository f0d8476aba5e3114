# SPDX-License-Identifier: MIT
"""One training step as a film: what each frame shows, how it is drawn, how it is written."""
