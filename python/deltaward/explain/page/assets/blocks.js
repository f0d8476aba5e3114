// SPDX-License-Identifier: MIT
// Pieces of the facts: a part with a heading, and remarks.

import { html } from "./dom.js";

/** `isNow`: whether the step is about this part. */
export function block(title, isNow, ...parts) {
  return html(
    "section",
    { class: `block${isNow ? " is-now" : ""}` },
    html("h3", {}, title),
    ...parts.filter(Boolean),
  );
}

export function note(...parts) {
  return html("p", { class: "note" }, ...parts);
}
