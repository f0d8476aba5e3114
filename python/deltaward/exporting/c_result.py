# SPDX-License-Identifier: MIT
"""What writing a C header came to."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Rounding:
    """What whole numbers for weights cost, measured on data."""

    samples: int
    cost: float
    accuracy: float  # NaN for a regression
    quantized_cost: float
    quantized_accuracy: float
    difference: float  # the largest of an output

    def __str__(self) -> str:
        figures = f"cost {self.cost:.6g} -> {self.quantized_cost:.6g}"
        if self.accuracy == self.accuracy:  # not NaN
            figures = f"accuracy {self.accuracy:.4f} -> {self.quantized_accuracy:.4f}, {figures}"
        return (
            f"on {self.samples:,} samples: {figures}, outputs change by at most "
            f"{self.difference:.2g}"
        )


@dataclass(frozen=True)
class CHeader:
    """A C header that `deltaward.Network.to_c_header` wrote."""

    path: str
    name: str  # what its names begin with
    quantize: str | None
    constant_bytes: int  # weights, scales and biases, without the pairs of the self-test
    stack_bytes: int  # the arrays of the deepest call
    rounding: Rounding | None  # with quantize

    def __str__(self) -> str:
        kind = "int8 weights" if self.quantize else "weights as they are"
        lines = [
            f"{self.path}: {kind}, {self.constant_bytes:,} bytes of constants, "
            f"{self.stack_bytes:,} bytes of stack"
        ]
        if self.rounding is not None:
            lines.append(str(self.rounding))
        return "\n".join(lines)
