// SPDX-License-Identifier: MIT
// The samples to choose from, those with many inputs as pictures.

import { html, set } from "./dom.js";
import { tint } from "./colours.js";
import { DRAWN, shape } from "./layout.js";
import { largest } from "./model.js";

const SIDE = 40;

function picture(values, colours) {
  const { columns, rows } = shape(values.length, SIDE);
  const canvas = html("canvas", { width: columns, height: rows, "aria-hidden": "true" });
  const context = canvas.getContext("2d");
  const most = largest(values);
  values.forEach((value, j) => {
    context.fillStyle = tint(colours, value, most);
    context.fillRect(j % columns, Math.floor(j / columns), 1, 1);
  });
  return canvas;
}

function label(sample, index) {
  if (sample.answer === null) return `sample ${index}`;
  return `sample ${index}: class\u00a0${sample.answer}`;
}

export class Samples {
  constructor(act) {
    this.act = act;
    this.element = html("div", { class: "samples", role: "group", "aria-label": "Sample" });
  }

  build(view) {
    const { samples, sizes } = view.model;
    this.element.hidden = samples.length < 2;
    this.buttons = samples.map((sample, index) =>
      html(
        "button",
        { type: "button", class: "sample", click: () => this.act.choose(index) },
        sizes[0] > DRAWN ? picture(sample.inputs, view.colours) : null,
        html("span", {}, label(sample, index)),
      ),
    );
    this.element.replaceChildren(...this.buttons);
  }

  update(view) {
    this.buttons.forEach((button, index) =>
      set(button, { "aria-pressed": String(index === view.sample) }),
    );
  }
}
