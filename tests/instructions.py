# SPDX-License-Identifier: MIT
"""Which functions of a built extension have instructions that not every x86-64 has.

``python tests/instructions.py LIBRARY [SYMBOLS]``, SYMBOLS if LIBRARY is stripped. Only functions
of the file of an instruction set may have them. The trap is an inline function that several files
share: the linker keeps one copy, and that may be the one with AVX.
"""

import bisect
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ALLOWED = {"avx2.cpp", "avx512.cpp"}

PREFIXES = set(bytes.fromhex("26 2e 36 3e 64 65 66 67 f0 f2 f3"))
# After 0f, with the prefix: SSE3 and what came later. tzcnt (f3 0f bc) is left out: compilers write
# it for every CPU, as one that does not know it runs bsf, the same for all but 0.
LATER = {
    *((0xF2, code) for code in (0x12, 0x7C, 0x7D, 0xD0, 0xF0)),
    *((0x66, code) for code in (0x7C, 0x7D, 0xD0)),
    *((0xF3, code) for code in (0x12, 0x16, 0xB8, 0xBD)),
}


class Function(NamedTuple):
    address: int
    name: str
    file: str  # where it is local to; empty: shared by all files


def beyond_sse2(code: bytes) -> bool:
    """Whether an instruction is one that a CPU of the year 2003 lacks."""
    start = next((i for i, byte in enumerate(code) if byte not in PREFIXES), len(code))
    prefixes, rest = code[:start], code[start:]
    if rest[:1] and rest[0] in (0xC4, 0xC5, 0x62):  # VEX and EVEX: AVX, FMA, BMI, masks
        return True
    rest = rest[1:] if rest[:1] and 0x40 <= rest[0] <= 0x4F else rest  # REX
    if rest[:1] != b"\x0f" or len(rest) < 2:
        return False
    # 0f 38 and 0f 3a: SSSE3, SSE4, AES, SHA, movbe.
    return rest[1] in (0x38, 0x3A) or any((p, rest[1]) in LATER for p in prefixes)


def _output(*command: object) -> Iterator[str]:
    run = subprocess.run(
        list(map(str, command)), capture_output=True, text=True, check=True, timeout=120
    )
    return iter(run.stdout.splitlines())


def functions(symbols: Path) -> list[Function]:
    """Return the functions by address; the symbol of a file comes before those local to it."""
    found, file = [], ""
    for line in _output("readelf", "--symbols", "--wide", symbols):
        # Num: Value Size Type Bind Vis Ndx Name
        fields = line.split(None, 7)
        if len(fields) < 7 or not fields[0].rstrip(":").isdigit():
            continue
        value, kind, binding, section = fields[1], *fields[3:5], fields[6]
        name = fields[7] if len(fields) == 8 else ""
        if kind == "FILE":
            file = name
        elif kind in ("FUNC", "IFUNC") and section != "UND":
            found.append(Function(int(value, 16), name, file if binding == "LOCAL" else ""))
    return sorted(found)


def instructions(library: Path) -> Iterator[tuple[int, bytes]]:
    """Yield all instructions with their addresses."""
    row = re.compile(r"^ *([0-9a-f]+):\t((?:[0-9a-f]{2} )+)")
    for line in _output("objdump", "--disassemble", "--insn-width=15", library):
        if found := row.match(line):
            yield int(found[1], 16), bytes.fromhex(found[2])


def _code(path: Path) -> list[str]:
    """Where the code of a library lies."""
    rows = (line.partition("] ")[2].split() for line in _output("readelf", "-SW", path))
    # Name Type Address Offset Size
    return next(([row[2], row[4]] for row in rows if row[:1] == [".text"]), [])


def count(library: Path, symbols: Path) -> Counter[Function]:
    """Count the instructions beyond SSE2 of each function."""
    known = functions(symbols)
    if not any(function.file for function in known):
        raise ValueError(f"symbols: {symbols} is stripped; expected one with its symbols")
    if _code(library) != _code(symbols):
        raise ValueError(f"symbols: {symbols} is of another build; expected that of {library}")
    addresses = [function.address for function in known]
    counts: Counter[Function] = Counter()
    for address, code in instructions(library):
        if beyond_sse2(code):
            # Before the first: a stub of the linker.
            i = bisect.bisect_right(addresses, address) - 1
            counts[known[i] if i >= 0 else Function(address, "?", "")] += 1
    return counts


def main(library: str, symbols: str | None = None) -> int:
    counts = count(Path(library), Path(symbols or library))
    wrong = {f: n for f, n in counts.items() if f.file not in ALLOWED}
    for function, n in sorted(wrong.items()):
        print(f"{n} instructions beyond SSE2 in {function.name} ({function.file or 'shared'})")
    for file in sorted(ALLOWED):
        mine = [n for function, n in counts.items() if function.file == file]
        print(f"{file}: {sum(mine)} instructions beyond SSE2 in {len(mine)} functions")
        if not mine:
            print(f"{file}: none at all; expected its loops to be made of them")
            wrong[Function(0, file, file)] = 0
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
