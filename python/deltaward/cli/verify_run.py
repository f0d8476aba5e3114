# SPDX-License-Identifier: MIT
"""What ``deltaward verify`` does with its options."""

from argparse import Namespace
from typing import Any

from deltaward.cli.errors import FailedError, UsageError
from deltaward.cli.output import say, say_json
from deltaward.verification import C_HEADER, ONNX, Verification, verify

WRONG = 1


def run(given: Namespace) -> int:
    """Verify and report."""
    header = given.file.lower().endswith(C_HEADER)
    if given.run and not header:
        raise UsageError(f"--run: {given.file!r} is no C header (.h), and has no self-test to run")
    try:
        found = verify(given.file, run=given.run)
    except ValueError as error:
        return _wrong(given, str(error))
    same_data = None if given.data is None else _is_data(given, found)
    ok = found.ok and same_data is not False
    if given.json:
        say_json({"event": "result", "ok": ok} | _record(found) | {"same_data": same_data})
    else:
        say(f"{given.file}: {'sound' if ok else 'WRONG'}")
        for name, line in _lines(found):
            say(f"  {name:<8} {line}")
        if same_data is not None:
            say(f"  {given.data:<8} {_verdict(found, same_data)} data it was trained on")
    return 0 if ok else WRONG


def _wrong(given: Namespace, problem: str) -> int:
    if given.json:
        say_json({"event": "result", "ok": False, "path": given.file, "problem": problem})
    else:
        say(f"WRONG  {problem}")
    return WRONG


def _is_data(given: Namespace, found: Verification) -> bool:
    from deltaward.cli import images
    from deltaward.training.provenance import sample

    data = (found.provenance or {}).get("data")
    if data is None:
        raise FailedError(f"--data: {given.file} does not say what data it was trained on")
    (x, y), _ = images.load(given.data, quiet=given.json)
    return bool(sample(x, y)()["fingerprint"] == data["fingerprint"])


def _verdict(found: Verification, same_data: bool) -> str:
    if not same_data:
        return "NOT the"
    data = (found.provenance or {})["data"]
    rows, total = data["rows"], data["shape"][0]
    # Of larger data `fit` kept some rows: what the others are, nobody knows.
    return "the" if rows == total else f"by {rows:,} of its {total:,} rows, the"


def _record(found: Verification) -> dict[str, Any]:
    about: dict[str, Any] = {"path": found.path, "bytes": found.size, "sha256": found.digest}
    if found.replay is not None:
        about |= {"pairs": found.replay.pairs, "same_bits": found.replay.same_bits}
        about |= {"difference": found.replay.difference, "tolerance": found.replay.tolerance}
    about |= {"self_test": found.self_test} | found.proof
    return about | {"provenance": found.provenance}


def _lines(found: Verification) -> list[tuple[str, str]]:
    lines = [("digest", f"agrees with all {found.size:,} bytes")]
    again = found.replay
    if again is not None:
        given = f"{again.pairs} inputs{' in onnxruntime' if _is_onnx(found.path) else ''}"
        by = f"of deltaward {found.proof['deltaward']}, {found.proof['isa']}"
        if again.same_bits:
            lines.append(("replay", f"{given} give the outputs {by}, bit for bit"))
        else:
            limit = "the same bits" if again.exact else f"at most {again.tolerance:.1e}"
            off = f"{again.difference:.1e} off those {by}; expected {limit}"
            lines.append(("replay", f"{given} give outputs {off}"))
    elif _is_onnx(found.path):
        lines.append(("replay", "not done: needs onnxruntime (pip install onnxruntime)"))
    elif found.self_test is None:
        lines.append(("replay", "not done: --run compiles the self-test and runs it"))
    else:
        result = f"FAILS with {found.self_test}" if found.self_test else "passes"
        lines.append(("replay", f"the self-test, compiled here, {result}"))
    return lines + _trained(found)


def _is_onnx(path: str) -> bool:
    return path.lower().endswith(ONNX)


def _trained(found: Verification) -> list[tuple[str, str]]:
    if found.provenance is None:
        return [("trained", "it does not say how")]
    # What a setting that is not used says, nobody asks.
    used = {k: v for k, v in found.provenance["settings"].items() if v not in (0, None, [], False)}
    lines = [("trained", ", ".join(f"{key} {_short(value)}" for key, value in used.items()))]
    data = found.provenance["data"]
    if data is not None:
        lines.append(
            (
                "on",
                f"{data['dtype']} {tuple(data['shape'])}, fingerprint {data['fingerprint'][:12]}… "
                f"of {data['rows']:,} rows",
            )
        )
    return lines


def _short(value: Any) -> str:
    if isinstance(value, dict):
        return " ".join(str(v) for v in value.values())
    return str(value)
