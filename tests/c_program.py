# SPDX-License-Identifier: MIT
"""Programs made of a C header that deltaward wrote."""

import os
import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from deltaward.exporting.c_self_test import compiler

Array = npt.NDArray[Any]
STRICT = ["-std=c99", "-Wall", "-Wextra", "-Werror", "-pedantic"]

# Reads samples from argv[1], floats and then pixels, and writes outputs and predictions to argv[2].
MAIN = """\
#include <stdio.h>
#include "HEADER"
static REAL x[NAME_n_in], a[NAME_n_out];
static unsigned char pixels[NAME_n_in];
int main(int argc, char **argv) {
  FILE *in = fopen(argv[1], "rb"), *out = fopen(argv[2], "wb");
  if (argc != 3 || !in || !out) return 99;
  while (fread(x, sizeof x, 1, in) == 1) {
    if (fread(pixels, sizeof pixels, 1, in) != 1) return 98;
    NAME_feedforward(x, a);
    fwrite(a, sizeof a, 1, out);
    NAME_feedforward_pixels(pixels, a);
    fwrite(a, sizeof a, 1, out);
    PREDICT
  }
  fclose(in);
  return fclose(out) ? 97 : NAME_self_test();
}
"""
PREDICTIONS = {
    "class": """\
    a[0] = (REAL)NAME_predict(x);
    fwrite(a, sizeof a[0], 1, out);
    a[0] = (REAL)NAME_predict_pixels(pixels);
    fwrite(a, sizeof a[0], 1, out);""",
    "values": """\
    NAME_predict(x, a);
    fwrite(a, sizeof a, 1, out);
    NAME_predict_pixels(pixels, a);
    fwrite(a, sizeof a, 1, out);""",
}


def cc(*arguments: object) -> None:
    """Call the C compiler, which has to be there in CI and may be missing elsewhere."""
    done = try_cc(*arguments)
    assert done.returncode == 0, done.stderr


def try_cc(*arguments: object) -> "subprocess.CompletedProcess[str]":
    command = compiler()
    if command is None:
        if os.environ.get("CI"):
            pytest.fail("no C compiler in CI")
        pytest.skip("C headers: needs a compiler, as the variable CC or as cc, gcc or clang")
    return subprocess.run(
        [*command, *map(str, arguments)], capture_output=True, text=True, timeout=60, check=False
    )


@dataclass(frozen=True)
class Computed:
    """What the functions return, a row for each sample."""

    outputs: Array
    outputs_of_pixels: Array
    predictions: Array
    predictions_of_pixels: Array


def compute(header: Path, pixels: Array, dtype: Any, *, link: Sequence[str] = ("-lm",)) -> Computed:
    """Compile a header and call its functions on pixels (m, n_in), and on these times 1/255.

    Its self-test has to pass too.
    """
    name, real = header.stem, "float" if dtype == np.float32 else "double"
    declared = re.search(r"_n_out = (\d+)", header.read_text("ascii"))
    assert declared
    n_out = int(declared[1])
    predict = "values" if f"void {name}_predict(" in header.read_text("ascii") else "class"
    text = MAIN.replace("PREDICT", PREDICTIONS[predict]).replace("HEADER", header.as_posix())
    folder = header.parent
    source, program = folder / f"{name}.c", folder / name
    source.write_text(text.replace("NAME", name).replace("REAL", real), encoding="ascii")
    cc(*STRICT, "-O1", source, "-o", program, *link)
    x = pixels.astype(dtype) / dtype.type(255)
    rows = zip(x, pixels, strict=True)
    (folder / "in").write_bytes(b"".join(a.tobytes() + b.tobytes() for a, b in rows))
    subprocess.run([program, folder / "in", folder / "out"], check=True, timeout=60)
    found = np.fromfile(folder / "out", dtype).reshape(len(x), -1)
    k = n_out if predict == "values" else 1
    assert found.shape[1] == 2 * (n_out + k)
    return Computed(*np.split(found, [n_out, 2 * n_out, 2 * n_out + k], axis=1))


def numbers(text: str, name: str) -> list[str]:
    """Return the numbers of an array in a header, as they stand there."""
    found = re.search(rf" {name}\[\d+\] = \{{(.*?)\}};", text, re.DOTALL)
    assert found
    return [number.strip() for number in found[1].split(",") if number.strip()]
