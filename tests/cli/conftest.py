# SPDX-License-Identifier: MIT
"""Shared by the tests of the command line: running it, a trained network, a small data set."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pooch
import pytest

import deltaward as dw
from deltaward.cli import main


@dataclass
class Result:
    status: int
    out: str
    err: str

    @property
    def records(self) -> list[dict[str, Any]]:
        """Standard output as strict JSON, one object a line."""

        def refuse(constant: str) -> None:
            raise ValueError(f"{constant} is no JSON")

        return [json.loads(line, parse_constant=refuse) for line in self.out.splitlines()]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., Result]:
    """Call main and return what it did."""

    def call(*argv: object) -> Result:
        capsys.readouterr()
        status = main([str(part) for part in argv])
        out, err = capsys.readouterr()
        return Result(status, out, err)

    return call


@pytest.fixture
def fails(run: Callable[..., Result]) -> Callable[..., str]:
    """Call main, check that it fails as it should, and return the message."""

    def call(status: int, *argv: object) -> str:
        result = run(*argv)
        assert result.status == status
        assert result.out == ""
        assert result.err.startswith("deltaward: error: ")
        assert result.err.count("\n") == 1
        assert result.err.endswith("\n")
        return result.err.removeprefix("deltaward: error: ").strip()

    return call


@pytest.fixture
def process() -> Callable[..., "subprocess.CompletedProcess[str]"]:
    """Run the command line as a process of its own."""

    def call(*argv: str, **options: Any) -> "subprocess.CompletedProcess[str]":
        env = os.environ | options.pop("env", {})
        options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | options
        return subprocess.run(
            [sys.executable, "-m", "deltaward", *argv],
            text=True,
            check=False,
            timeout=100,
            env=env,
            **options,
        )

    return call


@pytest.fixture(autouse=True)
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing downloaded, DELTAWARD_DATA unset, and no file written into the work tree."""
    monkeypatch.setattr(pooch, "os_cache", lambda project: tmp_path / "cache" / project)
    monkeypatch.delenv("DELTAWARD_DATA", raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A network for the digits that `train` saved with its defaults."""
    path = tmp_path_factory.mktemp("model") / "digits.safetensors"
    assert main(["train", "--quiet", "--output", str(path)]) == 0
    return path


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data set of 40 and 20 images of 3 x 4, with three classes that a pixel each tells."""
    path = tmp_path_factory.mktemp("shapes")
    rng = np.random.default_rng(0)
    for part, images in (("train", 40), ("t10k", 20)):
        y = np.arange(images, dtype=np.uint8) % 3
        x = rng.integers(0, 50, (images, 12), dtype=np.uint8)
        x[np.arange(images), y] = 255
        gz = ".gz" if part == "t10k" else ""
        dw.datasets.write_idx(path / f"{part}-images-idx3-ubyte{gz}", x.reshape(-1, 3, 4))
        dw.datasets.write_idx(path / f"{part}-labels-idx1-ubyte{gz}", y)
    return path
