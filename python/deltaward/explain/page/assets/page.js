// SPDX-License-Identifier: MIT
// The page: what is shown now, and the parts that show it.

import { palette } from "./colours.js";
import { Diagram } from "./diagram.js";
import { html } from "./dom.js";
import { equation } from "./equations.js";
import { facts } from "./facts.js";
import { Lab } from "./lab.js";
import { keys, legend } from "./legend.js";
import { decoded, Pass, strongest } from "./model.js";
import { RowMap } from "./row_map.js";
import { Samples } from "./samples.js";
import { StepTable } from "./step_table.js";
import { Stepper } from "./stepper.js";
import { isBackward, steps } from "./steps.js";
import { told } from "./telling.js";
import { themeButton } from "./theme.js";

const LEDE =
  "A sample goes forward through the network, and its error comes back. Step with ▶ or the arrow keys, and point at a neuron or a weight to see what its number is made of. Tab and the arrow keys get there too.";

function about(model) {
  const functions = [
    ...new Set(model.layers.map((layer) => layer.function.replace("_", " "))),
  ].join(", ");
  return `${model.sizes.join("-")} · ${functions} · cost: ${model.cost.replace("_", " ")} · ${model.dtype}. Layers are counted from 1, neurons from 0.`;
}

function answered({ sample }, step) {
  if (step.kind !== "cost" || sample.answer === null) return "";
  const verdict =
    sample.answer === sample.predicted
      ? "and so is the target"
      : `and the target is ${sample.answer}`;
  return ` The answer of the network is ${sample.predicted}, ${verdict}.`;
}

/** A heading whose 784-30-10 stays on one line. */
function heading(text) {
  const parts = text.split(/(\d+(?:-\d+)+)/);
  return html(
    "h1",
    {},
    ...parts.map((part, i) => (i % 2 ? html("span", { class: "sizes" }, part) : part)),
  );
}

/**
 * Show a model in an element.
 *
 * @param {Object} content what `deltaward.explain.page.content` returns
 * @param {HTMLElement} root is emptied first; may be shown another model later
 */
export function show(content, root) {
  root.stop?.();
  const model = decoded(content);
  const view = { model, steps: steps(model), sample: 0, variant: 0, index: 0, hovered: null };

  /** Follow the neuron with the largest error in each layer, until another one is picked. */
  function follow() {
    view.pass = new Pass(model, view.sample, view.variant);
    view.step = view.steps[view.index];
  }
  function choose() {
    const right = new Pass(model, view.sample, 0);
    view.chosen = model.sizes.map((_, layer) =>
      strongest(layer ? right.delta(layer) : right.activation(0)),
    );
  }
  function pickActive() {
    const { layer } = view.step;
    view.picked = { layer, neuron: view.chosen[layer] };
    view.hovered = null;
  }

  const act = {
    go(index) {
      view.index = index;
      follow();
      pickActive();
      update();
      say(
        `Step ${index + 1} of ${view.steps.length}. ${view.step.title}. ${told(view.pass, view.step, view.picked)}`,
      );
    },
    pick(picked) {
      view.picked = picked;
      view.hovered = null;
      if (picked.from === undefined) view.chosen[picked.layer] = picked.neuron;
      else view.chosen[picked.layer] = picked.neuron;
      point();
      table.update(view);
      say(told(view.pass, view.step, picked));
    },
    hover(picked) {
      view.hovered = picked;
      point();
    },
    choose(sample) {
      Object.assign(view, { sample, variant: 0 });
      choose();
      follow();
      pickActive();
      lab.build(view);
      update();
      say(`Sample ${sample}. ${told(view.pass, view.step, view.picked)}`);
    },
    vary(variant) {
      view.variant = variant;
      // Forward there is no error to see: go where all of them are there.
      if (variant > 0 && !isBackward(view.step))
        view.index = view.steps.findLastIndex((step) => step.kind === "BP2" || step.kind === "BP1");
      follow();
      pickActive();
      update();
      say(
        `${variant ? view.pass.variant.name : "The right pass"}. ${told(view.pass, view.step, view.picked)}`,
      );
    },
  };

  const [stepper, samples, diagram] = [new Stepper(act), new Samples(act), new Diagram(act)];
  const [rowMap, lab, table] = [new RowMap(act), new Lab(act), new StepTable()];
  const title = html("h2", {});
  const formulas = html("div", { class: "equation" });
  const words = html("p", {});
  const badge = html("p", { class: "badge", hidden: "" });
  const details = html("div", { class: "details" });
  const live = html("p", { class: "live", "aria-live": "polite" });

  function say(text) {
    live.textContent = text;
  }
  function point() {
    diagram.point(view);
    details.replaceChildren(...facts(view).filter(Boolean));
    rowMap.update(view);
  }
  function update() {
    const { pass, step } = view;
    title.textContent = step.title;
    words.textContent = step.words + answered(pass, step);
    formulas.replaceChildren(equation(pass, step));
    badge.hidden = pass.isRight;
    badge.textContent = `These δ are wrong on purpose: ${pass.variant.name}, ${pass.variant.equation}.`;
    stepper.update(view);
    samples.update(view);
    diagram.update(view);
    lab.update(view);
    table.update(view);
    details.replaceChildren(...facts(view).filter(Boolean));
    rowMap.update(view);
  }
  function repaint() {
    view.colours = palette(root);
    samples.build(view);
    update();
  }

  root.replaceChildren(
    html(
      "header",
      {},
      html("div", { class: "head" }, heading(model.title), themeButton(root, repaint)),
      html("p", { class: "lede" }, LEDE),
      html("p", { class: "about" }, about(model)),
    ),
    html(
      "main",
      {},
      samples.element,
      stepper.element,
      html(
        "section",
        { class: "step", "aria-label": "This step" },
        html("div", { class: "words" }, title, words),
        formulas,
      ),
      html(
        "div",
        { class: "bench" },
        html(
          "section",
          { class: "picture", "aria-label": "Network" },
          badge,
          diagram.element,
          legend(),
          keys(),
        ),
        html("section", { class: "facts", "aria-label": "Facts" }, details, rowMap.element),
        lab.element,
      ),
      table.element,
      live,
    ),
  );

  view.colours = palette(root);
  choose();
  follow();
  pickActive();
  for (const part of [stepper, samples, diagram, lab]) part.build(view);
  update();

  const onKey = (event) => {
    if (event.target === document.body || root.contains(event.target)) stepper.key(event);
  };
  const scheme = matchMedia("(prefers-color-scheme: dark)");
  const resized = new ResizeObserver(() => {
    if (diagram.element.clientWidth === diagram.width) return;
    diagram.build(view);
    diagram.update(view);
  });
  document.addEventListener("keydown", onKey);
  scheme.addEventListener("change", repaint);
  resized.observe(diagram.element);
  root.stop = () => {
    document.removeEventListener("keydown", onKey);
    scheme.removeEventListener("change", repaint);
    resized.disconnect();
  };
}

globalThis.deltaward = { show };
const own = document.querySelector("script.content");
if (own) show(JSON.parse(own.textContent), document.querySelector(".deltaward"));
