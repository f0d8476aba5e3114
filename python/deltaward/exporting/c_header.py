# SPDX-License-Identifier: MIT
"""A network as one C99 header."""

import json
import os
import re
import textwrap
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from deltaward import arguments, seal
from deltaward.atomic import atomic_write, to_path
from deltaward.exporting import c_activations, c_code, c_numbers, quantized
from deltaward.exporting.c_result import CHeader, Rounding
from deltaward.exporting.quantized import Quantized
from deltaward.inference import Inference
from deltaward.proof import PAIRS, Proof, proof_of, tolerance_of
from deltaward.version import __version__

Constant = tuple[str, npt.NDArray[Any], str]

_HEAD = """\
/* NAME: a multilayer perceptron SIZES (ACTIVATIONS), written by deltaward VERSION.
 *
 * C99 or C++, in one file that needs nothing but the C library.LINK
 *
 *   REAL outputs[NAME_n_out];
 *   NAME_feedforward(x, outputs);     x: the NAME_n_in numbers of one sample
 *   PREDICT
 *
 * x is what the network was trained on. If that was pixels from 0 to 255 (uint8), give them to
 * NAME_feedforward_pixels and NAME_predict_pixels, or scaled by 1/255 to the others.
 * Constants: CONSTANTS bytes, and three pairs for NAME_self_test. Nothing is allocated and nothing
 * is kept between calls, so that any number of threads may call; a call takes about STACK bytes of
 * stack, for activations and pixels.
ROUNDING *
 * proof: PROOF
 * file_sha256: BLANK
 * (the SHA-256 of this file with 64 zeros there; 'deltaward verify' compares)
 */
#ifndef DELTAWARD_NAME_H
#define DELTAWARD_NAME_H
INCLUDE
enum { NAME_n_in = N_IN, NAME_n_out = N_OUT };

"""


def write(
    net: Inference,
    path: str | os.PathLike[str],
    *,
    name: str | None,
    quantize: str | None,
    x: npt.ArrayLike | None,
    y: npt.ArrayLike | None,
    samples: npt.ArrayLike | None,
) -> CHeader:
    """Write a network; see `deltaward.Network.to_c_header`."""
    target = to_path(path)
    prefix = name_of(target, name)
    if quantize is not None:
        arguments.choice(quantize, "quantize", ("int8",))
    _check_data(quantize, x, y)
    _check_finite(net)
    layers = None if quantize is None else [quantized.quantize(w) for w in net.weights]
    meant, rounding = net, None
    if layers is not None:
        meant = net.copy()
        for weights, layer in zip(meant.weights, layers, strict=True):
            weights[:] = layer.weights
        rounding = _measure(net, meant, x, y)
    proof = proof_of(meant, samples)
    if not np.isfinite(proof.outputs).all():
        raise ValueError("samples: the network's outputs for them are not all finite")
    constants = _constants(net, layers)
    result = CHeader(
        path=str(target),
        name=prefix,
        quantize=quantize,
        constant_bytes=sum(values.nbytes for _, values, _ in constants),
        stack_bytes=_stack(net) * net.dtype.itemsize,
        rounding=rounding,
    )
    constants += [
        ("test_inputs", proof.inputs, f"({PAIRS}, {net.sizes[0]})"),
        ("test_outputs", proof.outputs, f"({PAIRS}, {net.sizes[-1]})"),
    ]
    text = _fill(_text(net, constants, int8=quantize is not None), _words(meant, result, proof))
    with atomic_write(target) as file:
        seal.write(file, text.encode("ascii"))
    return result


def name_of(path: str | os.PathLike[str], name: str | None) -> str:
    """Return what the names in a header begin with, or raise naming what is wrong."""
    if name is not None and not isinstance(name, str):
        raise TypeError(f"name: {name!r}; expected a str")
    found = Path(path).stem if name is None else name
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", found):
        source = "" if name is not None else " from the file's name"
        raise ValueError(
            f"name: {found!r}{source}; expected what a name in C begins with: a letter, then "
            "letters, digits and _"
        )
    return found


def _check_data(quantize: str | None, x: npt.ArrayLike | None, y: npt.ArrayLike | None) -> None:
    for name, value in (("x", x), ("y", y)):
        if quantize is None and value is not None:
            raise ValueError(f"{name}: given without quantize, which it is to measure")
        if quantize is not None and value is None:
            raise ValueError(
                f"{name}: None with quantize={quantize!r}; expected data to measure what it costs"
            )


