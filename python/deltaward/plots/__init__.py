# SPDX-License-Identifier: MIT
"""Pictures and tables of a run; what draws with matplotlib is imported where it is asked for."""
