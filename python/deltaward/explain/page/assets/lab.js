// SPDX-License-Identifier: MIT
// The wrong backward passes: a button for each, and what comes of it.

import { html, set } from "./dom.js";
import { arrows } from "./arrows.js";
import { number, six } from "./numbers.js";

const HONEST =
  "A wrong backward pass often lowers the cost too: a short step does wherever its angle to the gradient is below 90°. So look at direction and length. It is the gradient only where cosine and ratio are 1.";

function heads(names) {
  return html(
    "thead",
    {},
    html("tr", {}, ...names.map((name) => html("th", { scope: "col" }, name))),
  );
}

function figures(rows, name) {
  const body = rows.map(({ cosine, ratio, agrees }, i) =>
    html(
      "tr",
      { "data-layer": String(i + 1) },
      html("th", { scope: "row" }, `layer ${i + 1}`),
      html("td", {}, number(cosine, "cosine")),
      html("td", {}, number(ratio, "ratio")),
      html(
        "td",
        { class: agrees ? "same" : "other" },
        agrees ? "the gradient" : "not the gradient",
      ),
    ),
  );
  return html(
    "table",
    { "data-of": name },
    heads(["", "cosine", "ratio", ""]),
    html("tbody", {}, ...body),
  );
}

function costs(wrong, pass, isRight) {
  const parts = [
    "The cost is ",
    number(wrong.cost_before, "cost_before"),
    ". After one step of length ",
    number(wrong.step),
    " it is ",
    number(pass.cost_after, "cost_after"),
  ];
  if (!isRight) parts.push(", and with the right pass ", number(wrong.passes[0].cost_after));
  return html(
    "p",
    {},
    ...parts,
    ". All passes make a step of the same length here, so this tells of the direction only.",
  );
}

export class Lab {
  constructor(act) {
    this.act = act;
    this.buttons = html("div", { class: "variants", role: "group", "aria-label": "Backward pass" });
    this.result = html("div", { class: "result" });
    this.element = html(
      "section",
      { class: "lab", "aria-label": "Wrong on purpose" },
      html("h2", {}, "Wrong on purpose"),
      html(
        "p",
        {},
        "What learners write by mistake, one change at a time. Press one: its δ take the place of the right ones in the network above.",
      ),
      this.buttons,
      this.result,
      html("p", { class: "note" }, HONEST),
    );
  }

  build(view) {
    this.element.hidden = !view.model.lab;
    this.stops = view.pass.sample.wrong.passes.map((pass, index) =>
      html(
        "button",
        {
          type: "button",
          class: "variant",
          "data-variant": pass.name,
          click: () => this.act.vary(index),
        },
        index === 0 ? "the right pass" : pass.name,
      ),
    );
    this.buttons.replaceChildren(...this.stops);
  }

  update(view) {
    if (this.element.hidden) return;
    const { pass, model, variant } = view;
    const { wrong } = pass.sample;
    const chosen = wrong.passes[variant];
    this.stops.forEach((button, index) =>
      set(button, { "aria-pressed": String(index === variant) }),
    );
    const rate = chosen.name === "updated weights" ? `, with η = ${six(wrong.learning_rate)}` : "";
    const left = html(
      "div",
      {},
      html("p", { class: "equation" }, chosen.equation + rate),
      html("p", {}, chosen.words),
      costs(wrong, chosen, variant === 0),
    );
    const right = html(
      "div",
      {},
      html("h3", {}, "Beside the slope of the cost itself, by central differences"),
      arrows(chosen.layers),
      figures(chosen.layers, "sample"),
    );
    if (model.batch)
      right.append(
        html("h3", {}, `The same for all ${model.batch.samples} samples as one mini-batch`),
        figures(model.batch.passes[chosen.name], "batch"),
      );
    this.result.replaceChildren(left, right);
  }
}
