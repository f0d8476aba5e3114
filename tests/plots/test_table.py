# SPDX-License-Identifier: MIT
from deltaward.plots.table import Markup, table
from wellformed import Reader


def test_a_table() -> None:
    html = table("<c>", ["a&b", "n"], [["<i>x</i>", "1"], [Markup("<b>y</b>"), "2"]], notes=["<n>"])
    found = Reader(html)
    assert found.rows == [["a&b", "n"], ["<i>x</i>", "1"], ["y", "2"]]
    assert "<c>" in found.text
    assert "<n>" in found.text
    assert not found.named("i")
    assert len(found.named("b")) == 2  # the caption's and the given one


def test_nothing_reaches_outside_and_no_colour_is_set() -> None:
    """A light and a dark notebook: text and ground stay theirs."""
    found = Reader(table("c", ["a"], [["x"]]))
    assert not found.named("style")
    assert not found.named("script")
    for _, attributes in found.elements:
        for rule in str(attributes.get("style") or "").split(";"):
            name, _, value = rule.partition(":")
            if name.strip() in ("color", "background", "background-color"):
                assert value.strip() in ("inherit", "none")
