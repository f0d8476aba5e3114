// SPDX-License-Identifier: MIT
// The terms of a sum, the largest first, each with a bar to the side of its sign.

import { html } from "./dom.js";
import { signOf } from "./colours.js";
import { largest } from "./model.js";
import { number } from "./numbers.js";
import { ranked } from "./terms.js";

const ROWS = 6;

function bar(value, most) {
  const found = html("span", { class: `bar ${signOf(value)}`, "aria-hidden": "true" });
  found.style.setProperty("--share", most > 0 ? Math.abs(value) / most : 0);
  return found;
}

/**
 * @param {Object[]} terms with `from` or `neuron`, `other`, `value`; `weight` where it is no weight
 * @param {{first?: string | null, far: string, product: string, from: boolean, pass: Object}} how
 *   the heads of the columns, and whether a term is named by where it comes from
 */
export function termTable(terms, { first = "w", far, product, from, pass }) {
  const rows = terms.length > ROWS + 1 ? ranked(terms).slice(0, ROWS) : terms;
  const most = largest(rows.map((term) => term.value));
  const head = ["k", first, far, product, ""].filter((name) => name !== null);
  const body = rows.map((term) => {
    const weight =
      first === null
        ? null
        : html("td", {}, number(term.weight ?? pass.weight(term.layer, term.neuron, term.from)));
    return html(
      "tr",
      {},
      html("th", { scope: "row" }, String(from ? term.from : term.neuron)),
      weight,
      html("td", {}, number(term.other)),
      html("td", { class: "product" }, number(term.value)),
      html("td", { class: "bars" }, bar(term.value, most)),
    );
  });
  const rest = terms.length - rows.length;
  return html(
    "div",
    { class: "terms" },
    html(
      "table",
      {},
      html(
        "thead",
        {},
        html(
          "tr",
          {},
          ...head.map((name) => (name ? html("th", { scope: "col" }, name) : html("td", {}))),
        ),
      ),
      html("tbody", {}, ...body),
    ),
    rest
      ? html(
          "p",
          { class: "note" },
          `The ${rows.length} largest of ${terms.length}; the other ${rest} are smaller.`,
        )
      : null,
  );
}
