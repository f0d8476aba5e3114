# SPDX-License-Identifier: MIT
"""The activations as C; ``@`` stands for the f of float's literals and functions."""

# As cpp/kernels/reference.cpp has them. A negative test lets NaN through relu.
ELEMENTWISE = {
    "sigmoid": "1.0@ / (1.0@ + exp@(-z))",
    "tanh": "tanh@(z)",
    "relu": "z < 0.0@ ? 0.0@ : z",
    "leaky_relu": "z > 0.0@ ? z : 0.01@ * z",
    "elu": "z > 0.0@ ? z : expm1@(z)",
    "gelu": "0.5@ * z * erfc@(-0.70710678118654752440@ * z)",
    "silu": "z / (1.0@ + exp@(-z))",
    "softplus": "(z > 0.0@ ? z : 0.0@) + log1p@(exp@(-fabs@(z)))",
}
WITHOUT_MATH = {"relu", "leaky_relu", "identity"}

_EACH = """\
static inline void NAME_ACTIVATION(int n, REAL *a) {
  for (int i = 0; i < n; ++i) {
    const REAL z = a[i];
    a[i] = FORMULA;
  }
}"""

# Without the largest taken off first, exp of a large z would be infinite.
_SOFTMAX = """\
static inline void NAME_softmax(int n, REAL *a) {
  REAL top = a[0], sum = 0.0@;
  for (int i = 1; i < n; ++i) top = a[i] > top ? a[i] : top;
  for (int i = 0; i < n; ++i) sum += a[i] = exp@(a[i] - top);
  for (int i = 0; i < n; ++i) a[i] /= sum;
}"""


def function(activation: str) -> str:
    """Return the function that activates a layer in place, with names to be filled in."""
    if activation == "softmax":
        return _SOFTMAX
    return _EACH.replace("ACTIVATION", activation).replace("FORMULA", ELEMENTWISE[activation])
