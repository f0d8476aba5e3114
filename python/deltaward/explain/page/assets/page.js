// SPDX-License-Identifier: MIT
// The page: what is shown now, and the parts that show it.

import { palette } from "./colours.js";
import { Diagram } from "./diagram.js";
import { html } from "./dom.js";
import { equation } from "./equations.js";
import { facts } from "./facts.js";
import { frame } from "./frame.js";
import { Lab } from "./lab.js";
import { decoded, Pass, strongest } from "./model.js";
import { RowMap } from "./row_map.js";
import { Samples } from "./samples.js";
import { StepTable } from "./step_table.js";
import { Stepper } from "./stepper.js";
import { isBackward, steps } from "./steps.js";
import { told } from "./telling.js";
import { Theme } from "./theme.js";

function answered({ sample }, step) {
  if (step.kind !== "cost" || sample.answer === null) return "";
  const verdict =
    sample.answer === sample.predicted
      ? "and so is the target"
      : `and the target is ${sample.answer}`;
  return ` The answer of the network is ${sample.predicted}, ${verdict}.`;
}

/**
 * Show a model in an element.
 *
 * @param {Object} content what `deltaward.explain.page.content` returns
 * @param {HTMLElement} root is emptied first; may be shown another model later
 */
export function show(content, root) {
  root.stop?.();
  let model = decoded(content);
  const view = { model, steps: steps(model), sample: 0, variant: 0, index: 0, hovered: null };

  function find() {
    view.pass = new Pass(model, view.sample, view.variant);
    view.step = view.steps[view.index];
  }
  /** Of each layer the neuron with the largest error is looked at, until another one is picked. */
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
      find();
      pickActive();
      update();
      say(`Step ${index + 1} of ${view.steps.length}. ${view.step.title}.`, view.picked);
    },
    pick(picked) {
      view.picked = picked;
      view.hovered = null;
      view.chosen[picked.layer] = picked.neuron;
      point();
      table.update(view);
      say("", picked);
    },
    hover(picked) {
      view.hovered = picked;
      point();
    },
    choose(sample) {
      Object.assign(view, { sample, variant: 0 });
      choose();
      find();
      pickActive();
      lab.build(view);
      update();
      say(`Sample ${sample}.`, view.picked);
    },
    vary(variant) {
      view.variant = variant;
      // Forward there is no error to see: go where all of them are there.
      if (variant > 0 && !isBackward(view.step))
        view.index = view.steps.findLastIndex((step) => step.kind === "BP2" || step.kind === "BP1");
      find();
      pickActive();
      update();
      say(`${variant ? view.pass.variant.name : "The right pass"}.`, view.picked);
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

  /** Let a screen reader read it out. */
  function say(what, picked) {
    live.textContent = `${what} ${told(view.pass, view.step, picked)}`.trim();
  }
  function point() {
    diagram.point(view);
    tell();
  }
  function tell() {
    details.replaceChildren(...facts(view).filter(Boolean));
    rowMap.update(view);
  }
  function update() {
    const { pass, step } = view;
    title.textContent = step.title;
    words.textContent = step.words + answered(pass, step);
    formulas.replaceChildren(equation(pass, step));
    badge.hidden = pass.isRight;
    const { name, equation: change } = pass.variant;
    badge.textContent = `These δ are wrong on purpose: ${name}, ${change}.`;
    stepper.update(view);
    samples.update(view);
    diagram.update(view);
    lab.update(view);
    table.update(view);
    tell();
  }
  function repaint() {
    view.colours = palette(root);
    samples.build(view);
    update();
  }

  const theme = new Theme(root, repaint);
  const own = { title, words, formulas, badge, details, live };
  const made = { theme, samples, stepper, diagram, rowMap, lab, table };
  const elements = Object.entries(made).map(([name, part]) => [name, part.element]);
  root.replaceChildren(...frame(model, { ...own, ...Object.fromEntries(elements) }));

  view.colours = palette(root);
  choose();
  find();
  pickActive();
  for (const part of [stepper, samples, diagram, lab]) part.build(view);
  update();

  const onKey = (event) => {
    if (event.target === document.body || root.contains(event.target)) stepper.key(event);
  };
  const resized = new ResizeObserver(() => {
    if (diagram.element.clientWidth === diagram.width) return;
    diagram.build(view);
    diagram.update(view);
  });
  document.addEventListener("keydown", onKey);
  resized.observe(diagram.element);
  /** Show other numbers of the same layers and samples; the step and what is picked stay. */
  root.renew = (renewed) => {
    view.model = model = decoded(renewed);
    if (!view.model.lab) view.variant = 0;
    find();
    lab.build(view);
    repaint();
  };
  root.stop = () => {
    document.removeEventListener("keydown", onKey);
    theme.stop();
    resized.disconnect();
  };
}

globalThis.deltaward = { show };
const embedded = document.querySelector("script.content");
if (embedded) show(JSON.parse(embedded.textContent), document.querySelector(".deltaward"));
