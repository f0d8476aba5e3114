// SPDX-License-Identifier: MIT
// Numbers for people: short in the diagram, six digits in the text; the whole value goes along.

import { html } from "./dom.js";

const RAISED = {
  "-": "⁻",
  0: "⁰",
  1: "¹",
  2: "²",
  3: "³",
  4: "⁴",
  5: "⁵",
  6: "⁶",
  7: "⁷",
  8: "⁸",
  9: "⁹",
};

/** Write a whole number above the line, as of a layer. */
export function raised(number) {
  return [...String(number)].map((digit) => RAISED[digit]).join("");
}

/** Write `value` with so many significant digits and a true minus, tiny ones by powers of ten. */
export function digits(value, count, smallest = -4) {
  if (value === null || Number.isNaN(value)) return "–";
  if (value === 0) return "0";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  const [mantissa, exponent] = value.toExponential(count - 1).split("e");
  const power = Number(exponent);
  const text =
    power < smallest || power > 5
      ? `${mantissa}·10${raised(power)}`
      : value.toFixed(Math.max(0, count - 1 - power));
  return text.replace("-", "−");
}

/** A number that fits a circle, nine characters at most. */
export function short(value) {
  const size = Math.abs(value);
  return digits(value, size !== 0 && (size < 1e-3 || size >= 1e5) ? 2 : 3, -3);
}

export const six = (value) => digits(value, 6);

/** An element that shows six digits and holds all of them. */
export function number(value, name = null) {
  return html("data", { value: String(value), "data-name": name }, six(value));
}
