# SPDX-License-Identifier: MIT
"""What deltaward is to reach, beside what was measured."""

import statistics

from deltaward.benchmarks import markdown


def table(found):
    """Return a Markdown table of all goals whose figures are in `found`, by step."""
    cases = {record["case"]: _ratios(record) for record in found.get("cases", [])}
    rows = []

    def add(text, goal, value, unit="×", *, at_most=False):
        if value is None:
            rows.append((text, "", "not measured", ""))
            return
        reached = value <= goal if at_most else value >= goal
        sign = "≤" if at_most else "≥"
        shown = markdown.short(value) if unit in ("×", "points") else f"{value:.0f}"
        rows.append((text, f"{sign} {goal:g} {unit}", f"{shown} {unit}", _verdict(reached)))

    for case, peer, goal in (
        *(("A", "JAX, scan", 5), ("A", "PyTorch", 25), ("A", "the book's code", 70)),
        *(("B", "JAX, scan", 2.5), ("B", "PyTorch", 5)),
        *(("C", None, 1.6), ("D", None, 1.5), ("E", "JAX, scan", 1)),
        *(("F", "JAX, scan", 2.5), ("F", "PyTorch", 15)),
    ):
        if case in cases:
            ratios = cases[case]
            # The faster of its two: threads that wait for a core are no merit of ours.
            if (single := ratios.get("PyTorch, 1 thread")) is not None:
                ratios["PyTorch"] = min(single, ratios["PyTorch"])
            both = [ratios[name] for name in ("JAX, scan", "PyTorch") if name in ratios]
            value = ratios.get(peer) if peer else min(both, default=None)
            add(f"{case} against {peer or 'the better of JAX and PyTorch'}", goal, value)
    for record in found.get("scaling", []):
        one = record["rows"][0]
        if record["case"] in "CD" and len(record["rows"]) > 1:
            add(
                f"{record['case']}, two threads over one",
                1.8,
                record["rows"][1]["faster"]["median"],
            )
        if record["case"] == "D":
            add(
                "D, one thread, all operations over the FMA peak",
                80,
                100 * one["share"]["median"],
                "%",
            )
    if (chosen := _chosen(found.get("scaling", []))) is not None:
        add("threads as chosen, over the better of one and all", 1.1, chosen, at_most=True)
    for record in found.get("avx2", []):
        share = 100 * record["rows"][0]["share"]["median"]
        add("D, one thread, AVX2, all operations over its peak", 75, share, "%")
    if "products" in found:
        shares = [share for record in found["products"] for share in record["shares"].values()]
        add(
            "products, median of the grid, of the roofline",
            85,
            100 * statistics.median(shares),
            "%",
        )
        add("products, worst of the grid, of the roofline", 65, 100 * min(shares), "%")
    if "predict" in found:
        ratios = _ratios(found["predict"][0])
        add("one prediction against onnxruntime", 2, ratios.get("onnxruntime"))
        add("one prediction against PyTorch", 5, ratios.get("PyTorch"))
    for record in found.get("cold", []):
        own, *_ = (row for row in record["rows"] if row["name"].startswith("deltaward"))
        others = [r["ratio"]["median"] for r in record["rows"] if r is not own]
        add("98.0 % from cold, against the best peer", 5, min(filter(None, others), default=None))
        add("peak memory of that", 130, own["megabytes"]["median"], "MB", at_most=True)
    for record in found.get("features", []):
        ratios, threads = _ratios(record), "one thread"
        if record["threads"] > 1:
            threads = f"{record['threads']} threads"
        add(f"Adam over SGD in B, {threads}", 1.3, ratios["adam"], at_most=True)
        add(f"dropout over none in B, {threads}", 1.2, ratios["dropout 0.2"], at_most=True)
    for record in found.get("unused", []):
        name = f"tracing and all else that is off, in {record['case']}"
        add(name, 1, 100 * record["share"]["median"], "%", at_most=True)
    for record in found.get("estimators", []):
        fits = record["rows"]
        faster = {row["data"]: row["ratio"]["median"] for row in fits}
        large = min(faster[row["data"]] for row in fits if row["samples"] >= 1000)
        behind = max(row["scores"]["scikit-learn"] - row["scores"]["deltaward"] for row in fits)
        add("fits of 1,000 samples and more against scikit-learn", 5, large)
        add("the slowest fit against scikit-learn", 1, min(faster.values()))
        add("accuracy or R² behind scikit-learn", 0.5, 100 * behind, "points", at_most=True)
        add("a grid search with two jobs over one", 1, record["search"]["ratio"]["median"])
    if "bits" in found:
        same = all(len(record["hashes"]) == 1 for record in found["bits"])
        rows.append(("the same bits", "every case", "yes" if same else "no", _verdict(same)))
    return markdown.table(("", "goal", "measured", ""), rows)


def _chosen(records):
    """Return how much longer the slowest case takes with as many threads as it chooses itself."""
    longer = []
    for record in records:
        *fixed, chosen = (row["time"]["median"] for row in record["rows"])
        if fixed:
            longer.append(chosen / min(fixed))
    return max(longer, default=None)


def _ratios(record):
    return {row["name"]: row["ratio"]["median"] for row in record["rows"]}


def _verdict(reached):
    return "reached" if reached else "**missed**"
