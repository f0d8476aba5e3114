# SPDX-License-Identifier: MIT
"""Joining modules."""

import pytest

from deltaward.explain.page.bundle import bundle

FILES = {
    "one.js": (
        "// SPDX-License-Identifier: MIT\n"
        'import { a } from "./two.js";\nimport {\n  B,\n} from "./three.js";\n\nshow(a, B);\n'
    ),
    "two.js": 'import { B } from "./three.js";\n\nexport const a = new B();\nconst own = 1;\n',
    "three.js": "export class B {}\nexport function help() {}\n",
}


def test_each_once_and_after_what_it_needs() -> None:
    text = bundle(FILES.__getitem__, "one")
    assert text.count("SPDX") == 1
    heads = [line for line in text.splitlines() if "_js = " in line and "=>" in line]
    assert heads == [f"const {name}_js = (() => {{" for name in ("three", "two", "one")]
    assert "import" not in text
    assert "export" not in text
    assert "const { a } = two_js;" in text
    assert "return { B, help };" in text
    assert "return { a };" in text


def test_a_circle_is_refused() -> None:
    circle = {
        "one.js": 'import { a } from "./two.js";\nexport const b = a;\n',
        "two.js": 'import { b } from "./one.js";\nexport const a = b;\n',
    }
    with pytest.raises(ValueError, match="imports itself"):
        bundle(circle.__getitem__, "one")
