// SPDX-License-Identifier: MIT
// The network: a box for each layer, its captions, and the edges between.

import { html, set, svg } from "./dom.js";
import { layout } from "./layout.js";
import { Edges } from "./edges.js";
import { HeatMap } from "./heatmap.js";
import { signOf, tint } from "./colours.js";
import { largest } from "./model.js";
import { raised, short } from "./numbers.js";
import { layerName, neuronLabel, shown, shownValues } from "./telling.js";

const TINTED = 0.3; // Of a node, whose number has to stay readable.
const INDEX = 12; // Its centre, from the left end of the node.
const VALUE = 7.5; // Its centre, from that of the node.
const BORDER = 3; // Between a number and the right end of its node.
const SHORT = 6; // Characters that fit a node in every font.

/** How wide a number may be between the index of its node and the border. */
function room(outline, index) {
  const half = outline.width.baseVal.value / 2;
  const left = half - INDEX - index.getComputedTextLength() / 2 + VALUE - 1;
  return Math.max(1, 2 * Math.min(left, half - VALUE - BORDER));
}

/** Make narrower what leaves its node: how wide a system's font is, is not known before. */
function squeeze(nodes) {
  // All is read before anything is written, so the page is laid out once.
  nodes
    .filter(({ text }) => text.textContent.length > SHORT)
    .map(({ outline, index, text }) => [text, text.getComputedTextLength(), room(outline, index)])
    .filter(([, width, most]) => width > most)
    .forEach(([text, , most]) =>
      set(text, { textLength: most, lengthAdjust: "spacingAndGlyphs" }),
    );
}

export class Diagram {
  /** @param {{pick: Function, hover: Function}} act */
  constructor(act) {
    this.act = act;
    this.maps = html("div", { class: "maps" });
    this.drawing = svg("svg", { class: "drawing", role: "group" });
    this.element = html("div", { class: "diagram" }, this.maps, this.drawing);
    this.width = 0;
  }

  /** Draw all anew, for another model or width. */
  build(view) {
    const { model } = view;
    this.width = this.element.clientWidth;
    this.picture = layout(model.sizes, this.width);
    const { height, layers } = this.picture;
    this.element.style.height = `${height}px`;
    set(this.drawing, {
      width: this.width,
      height,
      viewBox: `0 0 ${this.width} ${height}`,
      "aria-label": `The network ${model.sizes.join("-")}: layers with their neurons, and the weights between them`,
    });
    this.maps.replaceChildren();
    this.drawing.replaceChildren();
    this.edges = new Edges(this.picture, view, this.act);
    this.drawing.append(this.edges.element);
    this.boxes = layers.map((box, layer) =>
      box.kind === "map" ? this.map(view, box, layer) : this.nodes(view, box, layer),
    );
    this.captions = layers.map((box, layer) => this.caption(model, box, layer));
  }

  map(view, box, layer) {
    const found = new HeatMap(box, {
      pick: (neuron) => this.act.pick({ layer, neuron }),
      hover: (neuron) => this.act.hover(neuron === null ? null : { layer, neuron }),
    });
    set(found.element, {
      role: "group",
      "aria-label": layerName(view.model, layer),
      "data-layer": String(layer),
    });
    found.element.style.left = `${box.left}px`;
    found.element.style.top = `${box.top}px`;
    this.maps.append(found.element);
    return { map: found };
  }

  nodes(view, box, layer) {
    const group = svg("g", {
      role: "group",
      "aria-label": layerName(view.model, layer),
      "data-arrows": "",
    });
    const nodes = Array.from({ length: box.count }, (_, neuron) => {
      const { x, y } = box.at(neuron);
      const [w, h] = [2 * box.halfWidth, 2 * box.halfHeight];
      const outline = svg("rect", {
        class: "outline",
        x: -w / 2,
        y: -h / 2,
        width: w,
        height: h,
        rx: h / 2,
      });
      const index = svg(
        "text",
        { class: "index", x: -w / 2 + INDEX, y: 4, "text-anchor": "middle" },
        String(neuron),
      );
      const text = svg("text", { class: "value", x: VALUE, y: 4.5, "text-anchor": "middle" });
      const node = svg(
        "g",
        {
          class: "node",
          role: "button",
          tabindex: "-1",
          transform: `translate(${x} ${y})`,
          "data-layer": String(layer),
          "data-index": String(neuron),
          focus: () => this.act.pick({ layer, neuron }),
          click: () => this.act.pick({ layer, neuron }),
          mouseenter: () => this.act.hover({ layer, neuron }),
          mouseleave: () => this.act.hover(null),
          keydown: (event) => this.key(event, layer, neuron),
        },
        outline,
        index,
        text,
      );
      group.append(node);
      return { node, outline, index, text };
    });
    this.drawing.append(group);
    return { nodes };
  }