def _check_finite(net: Inference) -> None:
    for layer, arrays in enumerate(zip(net.weights, net.biases, strict=True), 1):
        for kind, array in zip(("weights", "biases"), arrays, strict=True):
            if not np.isfinite(array).all():
                raise ValueError(
                    f"net: NaN or infinity in the {kind} of layer {layer}; C has no such constants"
                )


def _measure(net: Inference, twin: Inference, x: Any, y: Any) -> Rounding:
    before, after = net.evaluate(x, y), twin.evaluate(x, y)
    outputs = net.feedforward(x)
    return Rounding(
        samples=len(np.atleast_2d(outputs)),
        cost=before["cost"],
        accuracy=before["accuracy"],
        quantized_cost=after["cost"],
        quantized_accuracy=after["accuracy"],
        difference=float(np.abs(outputs - twin.feedforward(x)).max()),
    )


def _constants(net: Inference, layers: list[Quantized] | None) -> list[Constant]:
    """Return name, values and comment of the arrays that the functions read."""
    found: list[Constant] = []
    for i, (weights, biases) in enumerate(zip(net.weights, net.biases, strict=True)):
        layer = i + 1
        n_out, n_in = weights.shape
        into = f"layer {layer}: ({n_out}, {n_in}), a row for each neuron"
        if layers is None:
            found.append((f"w{layer}", weights, into))
        else:
            found.append((f"w{layer}", layers[i].whole, into))
            found.append((f"scale{layer}", layers[i].scale, "what 1 stands for in each row"))
        found.append((f"b{layer}", biases, f"biases of layer {layer}"))
    return found


def _text(net: Inference, constants: list[Constant], *, int8: bool) -> str:
    parts = [c_numbers.array(f"NAME_{name}", v, comment) for name, v, comment in constants]
    parts += c_code.functions(net.sizes, net.activations, int8=int8, classifier=net._is_classifier)
    return _HEAD + "\n\n".join(parts) + "\n\n#endif\n"


def _stack(net: Inference) -> int:
    """Return how many numbers the deepest call holds: pixels, outputs, hidden activations."""
    return net.sizes[0] + net.sizes[-1] + sum(c_code.buffers(net.sizes))


def _words(net: Inference, result: CHeader, proof: Proof) -> dict[str, str]:
    """Return what stands for each word in capitals."""
    math = not c_activations.WITHOUT_MATH.issuperset(net.activations)
    real = c_numbers.TYPES[net.dtype.name]
    one = net.sizes[-1] == 1
    predict = f"{real} value = NAME_predict(x);" if one else "NAME_predict(x, outputs);"
    if net._is_classifier:
        predict = "int found = NAME_predict(x);      the class, the index of the largest output"
    # Of the JSON: a comment must not end in it.
    about = json.dumps(proof.about).replace("/", "\\/")
    tolerance = net.dtype.type(tolerance_of(net, proof.inputs, proof.outputs))
    return {
        "SIZES": "-".join(map(str, net.sizes)),
        "ACTIVATIONS": ", ".join(net.activations),
        "VERSION": __version__,
        "LINK": " Link with -lm." if math else "",
        "INCLUDE": "\n#include <math.h>\n" if math else "",
        "PREDICT": predict.replace("NAME", result.name),
        "CONSTANTS": f"{result.constant_bytes:,}",
        "STACK": f"{result.stack_bytes:,}",
        "ROUNDING": "" if result.rounding is None else _comment(str(result.rounding)),
        "PROOF": about,
        "BLANK": seal.BLANK,
        "TOLERANCE": c_numbers.literal(tolerance),
        "PAIRS": str(PAIRS),
        "N_IN": str(net.sizes[0]),
        "N_OUT": str(net.sizes[-1]),
        "NAME": result.name,
        "REAL": real,
        "@": "f" if real == "float" else "",
    }


def _comment(text: str) -> str:
    return "".join(f" * {line}\n" for line in textwrap.wrap(f"Weights are rounded; {text}.", 96))


def _fill(text: str, words: dict[str, str]) -> str:
    """Replace all words at once, so that none is looked for in what stands for another."""
    longest_first = sorted(words, key=len, reverse=True)
    return re.sub("|".join(longest_first), lambda found: words[found.group()], text)
