# SPDX-License-Identifier: MIT
"""The same work in deltaward and in other libraries, timed side by side.

``deltaward bench`` and the scripts in the repository's ``benchmarks`` folder run it. Nothing here
is imported with deltaward, and each library only when it is measured.
"""
