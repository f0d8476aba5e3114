# SPDX-License-Identifier: MIT
"""What ``tests/instructions.py`` finds, which CI asks about the wheel."""

import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import instructions

# As `as` writes them.
BASELINE = {
    "add %rax,%rbx": "48 01 c3",
    "mulps %xmm1,%xmm0": "0f 59 c1",
    "movsd %xmm0,(%r8)": "f2 41 0f 11 00",
    "mov $0x62c5c4,%eax": "b8 c4 c5 62 00",
    "movq %xmm0,%rax": "66 48 0f 7e c0",
    "tzcnt %eax,%eax": "f3 0f bc c0",
    "xgetbv": "0f 01 d0",
}
LATER = {
    "vaddps %ymm0,%ymm0,%ymm0": "c5 fc 58 c0",
    "vfmadd231ps %zmm0,%zmm1,%zmm2": "62 f2 75 48 b8 d0",
    "kmovw %k0,%eax": "c5 f8 93 c0",
    "andn %eax,%ebx,%ecx": "c4 e2 60 f2 c8",
    "haddps %xmm0,%xmm0": "f2 0f 7c c0",
    "pshufb %xmm0,%xmm8": "66 44 0f 38 00 c0",
    "roundsd $0x8,%xmm0,%xmm0": "66 0f 3a 0b c0 08",
    "popcnt %rax,%rax": "f3 48 0f b8 c0",
    "lzcnt %eax,%eax": "f3 0f bd c0",
    "crc32b %al,%eax": "f2 0f 38 f0 c0",
}

# A loop that several files have. In a namespace without a name each keeps its own.
SHARED = """
namespace part {{
{} {{
template <class T> void twice(T* x, int n) {{ for (int i = 0; i < n; ++i) x[i] *= 2; }}
}}
}}
"""
CALLER = '#include "shared.hpp"\nvoid {0}(float* x, int n) {{ part::twice(x, n); }}\n'
PLAIN = """
#include "shared.hpp"
void avx2(float*, int);
void avx512(float*, int);
[[gnu::visibility("default")]] void all(float* x, int n) {
  avx2(x, n);
  avx512(x, n);
  part::twice(x, n);
}
"""


@pytest.mark.parametrize("code", BASELINE.values(), ids=BASELINE)
def test_what_every_cpu_has(code: str) -> None:
    assert not instructions.beyond_sse2(bytes.fromhex(code))


@pytest.mark.parametrize("code", LATER.values(), ids=LATER)
def test_what_came_later(code: str) -> None:
    assert instructions.beyond_sse2(bytes.fromhex(code))


def _built(folder: Path, namespace: str) -> Path:
    """Link a library of three files, the one with AVX-512 first."""
    tools = ("c++", "objdump", "readelf", "objcopy")
    here = sys.platform == "linux" and platform.machine() == "x86_64"
    if not here or not all(map(shutil.which, tools)):
        if here and os.environ.get("CI") and not os.environ.get("CIBUILDWHEEL"):
            pytest.fail(f"CI needs {', '.join(tools)}")
        pytest.skip(f"x86-64 on Linux, and {', '.join(tools)}")
    (folder / "shared.hpp").write_text(SHARED.format(namespace))
    flags = {"avx512": ["-mavx512f"], "avx2": ["-mavx2"], "plain": []}
    for name, own in flags.items():
        source = PLAIN if name == "plain" else CALLER.format(name)
        (folder / f"{name}.cpp").write_text(source)
        # What is inlined, as small functions are, could not go wrong.
        subprocess.run(
            [
                "c++",
                "-c",
                "-fPIC",
                "-O3",
                "-fno-inline",
                "-fvisibility=hidden",
                *own,
                f"{name}.cpp",
            ],
            cwd=folder,
            check=True,
            timeout=60,
        )
    library = folder / "library.so"
    objects = [f"{name}.o" for name in flags]
    subprocess.run(["c++", "-shared", *objects, "-o", library], cwd=folder, check=True, timeout=60)
    return library


@pytest.mark.parametrize("stripped", [False, True], ids=["symbols inside", "symbols beside"])
def test_a_shared_function_is_found(
    tmp_path: Path, stripped: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    library = _built(tmp_path, "inline namespace shared")
    arguments = [str(library)]
    if stripped:
        arguments.append(f"{library}.symbols")
        subprocess.run(["objcopy", "--only-keep-debug", *arguments], check=True, timeout=60)
        subprocess.run(["objcopy", "--strip-all", library], check=True, timeout=60)
    assert instructions.main(*arguments) == 1
    assert "twice" in capsys.readouterr().out


def test_functions_of_one_file_are_its_own(tmp_path: Path) -> None:
    library = _built(tmp_path, "namespace")
    assert instructions.main(str(library)) == 0


def test_symbols_of_another_build(tmp_path: Path) -> None:
    library = _built(tmp_path, "inline namespace shared")
    stripped = tmp_path / "stripped.so"
    subprocess.run(["objcopy", "--strip-all", library, stripped], check=True, timeout=60)
    with pytest.raises(ValueError, match=r"^symbols: .* is stripped; expected"):
        instructions.main(str(library), str(stripped))
    with pytest.raises(ValueError, match=r"^symbols: .* of another build; expected"):
        instructions.main(str(library), sys.executable)
