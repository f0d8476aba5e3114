// SPDX-License-Identifier: MIT
// Light or dark, as the system has it until the button is pressed.

import { html, set } from "./dom.js";

const SYSTEM = "(prefers-color-scheme: dark)";

function isDark(root) {
  if (root.dataset.theme) return root.dataset.theme === "dark";
  return matchMedia(SYSTEM).matches;
}

/** @param {() => void} changed what is drawn by hand has to be drawn anew */
export class Theme {
  constructor(root, changed) {
    this.root = root;
    this.changed = changed;
    this.element = html("button", { type: "button", class: "theme" }, "Dark");
    this.element.addEventListener("click", () => {
      root.dataset.theme = isDark(root) ? "light" : "dark";
      this.tell();
    });
    this.system = matchMedia(SYSTEM);
    this.listener = () => this.tell();
    this.system.addEventListener("change", this.listener);
    set(this.element, { "aria-pressed": String(isDark(root)) });
  }

  tell() {
    set(this.element, { "aria-pressed": String(isDark(this.root)) });
    this.changed();
  }

  stop() {
    this.system.removeEventListener("change", this.listener);
  }
}
