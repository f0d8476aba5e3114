// SPDX-License-Identifier: MIT
// The steps as a row of buttons, and those that go one on or one back; arrow keys do the same.

import { html, set, svg } from "./dom.js";
import { isBackward } from "./steps.js";

// Drawn: many systems have no font with the signs for the first and the last step.
const SHAPES = {
  Home: "M2 3h2v10h-2zM14 3v10l-9-5z",
  ArrowLeft: "M13 3v10l-10-5z",
  ArrowRight: "M3 3v10l10-5z",
  End: "M14 3h-2v10h2zM2 3v10l9-5z",
};

export class Stepper {
  /** @param {{go: (index: number) => void}} act */
  constructor(act) {
    this.act = act;
    const button = (label, to) =>
      html(
        "button",
        {
          type: "button",
          class: "move",
          "aria-label": label,
          title: label,
          click: () => this.move(to),
        },
        svg("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" }, svg("path", { d: SHAPES[to] })),
      );
    this.first = button("First step (Home)", "Home");
    this.back = button("One step back (left arrow)", "ArrowLeft");
    this.on = button("One step on (right arrow)", "ArrowRight");
    this.end = button("Last step (End)", "End");
    this.count = html("p", { class: "count" });
    this.track = html("div", { class: "track" });
    this.element = html(
      "nav",
      { class: "stepper", "aria-label": "Steps of the pass" },
      html("div", { class: "moves" }, this.first, this.back, this.count, this.on, this.end),
      this.track,
    );
  }

  build(view) {
    this.length = view.steps.length;
    this.buttons = view.steps.map((step, index) =>
      html(
        "button",
        {
          type: "button",
          class: "stop",
          "aria-label": step.title,
          click: () => this.act.go(index),
        },
        html("span", {}, step.top),
        html("span", { class: "symbol" }, step.symbol, html("sup", {}, step.above)),
      ),
    );
    const split = view.steps.findIndex(isBackward);
    const part = (name, buttons) =>
      html(
        "div",
        { class: "part", role: "group", "aria-label": name },
        html("span", { class: "name", "aria-hidden": "true" }, name),
        html("div", { class: "stops" }, ...buttons),
      );
    this.track.replaceChildren(
      part("Forward", this.buttons.slice(0, split)),
      part("Backward", this.buttons.slice(split)),
    );
  }

  move(key) {
    const to = { Home: 0, ArrowLeft: this.at - 1, ArrowRight: this.at + 1, End: this.length - 1 }[
      key
    ];
    if (to >= 0 && to < this.length) this.act.go(to);
  }

  /** Step with the keys from anywhere on the page where they mean nothing else. */
  key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const inDiagram = event.target.closest?.("[data-arrows]");
    const keys = inDiagram
      ? { PageUp: "ArrowLeft", PageDown: "ArrowRight" }
      : { Home: "Home", End: "End", ArrowLeft: "ArrowLeft", ArrowRight: "ArrowRight" };
    if (!(event.key in keys) || event.target.closest?.("select, input, textarea, .scroll")) return;
    event.preventDefault();
    this.move(keys[event.key]);
  }

  update(view) {
    this.at = view.index;
    this.count.textContent = `Step ${view.index + 1} of ${this.length}`;
    // aria-disabled, not disabled: a button that vanishes under the keyboard loses the focus.
    for (const button of [this.first, this.back])
      set(button, { "aria-disabled": view.index === 0 ? "true" : null });
    for (const button of [this.on, this.end])
      set(button, { "aria-disabled": view.index === this.length - 1 ? "true" : null });
    this.buttons.forEach((button, index) => {
      set(button, {
        "aria-current": index === view.index ? "step" : null,
        tabindex: index === view.index ? "0" : "-1",
      });
      button.classList.toggle("is-done", index < view.index);
    });
    if (this.buttons.includes(document.activeElement)) this.buttons[view.index].focus();
  }
}
