// SPDX-License-Identifier: MIT
// Light or dark, as the system has it until the button is pressed.

import { html, set } from "./dom.js";

export function themeButton(root, changed) {
  const isDark = () =>
    (root.dataset.theme ??
      (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  const button = html("button", { type: "button", class: "theme" }, "Dark");
  const tell = () => set(button, { "aria-pressed": String(isDark()) });
  button.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    tell();
    changed();
  });
  tell();
  return button;
}