  key(event, layer, neuron) {
    const { nodes } = this.boxes[layer];
    const moves = {
      ArrowUp: neuron - 1,
      ArrowLeft: neuron - 1,
      ArrowDown: neuron + 1,
      ArrowRight: neuron + 1,
    };
    const to = { ...moves, Home: 0, End: nodes.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    nodes[to]?.node.focus();
  }

  caption(model, box, layer) {
    const { isVertical } = this.picture;
    const name = layer === 0 ? "input" : `layer ${layer}`;
    const what = [
      box.kind === "map" ? box.count : null,
      layer ? model.layers[layer - 1].function.replace("_", " ") : null,
    ];
    const title = svg("tspan", { class: "title" }, name);
    const detail = svg(
      "tspan",
      isVertical
        ? { class: "detail", dx: 10 }
        : { class: "detail", x: box.left + box.width / 2, dy: 17 },
    );
    const text = svg(
      "text",
      isVertical
        ? { x: 0, y: box.top - 13 }
        : { x: box.left + box.width / 2, y: box.top - 29, "text-anchor": "middle" },
      title,
      detail,
    );
    this.drawing.append(svg("g", { class: "caption", "aria-hidden": "true" }, text));
    return { title, detail, what };
  }

  /** Show the numbers of the step. */
  update(view) {
    const { pass, step, colours } = view;
    this.element.classList.toggle("is-wrong", !pass.isRight);
    this.boxes.forEach(({ map, nodes }, layer) => {
      const values = shownValues(pass, step, layer);
      const which = shown(pass, step, layer);
      const isActive = layer === step.layer;
      const caption = this.captions[layer];
      caption.title.classList.toggle("is-active", isActive);
      caption.detail.textContent = [...caption.what, which && `${which}${raised(layer)}`]
        .filter(Boolean)
        .join(" · ");
      const most = values ? largest(values) : 0;
      if (map) {
        map.paint(values, colours);
        map.element.classList.toggle("is-active", isActive);
        return;
      }
      const isSmall = !this.picture.layers[layer].isColumn;
      nodes.forEach(({ node, outline, text }, neuron) => {
        const value = values ? values[neuron] : null;
        text.textContent = value === null ? "" : short(value);
        text.removeAttribute("textLength");
        set(node, {
          class: `node ${value === null ? "is-empty" : signOf(value)}${isActive ? " is-active" : ""}${isSmall ? " is-small" : ""}`,
          "data-value": value === null ? null : String(value),
          "data-quantity": which,
          "aria-label": neuronLabel(pass, step, layer, neuron),
        });
        set(outline, { fill: tint(colours, value ?? 0, most, TINTED) });
      });
    });
    squeeze(this.boxes.flatMap(({ nodes }) => nodes ?? []));
    this.edges.update(view);
    this.point(view);
  }

  /** Highlight what is picked or hovered, and the edges that carry it. */
  point(view) {
    const { pass, step, chosen, picked, hovered } = view;
    const at = hovered ?? picked;
    this.boxes.forEach(({ map, nodes }, layer) => {
      const isHere = at.layer === layer && at.from === undefined;
      if (map) {
        const isPicked = picked.layer === layer && picked.from === undefined;
        map.point(chosen[layer], neuronLabel(pass, step, layer, chosen[layer]), isPicked);
        map.mark(isHere ? at.neuron : null);
        return;
      }
      nodes.forEach(({ node }, neuron) => {
        set(node, { tabindex: neuron === chosen[layer] ? "0" : "-1" });
        node.classList.toggle("is-picked", isHere && neuron === at.neuron);
      });
    });
    this.edges.point(view);
  }
}
