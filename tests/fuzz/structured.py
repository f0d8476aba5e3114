# SPDX-License-Identifier: MIT
"""Changes within a format, so that what is behind its first checks is reached too."""

import gzip
import hashlib
import json
import random
import re
import zlib
from typing import Any

from deltaward.interchange.onnx_graph.operations import OPERATORS
from fuzz.mutations import INTEGERS, change_bytes, change_json

_SEAL = re.compile(rb'file_sha256[\\": ]{1,8}([0-9a-f]{64})')

_OPERATORS = [name.encode() for _, name in OPERATORS]


def sealed(data: bytes, draw: random.Random) -> bytes:
    """Return bytes with a digest that is right, where there is a place for one."""
    place = _SEAL.search(data)
    if place is None or draw.random() < 0.05:
        return data
    start, end = place.span(1)
    digest = hashlib.sha256(data[:start] + b"0" * 64 + data[end:]).hexdigest()
    return data[:start] + digest.encode() + data[end:]


def change_safetensors(data: bytes, draw: random.Random) -> bytes:
    """Change the header, what is in the metadata, or the tensors, and seal it again."""
    size = int.from_bytes(data[:8], "little")
    try:
        header = json.loads(data[8 : 8 + size])
        about = json.loads(header["__metadata__"]["deltaward"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return change_bytes(data, draw)
    tensors = data[8 + size :]
    kind = draw.random()
    if kind < 0.75:
        for _ in range(draw.choice((1, 1, 2, 3))):
            about = change_json(about, draw)
        header["__metadata__"]["deltaward"] = json.dumps(about)
    elif kind < 0.85:
        header = change_json(header, draw)
    elif kind < 0.95:
        tensors = change_bytes(tensors, draw)
    else:
        return sealed(change_bytes(data, draw), draw)
    text = json.dumps(header).encode()
    return sealed(len(text).to_bytes(8, "little") + text + tensors, draw)


def change_gzip(data: bytes, draw: random.Random) -> bytes:
    """Change the compressed bytes, or what is in them."""
    try:
        inner = gzip.decompress(data)
    except (OSError, EOFError, zlib.error):
        return change_bytes(data, draw)
    kind = draw.random()
    if kind < 0.4:
        return gzip.compress(change_bytes(inner, draw), draw.randrange(10), mtime=0)
    if kind < 0.5:  # several members
        return data + gzip.compress(change_bytes(inner, draw), mtime=0)
    if kind < 0.6:  # far more than a header declares
        return gzip.compress(inner + bytes(draw.choice((1, 1000, 10**6))), mtime=0)
    return change_bytes(data, draw)


def change_json_text(data: bytes, draw: random.Random) -> bytes:
    """Change a value in a file of JSON."""
    try:
        return json.dumps(change_json(json.loads(data), draw)).encode()
    except (ValueError, RecursionError):
        return change_bytes(data, draw)


def change_sealed(data: bytes, draw: random.Random) -> bytes:
    """Change any bytes, and seal them again."""
    return sealed(change_bytes(data, draw), draw)


def change_protobuf(data: bytes, draw: random.Random) -> bytes:
    """Change a field somewhere in a message, or any bytes, and seal it again."""
    for _ in range(draw.choice((1, 1, 2, 3))):
        fields = _fields(data)
        if not fields or draw.random() < 0.03:
            data = change_bytes(data, draw)
        else:
            words = [*_OPERATORS, *re.findall(rb"[A-Za-z_0-9]{1,20}", data)]
            data = b"".join(_encoded(*field) for field in _changed(fields, words, draw))
    return sealed(data, draw)


Field = tuple[int, Any]  # number and kind in one, as on the wire


def _changed(fields: list[Field], words: list[bytes], draw: random.Random) -> list[Field]:
    at = draw.randrange(len(fields))
    key, value = fields[at]
    match draw.randrange(12):
        case 0:
            return fields[:at] + fields[at + 1 :]
        case 1:
            return [*fields, fields[at]]
        case 2:
            other = draw.choice(fields)[1]
            value = other if type(other) is type(value) else value
        case _ if isinstance(value, int):
            value = draw.choice((*INTEGERS, value + 1, max(value - 1, 0), draw.randrange(30)))
        case _:
            inner = _fields(value)
            if inner and draw.random() < 0.9:
                value = b"".join(_encoded(*field) for field in _changed(inner, words, draw))
            elif value.isalnum() and draw.random() < 0.9:
                value = draw.choice(words)
            else:
                value = change_bytes(value, draw)
    return [*fields[:at], (key, value), *fields[at + 1 :]]


def _fields(data: bytes) -> list[Field] | None:
    """Return the fields of a message, None if it is none."""
    at, fields = 0, []
    try:
        while at < len(data):
            key, at = _varint(data, at)
            match key & 7:
                case 0:
                    value: Any
                    value, at = _varint(data, at)
                case 1 | 5 as kind:
                    size = 8 if kind == 1 else 4
                    value, at = data[at : at + size], at + size
                case 2:
                    size, at = _varint(data, at)
                    value, at = data[at : at + size], at + size
                case _:
                    return None
            if not key >> 3 or at > len(data):
                return None
            fields.append((key, value))
    except IndexError:
        return None
    return fields


def _varint(data: bytes, at: int) -> tuple[int, int]:
    number = shift = 0
    while True:
        byte = data[at]
        number |= (byte & 127) << shift
        at, shift = at + 1, shift + 7
        if byte < 128:
            return number, at


def _encoded(key: int, value: Any) -> bytes:
    match key & 7:
        case 0:
            return _as_varint(key) + _as_varint(value)
        case 2:
            return _as_varint(key) + _as_varint(len(value)) + bytes(value)
        case kind:
            return _as_varint(key) + bytes(value[: 8 if kind == 1 else 4])


def _as_varint(number: int) -> bytes:
    number %= 1 << 64
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    return bytes([*out, number])
