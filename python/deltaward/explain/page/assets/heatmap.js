// SPDX-License-Identifier: MIT
// A layer, or a row of weights, too wide for circles: a grid of cells, one of them in the Tab order.

import { html, set } from "./dom.js";
import { isDark, tint } from "./colours.js";
import { largest } from "./model.js";

const MARKED = 7; // Cells of at least so many pixels carry a minus where the value is below 0.
const NUMBERED = 20; // In a single row, cells of at least so many carry the neuron's number.

export class HeatMap {
  /**
   * @param {{count: number, columns: number, rows: number, cell: number}} grid
   * @param {{pick: (j: number) => void, hover: (j: number | null) => void}} on
   */
  constructor(grid, on) {
    this.grid = grid;
    this.on = on;
    const { columns, rows, cell } = grid;
    this.canvas = html("canvas", { "aria-hidden": "true" });
    this.marker = html("span", { class: "marker", hidden: "" });
    this.cursor = html("button", {
      type: "button",
      class: "cell",
      "data-arrows": "",
      keydown: (e) => this.key(e),
    });
    this.cursor.addEventListener("focus", () => on.pick(this.place));
    this.element = html(
      "div",
      {
        class: "map",
        mousemove: (e) => on.hover(this.under(e)),
        mouseleave: () => on.hover(null),
        click: (e) => {
          const j = this.under(e);
          if (j !== null) on.pick(j);
        },
      },
      this.canvas,
      this.marker,
      this.cursor,
    );
    this.element.style.width = `${columns * cell}px`;
    this.element.style.height = `${rows * cell}px`;
    this.put(this.cursor, 0);
    this.place = 0;
  }

  under(event) {
    const { columns, cell, count, rows } = this.grid;
    const box = this.element.getBoundingClientRect();
    const column = Math.floor((event.clientX - box.left) / cell);
    const row = Math.floor((event.clientY - box.top) / cell);
    const j = row * columns + column;
    return column >= 0 && column < columns && row >= 0 && row < rows && j < count ? j : null;
  }

  key(event) {
    const { columns, count } = this.grid;
    const moves = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns };
    let to = this.place + (moves[event.key] ?? 0);
    if (event.key === "Home") to = 0;
    else if (event.key === "End") to = count - 1;
    else if (!(event.key in moves)) return;
    event.preventDefault();
    if (to >= 0 && to < count) this.on.pick(to);
  }

  put(element, j) {
    const { columns, cell } = this.grid;
    element.style.width = element.style.height = `${cell}px`;
    element.style.left = `${(j % columns) * cell}px`;
    element.style.top = `${Math.floor(j / columns) * cell}px`;
  }

  /** Paint values; null leaves the cells empty. */
  paint(values, colours) {
    const { columns, rows, cell, count } = this.grid;
    const scale = window.devicePixelRatio || 1;
    this.canvas.width = Math.round(columns * cell * scale);
    this.canvas.height = Math.round(rows * cell * scale);
    const context = this.canvas.getContext("2d");
    context.scale(scale, scale);
    const most = values ? largest(values) : 0;
    const gap = cell >= MARKED ? 1 : 0;
    const isNumbered = rows === 1 && cell >= NUMBERED;
    context.font = "11px system-ui, sans-serif";
    context.textAlign = "center";
    context.textBaseline = "middle";
    for (let j = 0; j < count; j++) {
      const [x, y] = [(j % columns) * cell, Math.floor(j / columns) * cell];
      const value = values ? values[j] : 0;
      const colour = tint(colours, value, most);
      context.fillStyle = colour;
      context.fillRect(x, y, cell - gap, cell - gap);
      context.fillStyle = isDark(colour) ? "#fff" : "#111";
      const [cx, cy] = [x + (cell - gap) / 2, y + (cell - gap) / 2];
      if (isNumbered) context.fillText(String(j), cx, cy - (value < 0 ? 2 : 0));
      if (value < 0 && cell >= MARKED) {
        const half = Math.max(1.5, cell / 5);
        const below = isNumbered ? cell / 2 - 6 : -0.5;
        context.globalAlpha = 0.7;
        context.fillRect(cx - half, cy + below, 2 * half, cell >= NUMBERED ? 1.5 : 1);
        context.globalAlpha = 1;
      }
    }
  }

  /** Mark neuron j, and put the Tab stop there. */
  point(j, label, isPicked) {
    this.place = j;
    this.put(this.cursor, j);
    set(this.cursor, {
      "aria-label": label,
      "data-index": String(j),
      "data-picked": isPicked ? "" : null,
    });
  }

  mark(j) {
    this.marker.hidden = j === null;
    if (j !== null) this.put(this.marker, j);
  }
}
