# SPDX-License-Identifier: MIT
"""Random changes of bytes, and of values of JSON."""

import random
import struct
from collections.abc import Callable
from typing import Any

Mutation = Callable[[bytes, random.Random], bytes]

MOST = 1 << 16  # bytes of an input
INTEGERS = [
    0,
    1,
    2,
    *(2**n + d for n in (7, 8, 15, 16, 31, 32, 40, 63) for d in (-1, 0)),
    2**64 - 1,
]
NUMBERS = [-1, 0.5, -0.0, 1e308, 1e-320, float("nan"), float("inf"), -(2**63), 10**400, *INTEGERS]
TEXTS = ["", "relu", "custom", "float16", "__import__('os')", "é\0\ud800", "../x", "9" * 5000]
NESTED: list[Any] = [[], {}, [[]], [None], [1, 2], {"": {}}, {"tensors": [3]}, {"value": None}]
ODD: list[Any] = [None, True, False, *NUMBERS, *TEXTS, *NESTED, {"tensor": "layers.0.weight"}]


def change_bytes(data: bytes, draw: random.Random) -> bytes:
    """Make one to a few small changes anywhere."""
    out = bytearray(data or b"\0")
    for _ in range(draw.choice((1, 1, 1, 2, 4, 8))):
        at = draw.randrange(len(out) + 1)
        size = draw.choice((1, 1, 2, 4, 8, 64, 1024))
        match draw.randrange(8):
            case 0 if at < len(out):
                out[at] ^= 1 << draw.randrange(8)
            case 1 if at < len(out):
                out[at] = draw.choice((0, 1, 0x7F, 0x80, 0xFF, draw.randrange(256)))
            case 2:
                form = draw.choice((">I", "<I", ">Q", "<Q", "<H", ">H"))
                number = draw.choice(INTEGERS) % (1 << 8 * struct.calcsize(form))
                out[at : at + struct.calcsize(form)] = struct.pack(form, number)
            case 3:
                del out[at : at + size]
            case 4:
                out[at:at] = draw.randbytes(size)
            case 5:
                source = draw.randrange(len(out) + 1)
                out[at:at] = out[source : source + size]
            case 6:
                out[at : at + size] = bytes(size)
            case 7 if draw.random() < 0.3:
                del out[at:]
    return bytes(out[:MOST])


def change_json(value: Any, draw: random.Random) -> Any:
    """Return a value of JSON with something in it changed."""
    children = list(value) if isinstance(value, dict) else []
    children = list(range(len(value))) if isinstance(value, list) else children
    if not children or draw.random() < 0.04:
        return _other(value, draw)
    key = draw.choice(children)
    changed = value.copy()
    match draw.randrange(12):
        case 0:
            del changed[key]
        case 1 if isinstance(value, dict):
            changed[str(draw.choice(ODD))[:50]] = changed.pop(key)
        case 1:
            changed.insert(key, changed[key])
        case 2:
            changed[key] = changed[draw.choice(children)]
        case _:
            changed[key] = change_json(changed[key], draw)
    return changed


def _other(value: Any, draw: random.Random) -> Any:
    if isinstance(value, bool) or draw.random() < 0.5:
        return draw.choice(ODD)
    if isinstance(value, int):
        return draw.choice(
            (value + 1, value - 1, -value, value * 2, value % 1000 + 0.5, f"{value % 1000}")
        )
    if isinstance(value, str):
        return value[: draw.randrange(len(value) + 1)] + draw.choice(("", "x", "\0"))
    nested: Any = value
    for _ in range(draw.choice((1, 2, 500))):
        nested = [nested]
    return nested
