// SPDX-License-Identifier: MIT
// Where each layer stands: side by side where the width allows it, else one below the other.

export const DRAWN = 16; // Layers of up to so many neurons are circles with numbers; wider ones heat maps.
const TALL = 430; // What a column of neurons may take, before they move together.
const [CLOSEST, FARTHEST] = [44, 84]; // From neuron to neuron in a column.
const IN_A_ROW = { width: 84, height: 34, pitch: 89 };
const CAPTION = 46; // Two lines above a layer; one where layers stand below each other.
const ONE_LINE = 30;
const NARROWEST = 84; // Between layers.
const WIDEST = 230;
const BETWEEN = 68; // Between layers one below the other, caption apart.
const LARGEST_CELL = 26;
const SMALLEST_CELL = 3;

/** Return how a heat map of `count` cells is laid out in `side` pixels or half as many more. */
export function shape(count, side, largest = LARGEST_CELL) {
  const columns = Math.ceil(Math.sqrt(count));
  const smallest = Math.min(SMALLEST_CELL, (1.5 * side) / columns);
  const cell = Math.max(smallest, Math.min(largest, Math.floor(side / columns)));
  return { columns, rows: Math.ceil(count / columns), cell };
}

/** Return the size of neurons in columns, the longest of which has `most`. */
function inColumns(most) {
  const pitch = Math.max(CLOSEST, Math.min(FARTHEST, Math.floor(TALL / most)));
  return { width: pitch > 60 ? 104 : 90, height: pitch > 60 ? 42 : 32, pitch };
}

function nodes(count, node, isColumn) {
  const along = (count - 1) * node.pitch;
  return {
    kind: "nodes",
    count,
    isColumn,
    pitch: node.pitch,
    width: node.width + (isColumn ? 0 : along),
    height: node.height + (isColumn ? along : 0),
    halfWidth: node.width / 2,
    halfHeight: node.height / 2,
  };
}

function map(count, width, isOneRow) {
  let { columns, rows, cell } = shape(count, Math.min(width, 224));
  if (isOneRow) [columns, rows, cell] = [count, 1, Math.min(34, Math.floor(width / count))];
  return {
    kind: "map",
    count,
    columns,
    rows,
    cell,
    width: columns * cell,
    height: rows * cell,
    halfWidth: rows > 1 ? 0 : cell / 2,
    halfHeight: rows > 1 ? 0 : cell / 2,
  };
}

/** Give a box its place; `at(j)` is then the middle of neuron j. */
function placed(box, left, top) {
  const at = (j) => {
    if (box.kind === "map")
      return {
        x: left + ((j % box.columns) + 0.5) * box.cell,
        y: top + (Math.floor(j / box.columns) + 0.5) * box.cell,
      };
    const along = j * box.pitch;
    const [x, y] = [left + box.halfWidth, top + box.halfHeight];
    return box.isColumn ? { x, y: y + along } : { x: x + along, y };
  };
  return { ...box, left, top, at };
}

/**
 * @param {number[]} sizes
 * @param {number} width in pixels
 * @returns {{isVertical: boolean, width: number, height: number, layers: Object[]}}
 */
export function layout(sizes, width) {
  const node = inColumns(Math.max(...sizes.filter((n) => n <= DRAWN), 1));
  const abreast = sizes.map((n) => (n <= DRAWN ? nodes(n, node, true) : map(n, width, false)));
  const gaps = sizes.length - 1;
  const taken = abreast.reduce((sum, box) => sum + box.width, 0);
  if (taken + gaps * NARROWEST <= width) {
    const gap = Math.min(WIDEST, (width - taken) / gaps);
    const height = CAPTION + Math.max(...abreast.map((box) => box.height));
    let left = (width - taken - gaps * gap) / 2;
    const layers = abreast.map((box) => {
      const found = placed(
        box,
        Math.round(left),
        Math.round(CAPTION + (height - CAPTION - box.height) / 2),
      );
      left += box.width + gap;
      return found;
    });
    return { isVertical: false, width, height, layers };
  }
  let top = ONE_LINE;
  const layers = sizes.map((n) => {
    const row = nodes(n, IN_A_ROW, false);
    const box = n <= DRAWN && row.width <= width ? row : map(n, width, n <= DRAWN);
    const found = placed(box, Math.round((width - box.width) / 2), top);
    top += box.height + BETWEEN + ONE_LINE;
    return found;
  });
  return { isVertical: true, width, height: top - BETWEEN - ONE_LINE, layers };
}

/** The path of an edge, from neuron `from` of one box to neuron `to` of the next. */
export function curve(picture, before, from, after, to) {
  const start = before.at(from);
  const end = after.at(to);
  if (picture.isVertical) {
    const [y1, y2] = [start.y + before.halfHeight, end.y - after.halfHeight];
    const middle = (y1 + y2) / 2;
    return `M${start.x} ${y1}C${start.x} ${middle} ${end.x} ${middle} ${end.x} ${y2}`;
  }
  const [x1, x2] = [start.x + before.halfWidth, end.x - after.halfWidth];
  const middle = (x1 + x2) / 2;
  return `M${x1} ${start.y}C${middle} ${start.y} ${middle} ${end.y} ${x2} ${end.y}`;
}

/** The outline of all edges between two boxes. */
export function bundle(picture, before, after) {
  const [b, a] = [before, after];
  if (picture.isVertical) {
    const [y1, y2] = [b.top + b.height, a.top];
    return `M${b.left} ${y1}L${a.left} ${y2}H${a.left + a.width}L${b.left + b.width} ${y1}Z`;
  }
  const [x1, x2] = [b.left + b.width, a.left];
  return `M${x1} ${b.top}L${x2} ${a.top}V${a.top + a.height}L${x1} ${b.top + b.height}Z`;
}
