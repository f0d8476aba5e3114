// SPDX-License-Identifier: MIT
// In the frame: shows the numbers that the notebook sends, and says when the next may come.

const root = document.querySelector(".deltaward");
const status = document.querySelector(".status");
let shape = "";

function show(content) {
  const { title, sizes, samples, layers } = content;
  const next = JSON.stringify([title, sizes, samples.length, layers.map((layer) => layer.function)]);
  if (next === shape) root.renew(content);
  else deltaward.show(content, root);
  shape = next;
}

function tell(message) {
  parent.postMessage(message, "*"); // this document is of no origin, and knows none
}

addEventListener("message", ({ source, data }) => {
  if (source !== parent) return;
  const message = JSON.parse(data.text);
  document.documentElement.style.colorScheme = root.dataset.theme = data.theme;
  status.textContent = message.status;
  show(message.content);
  tell({ kind: "shown" });
});
new ResizeObserver(() => tell({ kind: "height", height: Math.ceil(document.body.offsetHeight) })).observe(document.body);
tell({ kind: "ready" });
