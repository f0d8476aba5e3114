// SPDX-License-Identifier: MIT
// Pieces of MathML, which browsers typeset themselves.

import { mathml } from "./dom.js";
import { six } from "./numbers.js";

export const mi = (text) => mathml("mi", {}, text);
export const mo = (text, attributes = {}) => mathml("mo", attributes, text);
export const mn = (text) => mathml("mn", {}, String(text));
export const words = (text) => mathml("mtext", {}, text);
export const row = (...parts) => mathml("mrow", {}, ...parts);
export const sup = (base, above) => mathml("msup", {}, base, above);
export const sub = (base, below) => mathml("msub", {}, base, below);
export const both = (base, below, above) => mathml("msubsup", {}, base, below, above);
export const fraction = (above, below) => mathml("mfrac", {}, above, below);
export const under = (base, below) => mathml("munder", {}, base, below);

/** A number with all its digits along. */
export function value(number, name = null) {
  return mathml("mn", { "data-value": String(number), "data-name": name }, six(number));
}

/** In brackets that stay small. */
export function bracketed(...parts) {
  const fence = { stretchy: "false" };
  return row(mo("(", fence), ...parts, mo(")", fence));
}

/** Below a part, what it is. */
export function named(part, text) {
  return under(under(part, mo("⏟", { stretchy: "true" })), words(text));
}

/** Mark what a wrong pass does otherwise. */
export function wrongly(part) {
  return mathml("mrow", { class: "wrongly" }, part);
}

/** Strike out what a wrong pass leaves away. */
export function missing(...parts) {
  return mathml("mrow", { class: "wrongly missing" }, ...parts);
}

export const thinSpace = () => mathml("mspace", { width: "0.17em" });

/** A block of one or several lines, aligned at the first part of each. */
export function formula(...lines) {
  const block = { display: "block" };
  if (lines.length === 1) return mathml("math", block, lines[0]);
  const rows = lines.map((line) => mathml("mtr", {}, mathml("mtd", {}, line)));
  return mathml("math", block, mathml("mtable", { displaystyle: "true" }, ...rows));
}

/** Two indices, 18,355 and not 18355. */
export const pair = (one, other) => row(one, mo(","), other);
export const indexed = (letter, below, above) => both(mi(letter), below, mn(above));
export const layered = (letter, layer) => sup(mi(letter), mn(layer));
export const slopeOf = (argument) =>
  row(sup(mi("σ"), mo("′", { lspace: "0", rspace: "0" })), bracketed(argument));
export const partial = (of) => fraction(row(mo("∂"), mi("C")), row(mo("∂"), of));
export const sumOver = (index) => under(mo("∑", { movablelimits: "false" }), mi(index));
export const transposed = (part) =>
  sup(bracketed(part), mathml("mi", { mathvariant: "normal" }, "T"));
