# SPDX-License-Identifier: MIT
"""The functions of a C header."""

from deltaward.exporting import c_activations

# Four sums side by side: shorter chains of roundings, and four multiplications at a time.
_DOT = """\
    const int fours = n_in - n_in % 4;
    REAL s0 = 0.0@, s1 = 0.0@, s2 = 0.0@, s3 = 0.0@;
    int j = 0;
    for (; j < fours; j += 4) {
      s0 += CASTw[j] * x[j];
      s1 += CASTw[j + 1] * x[j + 1];
      s2 += CASTw[j + 2] * x[j + 2];
      s3 += CASTw[j + 3] * x[j + 3];
    }
    for (; j < n_in; ++j) s0 += CASTw[j] * x[j];"""

_DENSE = f"""\
/* z = W x + b, W (n_out, n_in) row after row. */
static inline void NAME_dense(int n_in, int n_out, const REAL *w, const REAL *b, const REAL *x,
                              REAL *z) {{
  for (int i = 0; i < n_out; ++i, w += n_in) {{
{_DOT.replace("CAST", "")}
    z[i] = (s0 + s1) + (s2 + s3) + b[i];
  }}
}}"""

_DENSE_INT8 = f"""\
/* z = W x + b, W (n_out, n_in) row after row, each a scale times whole numbers. */
static inline void NAME_dense(int n_in, int n_out, const signed char *w, const REAL *scale,
                              const REAL *b, const REAL *x, REAL *z) {{
  for (int i = 0; i < n_out; ++i, w += n_in) {{
{_DOT.replace("CAST", "(REAL)")}
    z[i] = scale[i] * ((s0 + s1) + (s2 + s3)) + b[i];
  }}
}}"""

_PIXELS = """\
static inline void NAME_scale_pixels(const unsigned char *pixels, REAL *x) {
  for (int j = 0; j < NAME_n_in; ++j) x[j] = (REAL)pixels[j] / 255.0@;
}

/* The same for pixels from 0 to 255, scaled by 1/255. */
static inline void NAME_feedforward_pixels(const unsigned char *pixels, REAL *outputs) {
  REAL x[NAME_n_in];
  NAME_scale_pixels(pixels, x);
  NAME_feedforward(x, outputs);
}"""

_CLASS = """\
/* The class: the index of the largest output. */
static inline int NAME_predict(const REAL *x) {
  REAL a[NAME_n_out];
  int best = 0;
  NAME_feedforward(x, a);
  for (int i = 1; i < NAME_n_out; ++i) best = a[i] > a[best] ? i : best;
  return best;
}

static inline int NAME_predict_pixels(const unsigned char *pixels) {
  REAL x[NAME_n_in];
  NAME_scale_pixels(pixels, x);
  return NAME_predict(x);
}"""

_VALUE = """\
/* The output. */
static inline REAL NAME_predict(const REAL *x) {
  REAL a[1];
  NAME_feedforward(x, a);
  return a[0];
}

static inline REAL NAME_predict_pixels(const unsigned char *pixels) {
  REAL x[NAME_n_in];
  NAME_scale_pixels(pixels, x);
  return NAME_predict(x);
}"""

_VALUES = """\
/* The outputs, which are no classes. */
static inline void NAME_predict(const REAL *x, REAL *outputs) { NAME_feedforward(x, outputs); }

static inline void NAME_predict_pixels(const unsigned char *pixels, REAL *outputs) {
  NAME_feedforward_pixels(pixels, outputs);
}"""

_SELF_TEST = """\
/* 0 if the stored inputs give the stored outputs to TOLERANCE, else which of them does not. */
static inline int NAME_self_test(void) {
  for (int k = 0; k < PAIRS; ++k) {
    REAL a[NAME_n_out];
    NAME_feedforward(NAME_test_inputs + k * NAME_n_in, a);
    for (int i = 0; i < NAME_n_out; ++i) {
      const REAL off = a[i] - NAME_test_outputs[k * NAME_n_out + i];
      if (!(off <= TOLERANCE && off >= -TOLERANCE)) return k + 1;
    }
  }
  return 0;
}"""


def buffers(sizes: list[int]) -> list[int]:
    """Return how long the hidden activations' buffers are: of layers 1, 3, … and 2, 4, …."""
    hidden = sizes[1:-1]
    return [max(part) for part in (hidden[::2], hidden[1::2]) if part]


def feedforward(sizes: list[int], activations: list[str], *, int8: bool) -> str:
    """Write the function that goes through the layers."""
    lines = [
        "/* The activations of the output layer; outputs must not overlap x. */",
        "static inline void NAME_feedforward(const REAL *x, REAL *outputs) {",
    ]
    names = [f"a{i}" for i in range(1, len(buffers(sizes)) + 1)]
    if names:
        held = (f"{name}[{n}]" for name, n in zip(names, buffers(sizes), strict=True))
        lines.append(f"  REAL {', '.join(held)};")
    source = "x"
    for layer, activation in enumerate(activations, 1):
        last = layer == len(activations)
        target = "outputs" if last else names[(layer - 1) % 2]
        scale = f"NAME_scale{layer}, " if int8 else ""
        lines.append(
            f"  NAME_dense({sizes[layer - 1]}, {sizes[layer]}, NAME_w{layer}, {scale}"
            f"NAME_b{layer}, {source}, {target});"
        )
        if activation != "identity":
            lines.append(f"  NAME_{activation}({sizes[layer]}, {target});")
        source = target
    return "\n".join([*lines, "}"])


def functions(
    sizes: list[int], activations: list[str], *, int8: bool, classifier: bool
) -> list[str]:
    """Return all functions, each in front of those that call it, with names to be filled in."""
    used = [name for name in dict.fromkeys(activations) if name != "identity"]
    predict = _CLASS if classifier else _VALUE if sizes[-1] == 1 else _VALUES
    return [
        _DENSE_INT8 if int8 else _DENSE,
        *(c_activations.function(name) for name in used),
        feedforward(sizes, activations, int8=int8),
        _PIXELS,
        predict,
        _SELF_TEST,
    ]
